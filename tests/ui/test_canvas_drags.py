"""Dragging over the canvas: what the mark says, what ends a drag, what is taken and what is not."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt

from designer.core.design import Design, Layer
from designer.core.kinds import Flatten, MaxPool2d
from designer.core.presets import PRESETS
from designer.core.shapes import Shape
from designer.core.templates import EXAMPLES
from designer.ui.canvas import Canvas
from tests.ui.canvas_kit import IMAGE, check, fork, names, on, on_wire, stack
from tests.ui.gestures import drag_out, drag_over, drop, files_mime, preset_mime


def test_the_mark_says_what_breaks(canvas: Canvas) -> None:
    canvas.document.reset(stack())
    at = on(canvas, "relu2", down=2)
    drop(canvas, preset_mime("flatten"), at)
    drag_over(canvas, preset_mime("conv3x3"), on(canvas, "flatten_1", down=1.3))
    assert canvas.mark is not None
    assert canvas.mark.wrong
    assert canvas.mark.text.startswith("conv2d_1: needs maps")
    drag_out(canvas)


def test_a_broken_drop_is_made_all_the_same_and_shown_as_broken(canvas: Canvas) -> None:
    canvas.document.reset(Design((IMAGE, Layer("flat", Flatten(), ("image",)))))
    assert drop(canvas, preset_mime("max_pool2d"), on(canvas, "flat", down=1.3))
    assert canvas.network.layers["max_pool2d_1"].content.error is not None
    check(canvas)


def test_hovering_edits_nothing_and_leaving_takes_the_mark_away(canvas: Canvas, qtbot) -> None:
    canvas.document.reset(stack())
    before = canvas.grab().toImage()
    with qtbot.assertNotEmitted(canvas.document.changed):
        drag_over(canvas, preset_mime("conv3x3"), *(on(canvas, name) for name in names(stack())))
        assert canvas.mark is not None
        drag_out(canvas)
    assert canvas.mark is None
    assert canvas.hands.gesture is None
    assert not canvas.document.stack.count()
    assert canvas.grab().toImage() == before


def test_escape_ends_a_drag_without_a_trace(canvas: Canvas, qtbot) -> None:
    canvas.document.reset(stack())
    drag_over(canvas, preset_mime("conv3x3"), on_wire(canvas, "pool"))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.mark is None
    assert canvas.document.design == stack()


def test_an_edit_from_elsewhere_ends_the_drag(canvas: Canvas) -> None:
    canvas.document.reset(stack())
    drag_over(canvas, preset_mime("conv3x3"), on_wire(canvas, "pool"))
    canvas.document.reset(fork())
    assert canvas.mark is None
    check(canvas)


def test_the_edit_is_tried_once_for_each_place(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    from designer.ui.canvas import gestures

    canvas.document.reset(stack())
    tried = []
    real = gestures.try_drop
    monkeypatch.setattr(gestures, "try_drop", lambda *args: tried.append(args) or real(*args))
    at = on_wire(canvas, "pool")
    drag_over(canvas, preset_mime("conv3x3"), at, at + QPointF(1, 0), at + QPointF(2, 1))
    assert len(tried) == 1
    drag_out(canvas)


@pytest.mark.parametrize("payload", [b"", b"no such row", b"\xff\xfe"])
def test_unknown_rows_are_not_taken(canvas: Canvas, payload: bytes) -> None:
    mime = preset_mime("")
    mime.setData("application/x-cnn-designer-preset", payload)
    assert not drop(canvas, mime, on(canvas, "image"))
    assert canvas.hands.gesture is None


def test_text_is_not_taken(canvas: Canvas) -> None:
    mime = QMimeData()
    mime.setText("conv3x3")
    assert not drop(canvas, mime, on(canvas, "image"))


def test_files_are_handed_to_the_window(canvas: Canvas, qtbot) -> None:
    paths = [Path("/tmp/face.png"), Path("/tmp/net.cnn.json")]
    with qtbot.waitSignal(canvas.files_dropped) as caught:
        assert drop(canvas, files_mime(*paths), on(canvas, "image"))
    assert caught.args == [paths]
    assert not canvas.document.stack.count()


@pytest.mark.parametrize("name", ["googlenet", "resnet18", "unet", "squeezenet1_1"])
def test_every_place_of_a_real_network_takes_a_layer_or_says_why_not(canvas: Canvas, name: str) -> None:
    from designer.ui.canvas.drops import NewLayer, try_drop
    from designer.ui.canvas.places import Places

    canvas.document.reset(EXAMPLES[name]())
    preset = PRESETS["conv1x1"]
    places = Places(canvas.network.layout, canvas.network.picker)
    frames = canvas.network.layout.frames.values()
    met = {
        places.nearest(x, y) for frame in frames for x in (frame.x - 8, frame.centre) for y in (frame.y, frame.bottom)
    }
    assert len(met) > len(canvas.document.design) / 2
    for slot in met:
        outcome = try_drop(NewLayer(preset), canvas.network.outline, slot)
        assert outcome.design is not None or outcome.wrong
        assert outcome.text
        if outcome.design is not None:
            assert len(outcome.design) > len(canvas.document.design)


def test_shapes_in_marks_are_those_that_come_out(canvas: Canvas) -> None:
    canvas.document.reset(stack())
    at = on_wire(canvas, "conv2")
    drag_over(canvas, preset_mime("max_pool3s2"), at)
    assert canvas.mark is not None
    said = canvas.mark.text
    drop(canvas, preset_mime("max_pool3s2"), at)
    facts = canvas.document.analysis.facts["max_pool2d_1"]
    assert isinstance(facts.layer.kind, MaxPool2d)
    assert facts.output == Shape(16, 8, 8)
    assert said == "→ 8×8×16"
