"""What the view shows and where it looks: zoom, fit, reveal, selection from elsewhere, themes, tips, emptiness."""

from math import inf, nan

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QNativeGestureEvent, QPointingDevice
from PySide6.QtWidgets import QApplication, QToolTip

from designer.core.design import Design
from designer.core.templates import EXAMPLES, NETWORKS
from designer.ui import theme
from designer.ui.canvas import Canvas
from designer.ui.document import Document
from tests.ui.canvas_kit import check, fork, names, on, stack
from tests.ui.gestures import CONTROL, wheel


def test_the_wheel_with_control_zooms_at_the_pointer(canvas: Canvas, qtbot) -> None:
    at = on(canvas, "pool", 0.9, 0.3)
    before = canvas.scene_point(at)
    with qtbot.waitSignal(canvas.zoom_changed) as caught:
        wheel(canvas, at, 120, CONTROL)
    assert canvas.zoom == pytest.approx(1.2)
    assert caught.args == [pytest.approx(1.2)]
    assert (canvas.scene_point(at) - before).manhattanLength() < 2
    wheel(canvas, at, -240, CONTROL)
    assert canvas.zoom == pytest.approx(1 / 1.2)
    assert (canvas.scene_point(at) - before).manhattanLength() < 3


def test_a_pinch_on_a_touch_pad_zooms_at_the_pointer(canvas: Canvas) -> None:
    at = on(canvas, "pool", 0.2, 0.3)
    before = canvas.scene_point(at)
    kind, pad = Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice()
    QApplication.sendEvent(canvas.viewport(), QNativeGestureEvent(kind, pad, 2, at, at, at, 0.25, QPointF()))
    assert canvas.zoom == pytest.approx(1.25)
    assert (canvas.scene_point(at) - before).manhattanLength() < 2


def test_the_wheel_alone_scrolls(canvas: Canvas) -> None:
    before = canvas.verticalScrollBar().value()
    wheel(canvas, on(canvas, "pool"), -120)
    assert canvas.verticalScrollBar().value() > before
    assert canvas.zoom == 1


def test_the_scale_stays_within_limits_and_is_never_nan(canvas: Canvas) -> None:
    for wanted, shown in ((100, 8), (0, 0.01), (-3, 0.01), (nan, 0.01), (inf, 0.01), (1, 1)):
        canvas.set_zoom(wanted)
        assert canvas.zoom == pytest.approx(shown)
    for angle in (120_000, -240_000, 2**30, -(2**30)):
        wheel(canvas, QPointF(10, 10), angle, CONTROL)
        assert 0.01 <= canvas.zoom <= 8
        assert canvas.scene_point(QPointF(0, 0)).x() == canvas.scene_point(QPointF(0, 0)).x()


def test_fit_shows_everything(canvas: Canvas) -> None:
    for name in ("lenet5", "googlenet"):
        canvas.document.reset(EXAMPLES[name]())
        canvas.fit()
        seen = canvas.mapToScene(canvas.viewport().rect()).boundingRect()
        bounds = canvas.network.layout.bounds
        assert seen.left() <= bounds.x
        assert seen.right() >= bounds.right
        assert seen.top() <= bounds.y
        assert seen.bottom() >= bounds.bottom
    canvas.document.reset(stack())
    canvas.fit()
    assert canvas.zoom == 1


def test_another_file_is_shown_from_its_head(canvas: Canvas) -> None:
    canvas.document.reset(EXAMPLES["vgg16"]())
    canvas.reveal("classifier.6")
    canvas.document.reset(EXAMPLES["googlenet"]())
    assert canvas.camera.sees(canvas.network.layout.frames["image"])


def test_an_edit_leaves_the_view_where_it_is(canvas: Canvas) -> None:
    from designer.core import edits
    from tests.ui.canvas_kit import CONV

    canvas.document.reset(EXAMPLES["vgg16"]())
    canvas.reveal("features.10")
    before = canvas.scene_point(QPointF(0, 0))
    canvas.document.apply("Insert", lambda design: edits.insert_after(design, "features.10", CONV))
    assert canvas.scene_point(QPointF(0, 0)) == before


def test_a_selection_from_elsewhere_is_shown_and_brought_into_sight(canvas: Canvas) -> None:
    canvas.document.reset(EXAMPLES["vgg16"]())
    assert not canvas.camera.sees(canvas.network.layout.frames["classifier.6"])
    canvas.document.select(("classifier.6",))
    assert canvas.network.layers["classifier.6"].chosen
    assert canvas.camera.sees(canvas.network.layout.frames["classifier.6"])
    assert canvas.current == "classifier.6"


def test_a_selection_in_sight_moves_nothing(canvas: Canvas) -> None:
    before = canvas.scene_point(QPointF(0, 0))
    canvas.document.select(("image", "relu2"))
    assert canvas.scene_point(QPointF(0, 0)) == before


def test_selecting_does_not_echo(canvas: Canvas, qtbot) -> None:
    heard = []
    canvas.document.selection_changed.connect(heard.append)
    canvas.choose("pool")
    canvas.document.select(("conv1",))
    canvas.document.select(("conv1",))
    assert heard == [("pool",), ("conv1",)]


def test_wires_of_the_selection_are_lit(canvas: Canvas) -> None:
    canvas.document.select(("pool",))
    lit = {key for key, wire in canvas.network.wires.items() if wire.lit}
    assert lit == {("pool", 0), ("conv2", 0)}


@pytest.mark.parametrize("zoom", [0.05, 0.3, 1, 3])
def test_every_state_is_drawn_in_both_themes(canvas: Canvas, zoom: float) -> None:
    canvas.document.reset(fork())
    canvas.set_zoom(zoom)
    pictures = []
    for look in (theme.LIGHT, theme.DARK):
        canvas.set_theme(look)
        for chosen in ((), ("left", "top"), ("joined",)):
            canvas.document.select(chosen)
            pictures.append(canvas.grab().toImage())
    assert all(one != other for i, one in enumerate(pictures) for other in pictures[:i])


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_tips_give_everything_in_full(canvas: Canvas) -> None:
    at = on(canvas, "conv1").toPoint()
    QApplication.sendEvent(canvas.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, canvas.viewport().mapToGlobal(at)))
    assert QToolTip.text() == "conv1: Convolution, 32×32×16\n3×3, 16, s1 p1\nRF 3 · j 1 · 448 params"
    QApplication.sendEvent(canvas.viewport(), QHelpEvent(QEvent.Type.ToolTip, QPoint(3, 3), QPoint(3, 3)))
    QToolTip.hideText()


def test_the_empty_canvas_invites(canvas: Canvas) -> None:
    filled = canvas.grab().toImage()
    canvas.document.reset(Design())
    empty = canvas.grab().toImage()
    assert empty != filled
    middle = [empty.pixelColor(x, 400 + y).name() for x in range(250, 650) for y in range(-60, 0, 3)]
    assert theme.LIGHT.text in middle
    check(canvas)


def test_it_has_a_name_and_takes_the_focus(canvas: Canvas) -> None:
    assert canvas.accessibleName()
    assert canvas.accessibleDescription()
    assert canvas.objectName() == "canvas"
    assert canvas.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert canvas.viewport().acceptDrops()


def test_a_canvas_begins_with_what_its_document_holds(qtbot) -> None:
    document = Document()
    document.reset(stack())
    document.select(("pool",))
    late = Canvas(document, theme.DARK)
    qtbot.addWidget(late)
    check(late)
    assert set(late.network.layers) == set(names(stack()))


def test_fit_shows_the_whole_of_the_tallest_network(canvas: Canvas) -> None:
    canvas.document.reset(NETWORKS["resnet152"]())
    canvas.fit()
    seen, bounds = canvas.camera.visible(), canvas.network.layout.bounds
    assert seen.top() <= bounds.y
    assert bounds.bottom <= seen.bottom()


def test_a_narrower_view_keeps_its_middle(canvas: Canvas) -> None:
    canvas.set_zoom(1.5)
    before = canvas.camera.visible()
    canvas.resize(500, 800)
    after = canvas.camera.visible()
    assert after.width() < before.width() - 200
    assert after.center().x() == pytest.approx(before.center().x(), abs=1.5)
    assert after.top() == pytest.approx(before.top(), abs=1.5)
