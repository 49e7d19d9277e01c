"""Synthetic hands for tests: drags, mouse and wheel, sent to the viewport as Qt would send them."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication

from designer.ui.models.palette_rows import MIME

LEFT, MIDDLE, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def preset_mime(key: str) -> QMimeData:
    """What a row of the palette carries; keep a reference: events do not own it."""
    mime = QMimeData()
    mime.setData(MIME, key.encode())
    return mime


def files_mime(*paths: Path) -> QMimeData:
    """What files dragged from a file browser carry."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drag_over(view: QAbstractScrollArea, mime: QMimeData, *points: QPointF, modifiers=NONE) -> QDropEvent:
    """Drag something in and over these points of the viewport; the last event says whether it would be taken."""
    event = _send_drag(view, QDragEnterEvent, mime, points[0], modifiers)
    for point in points if event.isAccepted() else ():
        event = _send_drag(view, QDragMoveEvent, mime, point, modifiers)
    return event


def drag_out(view: QAbstractScrollArea) -> None:
    """Drag it out again, or give it up with Esc: Qt tells both alike."""
    QApplication.sendEvent(view.viewport(), QDragLeaveEvent())


def drop(view: QAbstractScrollArea, mime: QMimeData, *points: QPointF, modifiers=NONE) -> bool:
    """Drag something over these points and let it go at the last; False where the view would not have it.

    As the platforms do, a drag that was refused in its last move leaves instead of dropping.
    """
    event = drag_over(view, mime, *points, modifiers=modifiers)
    if not event.isAccepted():
        drag_out(view)
        return False
    return _send_drag(view, QDropEvent, mime, points[-1], modifiers).isAccepted()


def _send_drag(
    view: QAbstractScrollArea, kind: type[QDropEvent], mime: QMimeData, at: QPointF, modifiers
) -> QDropEvent:
    rest = (Qt.DropAction.CopyAction, mime, LEFT, modifiers)
    try:
        event = kind(QPointF(at), *rest)  # moves take whole points only, before PySide6 6.12
    except TypeError:
        event = kind(QPointF(at).toPoint(), *rest)
    QApplication.sendEvent(view.viewport(), event)
    return event


def press(view: QAbstractScrollArea, at: QPointF, button=LEFT, modifiers=NONE) -> None:
    """Press a button."""
    _send_mouse(view, QEvent.Type.MouseButtonPress, at, button, button, modifiers)


def move(view: QAbstractScrollArea, at: QPointF, button=LEFT, modifiers=NONE) -> None:
    """Move the pointer with a button held, or with none."""
    _send_mouse(view, QEvent.Type.MouseMove, at, Qt.MouseButton.NoButton, button, modifiers)


def release(view: QAbstractScrollArea, at: QPointF, button=LEFT, modifiers=NONE) -> None:
    """Let a button go."""
    _send_mouse(view, QEvent.Type.MouseButtonRelease, at, button, Qt.MouseButton.NoButton, modifiers)


def click(view: QAbstractScrollArea, at: QPointF, button=LEFT, modifiers=NONE) -> None:
    """Press and let go."""
    press(view, at, button, modifiers)
    release(view, at, button, modifiers)


def double_click(view: QAbstractScrollArea, at: QPointF) -> None:
    """Click twice."""
    click(view, at)
    _send_mouse(view, QEvent.Type.MouseButtonDblClick, at, LEFT, LEFT, NONE)
    release(view, at)


def pull(view: QAbstractScrollArea, *points: QPointF, button=LEFT, modifiers=NONE) -> None:
    """Press at the first point and move over the others, without letting go."""
    press(view, points[0], button, modifiers)
    move(view, points[0] + QPointF(QApplication.startDragDistance() + 1, 0), button, modifiers)
    for point in points[1:]:
        move(view, point, button, modifiers)


def pull_and_release(view: QAbstractScrollArea, *points: QPointF, button=LEFT, modifiers=NONE) -> None:
    """The whole drag with the mouse."""
    pull(view, *points, button=button, modifiers=modifiers)
    release(view, points[-1], button, modifiers)


def wheel(view: QAbstractScrollArea, at: QPointF, angle: int, modifiers=NONE) -> None:
    """Turn the wheel; a notch is 120, away from the user positive."""
    event = QWheelEvent(
        at, view.viewport().mapToGlobal(at), QPoint(), QPoint(0, angle), Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


def _send_mouse(view: QAbstractScrollArea, kind: QEvent.Type, at: QPointF, button, buttons, modifiers) -> None:
    where = view.viewport().mapToGlobal(at)
    QApplication.sendEvent(view.viewport(), QMouseEvent(kind, at, where, button, buttons, modifiers))
