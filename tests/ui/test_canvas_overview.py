"""The overview map in the corner of the canvas."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from designer.core import removals
from designer.core.design import Design
from designer.core.templates import EXAMPLES
from designer.ui import theme
from designer.ui.canvas import Canvas
from tests.ui.gestures import CONTROL, wheel

LEFT, NOTHING = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def at_overview(canvas: Canvas, kind: QEvent.Type, at: QPointF, buttons=LEFT) -> None:
    event = QMouseEvent(kind, at, canvas.overview.mapToGlobal(at), LEFT, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas.overview, event)


def test_the_overview_shows_and_hides(canvas: Canvas) -> None:
    plain = canvas.grab().toImage()
    assert not canvas.overview.isVisible()
    canvas.set_overview(True)
    assert canvas.overview.isVisible()
    assert canvas.viewport().geometry().contains(canvas.overview.geometry())
    assert canvas.grab().toImage() != plain
    assert canvas.overview.accessibleName()
    canvas.set_overview(False)
    assert canvas.grab().toImage() == plain


@pytest.mark.parametrize("kind", [QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove])
def test_the_overview_leads_the_view(canvas: Canvas, kind: QEvent.Type) -> None:
    canvas.document.reset(EXAMPLES["googlenet"]())
    canvas.set_overview(True)
    frame = canvas.network.layout.frames["inception_5b/output"]
    assert not canvas.camera.sees(frame)
    at_overview(canvas, kind, canvas.overview.map_point(frame.centre, frame.y))
    assert canvas.camera.sees(frame)
    middle = canvas.camera.visible().center()
    assert abs(middle.y() - frame.y) < 40
    assert canvas.document.selection == ()


def test_the_overview_ignores_a_pointer_that_only_passes(canvas: Canvas) -> None:
    canvas.document.reset(EXAMPLES["googlenet"]())
    canvas.set_overview(True)
    before = canvas.camera.visible()
    at_overview(canvas, QEvent.Type.MouseMove, QPointF(50, 200), NOTHING)
    assert canvas.camera.visible() == before


def test_the_overview_follows_scrolls_zooms_edits_and_themes(canvas: Canvas) -> None:
    canvas.document.reset(EXAMPLES["resnet18"]())
    canvas.set_overview(True)
    shown = [canvas.overview.grab().toImage()]
    for act in (
        lambda: wheel(canvas, QPointF(300, 300), -240),
        lambda: wheel(canvas, QPointF(300, 300), -480, CONTROL),
        lambda: canvas.document.apply("Delete", lambda d: removals.remove(d, ["layer2.0.conv1"])),
        lambda: canvas.set_heat("macs"),
        lambda: canvas.set_theme(theme.DARK),
        canvas.fold_all,
    ):
        act()
        shown.append(canvas.overview.grab().toImage())
        assert shown[-1] != shown[-2]


def test_the_overview_of_nothing(canvas: Canvas) -> None:
    canvas.set_overview(True)
    canvas.document.reset(Design())
    canvas.grab()
    at_overview(canvas, QEvent.Type.MouseButtonPress, QPointF(3, 3))
    canvas.resize(300, 200)
    canvas.grab()
