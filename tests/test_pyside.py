"""The binding to Qt is sound: some releases lose a reference per call, and CPython 3.11 then aborts."""

import sys

import pytest
from PySide6.QtCore import QObject, QPointF, QSize, Signal
from PySide6.QtGui import QTransform, QUndoCommand, QUndoStack
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QLabel

CALLS = 1000


class Sender(QObject):
    sent = Signal(object)


class Command(QUndoCommand):
    def redo(self) -> None: ...

    def undo(self) -> None: ...


@pytest.fixture
def calls(qapp, qtbot):
    """Give calls that return None, True or an object, that hand values over, or that run Python from Qt."""
    label, scene, view, stack, sender = QLabel("x"), QGraphicsScene(), QGraphicsView(), QUndoStack(), Sender()
    qtbot.addWidget(label)
    qtbot.addWidget(view)
    view.setScene(scene)
    rectangle = scene.addRect(0, 0, 1, 1)
    sender.sent.connect(lambda value: value)
    stack.push(Command("first"))
    return {
        "setText": lambda: label.setText("a"),
        "update": label.update,
        "processEvents": qapp.processEvents,
        "isEnabled": label.isEnabled,
        "setEnabled": lambda: label.setEnabled(True),
        "parent of none": label.parent,
        "resize": lambda: label.resize(QSize(5, 5)),
        "scene.update": scene.update,
        "item.setPos": lambda: rectangle.setPos(1, 1),
        "item.setData": lambda: rectangle.setData(0, True),
        "item.data of none": lambda: rectangle.data(99),
        "item.parentItem of none": rectangle.parentItem,
        "item.isVisible": rectangle.isVisible,
        "scene.itemAt of none": lambda: scene.itemAt(QPointF(1000, 1000), QTransform()),
        "focusWidget of none": qapp.focusWidget,
        "emit None": lambda: sender.sent.emit(None),
        "emit True": lambda: sender.sent.emit(True),
        "blockSignals": lambda: sender.blockSignals(False),
        "setProperty": lambda: sender.setProperty("p", True),
        "undo and redo": lambda: (stack.undo(), stack.redo()),
        "push": lambda: stack.push(Command("next")),
    }


@pytest.mark.parametrize("constant", [None, True, False])
def test_no_call_loses_references(constant, calls):
    lost = {}
    for name, call in calls.items():
        call()
        before = sys.getrefcount(constant)
        for _ in range(CALLS):
            call()
        if (change := sys.getrefcount(constant) - before) < -CALLS // 10:
            lost[name] = change
    assert not lost, f"references to {constant} lost in {CALLS} calls: {lost}; this PySide6 is not safe"
