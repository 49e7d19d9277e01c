"""Small maps on the cards: they come by themselves, are never stale, and come back with undo."""

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from designer.core import property_edits
from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Conv2d, Input, MaxPool2d
from designer.engine.normalisation import Normalisation
from designer.engine.request import Request
from designer.ui.canvas import Canvas
from designer.ui.miniatures import Glimpse, draw_miniature
from designer.ui.preview import Preview
from designer.ui.reader import Picture
from designer.ui.thumbnails import MANY, Thumbnails
from tests.ui.canvas_kit import nested
from tests.ui.maps_kit import RAMP

CARDS = {"image", "conv1", "pool", "conv2"}


class Shown:
    """A canvas with its thumbnails and what they ask."""

    def __init__(self, qtbot: QtBot, canvas: Canvas) -> None:
        self.qtbot, self.canvas, self.document = qtbot, canvas, canvas.document
        self.preview = Preview(self.document, canvas)
        self.thumbnails = Thumbnails(self.document, self.preview, canvas)
        self.asked: list[tuple[str, ...]] = []
        self.glimpse = self.preview.glimpse
        self.preview.glimpse = self.noting  # type: ignore[method-assign]

    def noting(self, layers: tuple[str, ...]) -> bool:
        done = self.glimpse(layers)
        if done:
            self.asked.append(layers)
        return done

    @property
    def hung(self) -> dict[str, object]:
        """The pictures on the cards."""
        layers = self.canvas.network.layers
        return {name: item.thumbnail for name, item in layers.items() if item.thumbnail is not None}

    def settle(self) -> None:
        """Wait until nothing is to come any more."""
        waits = self.thumbnails._resting
        self.qtbot.waitUntil(lambda: not self.preview.busy and not waits.isActive(), timeout=20_000)

    def start(self, picture: Picture = RAMP) -> None:
        """Switch them on and show a picture."""
        self.thumbnails.show_on_cards(True)
        self.preview.show_picture(picture)
        self.settle()


@pytest.fixture
def shown(qtbot: QtBot, canvas: Canvas) -> Iterator[Shown]:
    made = Shown(qtbot, canvas)
    yield made
    made.thumbnails.close()
    made.preview.close()


def test_every_card_shows_a_small_picture(shown: Shown) -> None:
    shown.start()
    assert set(shown.hung) == CARDS
    assert shown.asked == [("pool", "conv2")]  # behind the layer on show and its input


def test_they_can_be_switched_off_and_on(shown: Shown) -> None:
    shown.start()
    before = shown.hung
    shown.thumbnails.show_on_cards(False)
    assert not shown.hung
    shown.document.select(["pool"])
    shown.settle()
    assert not shown.hung
    shown.thumbnails.show_on_cards(True)
    assert shown.hung == before


def test_an_edit_takes_those_below_it_at_once_and_undo_brings_them_back_at_once(shown: Shown) -> None:
    shown.start()
    before = shown.hung
    shown.document.apply("Kernels", lambda design: property_edits.set_options(design, "pool", {"kernel_size": 4}))
    assert set(shown.hung) == {"image", "conv1"}
    shown.settle()
    after = shown.hung
    assert set(after) == CARDS
    assert {name for name in CARDS if after[name] is not before[name]} == {"pool", "conv2"}
    shown.document.stack.undo()
    assert shown.hung == before


def test_a_picture_that_comes_late_is_not_hung_on_another_design(shown: Shown) -> None:
    shown.start()
    old = shown.preview.request("pool", "conv2")
    assert isinstance(old, Request)
    shown.document.apply("Kernels", lambda design: property_edits.set_options(design, "pool", {"kernel_size": 4}))
    late = draw_miniature(np.ones((2, 3, 3), np.float32), MaxPool2d())
    shown.thumbnails._take(Glimpse(old, "pool", late))
    assert "pool" not in shown.hung
    shown.thumbnails._take(Glimpse(old, "conv1", late))
    assert "conv1" in shown.hung


def test_a_picture_of_another_sample_is_not_hung(shown: Shown) -> None:
    shown.start()
    old = shown.preview.request("conv1")
    assert old is not None
    shown.preview.show_picture(Picture("other", 255 - RAMP.pixels))
    assert not shown.hung
    shown.thumbnails._take(Glimpse(old, "conv1", draw_miniature(np.ones((2, 3, 3), np.float32), MaxPool2d())))
    assert not shown.hung
    shown.settle()
    assert set(shown.hung) == CARDS


def test_other_weights_give_other_pictures(shown: Shown) -> None:
    shown.start()
    before = shown.hung
    shown.preview.set_weights(1, False)
    assert not shown.hung
    shown.settle()
    assert set(shown.hung) == CARDS
    assert not any(shown.hung[name] is before[name] for name in CARDS)


def test_another_normalisation_gives_other_pictures(shown: Shown) -> None:
    shown.start()
    before = shown.hung
    shown.preview.set_normalisation(Normalisation(top=255))
    shown.settle()
    assert set(shown.hung) == CARDS
    assert not any(shown.hung[name] is before[name] for name in CARDS)


def test_what_is_broken_has_none_and_what_is_above_keeps_its_own(shown: Shown) -> None:
    shown.start()
    shown.document.apply("Break", lambda design: property_edits.set_options(design, "pool", {"kernel_size": 99}))
    assert set(shown.hung) == {"image", "conv1"}
    shown.settle()
    assert set(shown.hung) == {"image", "conv1"}


def test_a_folded_block_shows_its_last_layer(shown: Shown) -> None:
    shown.document.reset(nested())
    shown.canvas.fold_all()
    shown.start()
    assert set(shown.hung) == {"image", "top", "\tmodule", "below"}
    assert "joined" in shown.asked[0]
    shown.canvas.unfold_all()
    shown.settle()
    assert set(shown.hung) == {"image", "top", "left", "left2", "right", "joined", "below"}


def test_nothing_is_computed_for_cards_too_small_for_a_picture(shown: Shown) -> None:
    shown.canvas.set_zoom(0.3)
    shown.start()
    assert not shown.asked
    shown.canvas.set_zoom(1)
    shown.settle()
    assert set(shown.hung) == CARDS


def test_of_many_cards_only_those_near_sight_are_asked_for(shown: Shown) -> None:
    layers = [Layer("image", Input(height=8, width=8, channels=1))]
    for number in range(MANY + 20):
        layers.append(Layer(f"conv{number}", Conv2d(out_channels=2, padding=(1, 1)), (layers[-1].id,)))
    shown.document.reset(Design(tuple(layers)))
    shown.start()
    assert "conv3" in shown.hung
    assert len(shown.hung) < 60
    shown.canvas.reveal(f"conv{MANY}")
    shown.settle()
    assert f"conv{MANY}" in shown.hung
    assert "conv100" not in shown.hung


def test_stopping_the_preview_stops_them_too(shown: Shown) -> None:
    shown.thumbnails.show_on_cards(True)
    shown.preview.show_picture(RAMP)
    shown.preview.cancel()
    assert not shown.preview.busy
    assert not shown.asked


def test_what_does_not_come_is_not_asked_for_again(shown: Shown) -> None:
    shown.start()
    with shown.qtbot.waitSignal(shown.preview.glimpses_ended):
        shown.thumbnails._pictures.budget = 0
        shown.document.apply("Kernels", lambda design: property_edits.set_options(design, "pool", {"kernel_size": 4}))
    shown.settle()
    assert shown.asked[1:] == [("pool", "conv2"), ("image", "conv1")]  # each once, although none could be kept


@pytest.mark.parametrize(
    "kind", [Input(height=9, width=7, channels=3), Input(height=9, width=7, channels=1), Activation()]
)
def test_drawings_are_small(kind: object) -> None:
    shape = (3 if isinstance(kind, Input) and kind.channels == 3 else 1, 300, 200)
    tiles, first = draw_miniature(np.random.default_rng(0).random(shape).astype(np.float32), kind)  # type: ignore[arg-type]
    assert max(first.width(), first.height()) <= 32
    assert max(tiles.width(), tiles.height()) <= 65


def test_tiles_are_apart() -> None:
    tiles, first = draw_miniature(np.random.default_rng(0).normal(size=(7, 16, 16)).astype(np.float32), Activation())
    assert (tiles.width(), tiles.height(), first.width()) == (65, 65, 32)
    assert tiles.pixelColor(32, 5).alpha() == tiles.pixelColor(5, 32).alpha() == 0
    assert tiles.pixelColor(5, 5).alpha() == 255
    three, _ = draw_miniature(np.random.default_rng(0).normal(size=(3, 16, 16)).astype(np.float32), Activation())
    assert three.pixelColor(60, 60).alpha() == 0


def test_a_colour_image_shows_as_it_is() -> None:
    image = np.zeros((3, 32, 32), np.float32)
    image[0] = 1
    picture, _ = draw_miniature(image, Input(height=32, width=32, channels=3))
    assert picture.pixelColor(3, 3).name() == "#ff0000"
