"""What is selected behind the first layers of an empty design: they, not the image that they bring along."""

import pytest

from designer.core.blocks import READY
from designer.core.design import Design
from designer.ui.canvas.new_blocks import ReadyBlock
from designer.ui.window import Window


@pytest.mark.parametrize("key", ["conv3x3", "input"])
def test_the_first_layer_of_the_palette_is_selected_alone(window: Window, key: str) -> None:
    window.document.reset(Design())
    window.layer_edits.insert_preset(key)
    assert window.document.selection == (window.document.design.layers[-1].id,)


def test_the_first_block_of_the_palette_is_selected_without_its_image(window: Window) -> None:
    window.document.reset(Design())
    window.layer_edits.insert(ReadyBlock(READY["residual"]))
    first, *others = window.document.design
    assert window.document.selection == tuple(layer.id for layer in others)
    assert first.kind.name == "input"
