"""Reading the canvas: fitting the selection into view, and shapes beside wires."""

import pytest
from PySide6.QtCore import Qt

from designer.core.templates import EXAMPLES
from designer.ui.canvas import Canvas
from designer.ui.canvas.labels import Labels
from tests.ui.canvas_kit import fork
from tests.ui.gestures import CONTROL


def test_fit_selection_shows_the_selected_layers(canvas: Canvas) -> None:
    canvas.document.reset(EXAMPLES["vgg16"]())
    chosen = tuple(layer.id for layer in canvas.document.design if layer.block == "stage4")
    canvas.document.select(chosen)
    canvas.fit_selection()
    seen = canvas.camera.visible()
    frames = [canvas.network.layout.frames[name] for name in chosen]
    assert all(seen.top() <= frame.y and frame.bottom <= seen.bottom() for frame in frames)
    bounds = canvas.network.layout.bounds
    assert seen.height() < bounds.height / 2
    canvas.document.select(())
    canvas.fit_selection()
    assert canvas.camera.visible().height() >= bounds.height


def test_fit_selection_by_key(canvas: Canvas, qtbot) -> None:
    canvas.document.reset(EXAMPLES["vgg16"]())
    canvas.document.select(("classifier.6",))
    canvas.set_zoom(0.1)
    qtbot.keyClick(canvas, Qt.Key.Key_2, CONTROL)
    assert canvas.zoom == 1


def labels(canvas: Canvas) -> Labels:
    return canvas.network.labels


@pytest.mark.parametrize("name", ["vgg16", "googlenet", "resnet50", "unet"])
def test_shapes_on_wires_meet_nothing(canvas: Canvas, name: str) -> None:
    canvas.document.reset(EXAMPLES[name]())
    layout, network = canvas.network.layout, canvas.network
    bounds = layout.bounds
    found = list(labels(canvas).within(bounds.y, bounds.bottom))
    assert len(found) > len(layout.frames) / 6
    for text, place in found:
        assert not list(network.picker.within(place)), text
        for wire in layout.wires:
            for (x, y), (to_x, to_y) in zip(wire.points, wire.points[1:], strict=False):
                apart = max(x, to_x) <= place.x or min(x, to_x) >= place.right
                assert apart or max(y, to_y) <= place.y or min(y, to_y) >= place.bottom
    for i, (_, one) in enumerate(found):
        for _, other in found[:i]:
            apart = one.x >= other.right or other.x >= one.right or one.y >= other.bottom or other.y >= one.bottom
            assert apart


def test_shapes_show_when_the_drawing_is_large_enough(canvas: Canvas) -> None:
    texts = [text for text, _ in labels(canvas).within(-1000, 5000)]
    assert texts == ["32×32×3", "32×32×16", "16×16×16"]
    canvas.set_zoom(1.2)
    canvas.grab()
    canvas.network._labels = None
    canvas.grab()
    assert canvas.network._labels is None
    canvas.set_zoom(1.25)
    canvas.grab()
    assert canvas.network._labels is not None
    canvas.document.reset(fork())
    canvas.grab()
