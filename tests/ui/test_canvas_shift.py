"""Tab and Ctrl with arrows: from card to card in list order, and layers moved past their neighbours."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from designer.core.kinds import Activation, BatchNorm2d
from designer.ui import theme
from designer.ui.canvas import Canvas
from designer.ui.document import Document
from tests.ui.canvas_kit import chain, check, edits, fork, names, nested, stack

Key = Qt.Key
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


def order(canvas: Canvas) -> list[str]:
    return chain(canvas.document.design, canvas.document.design.outputs[0].id)


def test_ctrl_down_moves_a_card_and_its_pills_past_the_next(canvas: Canvas, qtbot) -> None:
    canvas.document.select(("conv1",))
    qtbot.keyClick(canvas, Key.Key_Down, ALT)
    assert order(canvas) == ["image", "pool", "conv1", "relu1", "conv2", "relu2"]
    assert canvas.document.stack.undoText() == "Move 2 layers"
    assert canvas.document.selection == ("conv1",)
    qtbot.keyClick(canvas, Key.Key_Down, ALT)
    assert order(canvas) == ["image", "pool", "conv2", "relu2", "conv1", "relu1"]
    check(canvas)


def test_ctrl_up_moves_it_back(canvas: Canvas, qtbot) -> None:
    canvas.document.select(("conv2",))
    for expected in (
        ["image", "conv1", "relu1", "conv2", "relu2", "pool"],
        ["image", "conv2", "relu2", "conv1", "relu1", "pool"],
    ):
        qtbot.keyClick(canvas, Key.Key_Up, ALT)
        assert order(canvas) == expected
    qtbot.keyClick(canvas, Key.Key_Down, ALT)
    qtbot.keyClick(canvas, Key.Key_Down, ALT)
    assert canvas.document.design == stack()
    check(canvas)


def test_a_pill_goes_past_its_neighbour_alone(canvas: Canvas, qtbot) -> None:
    canvas.document.apply("More", lambda design: edits.insert_after(design, "relu1", BatchNorm2d(), "norm"))
    canvas.document.select(("norm",))
    qtbot.keyClick(canvas, Key.Key_Up, ALT)
    assert order(canvas)[1:4] == ["conv1", "norm", "relu1"]
    assert canvas.document.stack.undoText() == "Move norm up"
    qtbot.keyClick(canvas, Key.Key_Down, ALT)
    assert order(canvas)[1:4] == ["conv1", "relu1", "norm"]
    assert isinstance(canvas.document.design["relu1"].kind, Activation)


@pytest.mark.parametrize(
    ("name", "key", "reason"),
    [
        ("conv1", Key.Key_Up, "image stands at the head of the network: nothing can be moved above it"),
        ("relu2", Key.Key_Down, "relu2 is the last layer: nothing stands below it"),
        ("image", Key.Key_Down, "nothing stands above an input: select layers below it"),
    ],
)
def test_at_the_ends_it_stays_and_a_line_says_why(canvas: Canvas, qtbot, refused, name, key, reason) -> None:
    canvas.document.select((name,))
    qtbot.keyClick(canvas, key, ALT)
    assert refused == [reason]
    assert canvas.document.design == stack()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("left", Key.Key_Up),
        ("left", Key.Key_Down),
        ("below", Key.Key_Up),
        ("top", Key.Key_Down),
        ("joined", Key.Key_Up),
    ],
)
def test_at_branches_it_stays_and_a_line_says_why(canvas: Canvas, qtbot, refused, name, key) -> None:
    canvas.document.reset(fork())
    canvas.document.select((name,))
    qtbot.keyClick(canvas, key, ALT)
    assert len(refused) == 1
    assert canvas.document.design == fork()


def test_a_layer_goes_past_a_folded_block(canvas: Canvas, qtbot) -> None:
    canvas.document.reset(nested())
    canvas.fold_all()
    canvas.document.select(("below",))
    qtbot.keyClick(canvas, Key.Key_Up, ALT)
    design = canvas.document.design
    assert design["below"].inputs == ("top",)
    assert design["left"].inputs == design["right"].inputs == ("below",)
    assert design["below"].block is None
    check(canvas)


def test_nothing_selected_nothing_moved(canvas: Canvas, qtbot, refused) -> None:
    qtbot.keyClick(canvas, Key.Key_Up, ALT)
    assert not refused
    assert not canvas.document.stack.count()


def test_tab_goes_from_card_to_card_and_then_on(qtbot) -> None:
    document = Document()
    document.reset(stack())
    window = QWidget()
    canvas, button = Canvas(document, theme.LIGHT, window), QPushButton("next", window)
    row = QHBoxLayout(window)
    row.addWidget(canvas)
    row.addWidget(button)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    canvas.setFocus()
    qtbot.keyClick(canvas, Key.Key_Home)
    seen = [document.selection]
    for _ in range(len(stack()) - 1):
        qtbot.keyClick(canvas, Key.Key_Tab)
        seen.append(document.selection)
    assert seen == [(name,) for name in names(stack())]
    qtbot.keyClick(canvas, Key.Key_Backtab, SHIFT)
    assert document.selection == (names(stack())[-2],)
    qtbot.keyClick(canvas, Key.Key_Tab)
    assert canvas.hasFocus()
    qtbot.keyClick(canvas, Key.Key_Tab)
    assert button.hasFocus()
    canvas.setFocus()
    document.select(())
    qtbot.keyClick(canvas, Key.Key_Tab)
    assert button.hasFocus()
