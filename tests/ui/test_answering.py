"""The five best classes: which names fit, what is shown in every run, other drawings of digits."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from designer.core import property_edits
from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.files import load
from designer.core.kinds import Activation, Conv2d, Input, Linear
from designer.engine.answers import AnswerLayer, answer_layer, likeliest
from designer.paths import resource
from designer.ui import theme
from designer.ui.answering import Answering
from designer.ui.document import Document
from designer.ui.panels.answers import AnswerBars, AnswersView
from designer.ui.preview import Preview
from tests.ui import maps_kit
from tests.ui.maps_kit import RAMP

DIGITS = load(resource("designs", "digits.cnn.json"))
LOGITS = Design(
    (
        Layer("image", Input(height=6, width=6, channels=1)),
        Layer("c", Conv2d(out_channels=2), ("image",)),
        Layer("top", Linear(out_features=3), ("c",)),
    )
)


def test_the_last_layer_answers() -> None:
    assert answer_layer(analyse(DIGITS)) == AnswerLayer("softmax", 10, True)
    assert answer_layer(analyse(LOGITS)) == AnswerLayer("top", 3, False)
    assert answer_layer(analyse(Design(LOGITS.layers[:2]))) is None
    assert answer_layer(analyse(Design(LOGITS.layers[:1]))) is None
    single = Layer("one", Conv2d(out_channels=4, kernel_size=(4, 4)), ("c",))
    assert answer_layer(analyse(Design((*LOGITS.layers[:2], single)))) == AnswerLayer("one", 4, False)


def test_shares_are_a_softmax_of_logits() -> None:
    logits = np.array([1.0, 3.0, 2.0, -1e30, 3.0, 0.0], np.float32)
    shares = np.exp(logits.astype(float)) / np.exp(logits.astype(float)).sum()
    found = likeliest(logits, False)
    assert [index for index, _ in found] == [1, 4, 2, 0, 5]
    np.testing.assert_allclose([share for _, share in found], shares[[1, 4, 2, 0, 5]])
    assert likeliest(np.array([[[0.25]], [[0.75]]], np.float32), True) == [(1, 0.75), (0, 0.25)]


def test_strange_numbers_have_no_share() -> None:
    assert likeliest(np.array([np.nan, 0.5], np.float32), True) == [(1, 0.5), (0, 0.0)]
    assert likeliest(np.array([np.nan, 0.5], np.float32), False) == [(1, 1.0), (0, 0.0)]
    assert [share for _, share in likeliest(np.full(3, np.nan, np.float32), False)] == [0, 0, 0]
    assert [share for _, share in likeliest(np.array([np.inf, 1], np.float32), False)] == [0, 0]


class Shown:
    """A preview, the names of classes, and the bars."""

    def __init__(self, qtbot: QtBot, design: Design) -> None:
        self.qtbot = qtbot
        self.document = Document()
        self.document.reset(design)
        self.preview = Preview(self.document)
        self.view = AnswersView(theme.LIGHT)
        qtbot.addWidget(self.view)
        self.answering = Answering(self.document, self.preview, self.view)
        self.lines: list[str] = []
        self.answering.told.connect(self.lines.append)
        self.answering.refused.connect(self.lines.append)
        self.preview.show_picture(RAMP)
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.preview.busy, timeout=20_000)

    def name(self, path: Path, *names: str) -> None:
        path.write_text("\n".join(names))
        self.preview.desk.open_classes(path)
        self.settle()


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[object]:
    made: list[Shown] = []

    def build(design: Design) -> Shown:
        made.append(Shown(qtbot, design))
        return made[-1]

    yield build
    for shown in made:
        shown.preview.close()


def test_names_as_many_as_outputs_show_the_answer_whatever_layer_is_on_show(make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    shown = make(LOGITS)
    assert shown.view.isHidden()
    shown.name(tmp_path / "animals.txt", "cat", "dog", "owl")
    assert shown.lines == ["animals.txt: names of 3 classes"]
    assert shown.preview.layer == "c"
    first = shown.view.bars.answers
    assert sorted(name for name, _ in first) == ["cat", "dog", "owl"]
    assert sum(share for _, share in first) == pytest.approx(1)
    assert shown.view.note.text() == "softmax of top"
    assert not shown.view.another.isVisibleTo(shown.view)
    shown.preview.set_weights(7, False)
    shown.settle()
    assert shown.view.bars.answers != first
    assert first[0][0] in shown.view.bars.accessibleName()


def test_a_narrow_panel_has_room_for_the_maps_first(qtbot: QtBot) -> None:
    found = maps_kit.shown(qtbot, LOGITS)
    found.panel.answers.show_wanted(True)
    found.panel.resize(1000, 300)
    assert found.panel.answers.isVisible()
    found.panel.resize(420, 300)
    assert found.panel.answers.isHidden()
    assert found.panel.width() == 420
    brief = found.panel.answers.brief
    assert brief.isVisible()
    found.panel.answers.show_answers([("eight", 0.75), ("three", 0.25)], "")
    assert brief.text() == "Answer: eight, 75.0%"
    found.panel.answers.say_problem("expected 3 names")
    assert brief.text() == "Answer: expected 3 names"
    found.panel.answers.clear()
    found.panel.resize(1000, 300)
    assert found.panel.answers.isVisible()
    assert brief.isHidden()


def test_another_number_of_names_is_one_line(make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    shown = make(LOGITS)
    shown.name(tmp_path / "two.txt", "cat", "dog")
    assert shown.lines == ["two.txt: expected 3 names, one for each output of top, found 2"]
    assert shown.view.isHidden()


def test_maps_at_the_end_have_no_classes(make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    shown = make(Design(LOGITS.layers[:2]))
    shown.name(tmp_path / "two.txt", "cat", "dog")
    assert shown.lines == ["two.txt: names of 2 classes, but the last layer gives maps: expected a vector"]


def test_an_edit_that_parts_names_and_outputs_is_said_in_place(make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    shown = make(LOGITS)
    shown.name(tmp_path / "animals.txt", "cat", "dog", "owl")
    shown.document.apply("more", lambda d: property_edits.set_options(d, "top", {"out_features": 4}))
    shown.settle()
    assert shown.view.problem.text() == "animals.txt: expected 4 names, one for each output of top, found 3"
    assert shown.view.bars.answers == []
    shown.document.stack.undo()
    shown.settle()
    assert len(shown.view.bars.answers) == 3
    assert not shown.view.problem.isVisibleTo(shown.view)
    shown.document.stack.clear()


def test_a_final_softmax_is_taken_as_it_is(make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    shown = make(Design((*LOGITS.layers, Layer("s", Activation(function="softmax"), ("top",)))))
    shown.name(tmp_path / "animals.txt", "cat", "dog", "owl")
    shown.document.select(["s"])
    shown.settle()
    assert shown.view.note.text() == ""
    shares = sorted(shown.preview.maps.array, reverse=True)
    np.testing.assert_allclose([share for _, share in shown.view.bars.answers], shares, rtol=1e-6)


def test_other_drawings_are_read(make) -> None:  # type: ignore[no-untyped-def]
    shown = make(DIGITS)
    shown.preview.open_weights(resource("weights", "digits.safetensors"))
    shown.settle()
    assert shown.view.another.isVisibleTo(shown.view)
    seen = []
    replaced: list[object] = []
    shown.answering.replaced.connect(replaced.append)
    for _ in range(5):
        shown.view.another.click()
        shown.settle()
        seen.append(shown.preview.picture.pixels.tobytes())
        best, share = shown.view.bars.answers[0]
        truth = shown.view.note.text()
        assert truth == f"a drawn {truth.split()[2].rstrip(',')}, " + ("read right" if best in truth else "misread")
        assert share > 0.3
    assert len(set(seen)) == 5
    assert len(replaced) == 4
    assert shown.preview.picture not in replaced
    shown.preview.set_weights(0, True)
    shown.settle()
    assert shown.view.isHidden()  # the names were those of the file


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK])
def test_bars_are_as_long_as_their_shares(qtbot: QtBot, colours: theme.Theme) -> None:
    bars = AnswerBars(colours)
    qtbot.addWidget(bars)
    bars.show_answers([("eight", 0.5), ("a very long name of a class that is cut", 0.25), ("c", 0.0)])
    bars.resize(200, 130)
    image = bars.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    best = sum(image.pixelColor(x, 13).name() == colours.accent for x in range(200))
    second = sum(image.pixelColor(x, 39).name() == colours.outline for x in range(200))
    assert best == pytest.approx(2 * second, abs=4)
    assert best > 20
