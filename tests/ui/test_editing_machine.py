"""Random editing: after every step the design is valid, the canvas and the table show it, and it survives its file."""

from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtWidgets import QApplication

from designer.core import edits, property_edits, removals
from designer.core.analysis import analyse
from designer.core.design import Design
from designer.core.fileformat import dumps, loads
from designer.core.kinds import Add, Concat
from designer.core.presets import PRESETS
from designer.ui import theme
from designer.ui.canvas import Canvas
from designer.ui.document import Document
from designer.ui.files import new_design
from designer.ui.panels.layers import LayersPanel

SINGLE = sorted(key for key, preset in PRESETS.items() if not preset.kind_for(None).joins and key != "input")
JOINS = (Add(), Concat())


class Editing(RuleBasedStateMachine):
    """A document with its canvas and its table, edited at random."""

    @initialize()
    def start(self) -> None:
        self.document = Document()
        self.canvas = Canvas(self.document, theme.LIGHT)
        self.table = LayersPanel(self.document, theme.LIGHT)
        self.document.reset(new_design())

    def teardown(self) -> None:
        if hasattr(self, "document"):
            stack = self.document.stack
            stack.setIndex(stack.count())
            last = self.document.design
            stack.setIndex(0)
            assert self.document.design == new_design()
            stack.setIndex(stack.count())
            assert self.document.design == last
            self.canvas.deleteLater()
            self.table.deleteLater()
            self.document.deleteLater()

    def pick(self, number: int) -> str:
        return self.document.design.layers[number % len(self.document.design)].id

    def edit(self, text: str, edit: Callable[[Design], Design]) -> None:
        before = self.document.design
        if not self.document.apply(text, edit):
            assert self.document.design is before

    @rule(at=st.integers(0, 99), key=st.sampled_from(SINGLE))
    def insert(self, at: int, key: str) -> None:
        source = self.pick(at)
        kind = PRESETS[key].kind_for(self.document.analysis.facts[source].output)
        self.edit("insert", lambda d: edits.insert_after(d, source, kind))

    @rule(at=st.integers(0, 99), reader=st.integers(0, 9), key=st.sampled_from(SINGLE))
    def insert_on_edge(self, at: int, reader: int, key: str) -> None:
        layer = self.document.design[self.pick(at)]
        if layer.inputs:
            index = reader % len(layer.inputs)
            kind = PRESETS[key].kind_for(None)
            self.edit("insert", lambda d: edits.insert_between(d, layer.inputs[index], (layer.id, index), kind))

    @rule(at=st.integers(0, 99), key=st.sampled_from(SINGLE), join=st.sampled_from(JOINS))
    def branch(self, at: int, key: str, join: Add | Concat) -> None:
        name = self.pick(at)
        self.edit("branch", lambda d: edits.branch(d, name, name, PRESETS[key].kind_for(None), join))

    @rule(a=st.integers(0, 99), b=st.integers(0, 99))
    def connect(self, a: int, b: int) -> None:
        source, target = self.pick(a), self.pick(b)
        self.edit("connect", lambda d: edits.connect(d, source, target))

    @rule(at=st.integers(0, 99), index=st.integers(0, 3))
    def disconnect(self, at: int, index: int) -> None:
        layer = self.document.design[self.pick(at)]
        if index < len(layer.inputs):
            self.edit("disconnect", lambda d: removals.disconnect(d, layer.id, index))

    @rule(numbers=st.lists(st.integers(0, 99), min_size=1, max_size=4))
    def remove(self, numbers: list[int]) -> None:
        ids = {self.pick(number) for number in numbers}
        self.edit("delete", lambda d: removals.remove(d, ids))

    @rule(numbers=st.lists(st.integers(0, 99), min_size=1, max_size=3), to=st.integers(0, 99))
    def move(self, numbers: list[int], to: int) -> None:
        ids, source = {self.pick(number) for number in numbers}, self.pick(to)
        self.edit("move", lambda d: removals.move(d, ids, source, None))

    @rule(at=st.integers(0, 99), kernel=st.sampled_from([1, 3, [3, 1], 7, 99]))
    def set_kernel(self, at: int, kernel: object) -> None:
        name = self.pick(at)
        self.edit("kernel", lambda d: property_edits.set_options(d, name, {"kernel_size": kernel}))

    @rule(at=st.integers(0, 99), name=st.sampled_from(["a", "b", "classes", "", "a\nb"]))
    def rename(self, at: int, name: str) -> None:
        layer = self.pick(at)
        self.edit("rename", lambda d: property_edits.rename(d, layer, name))

    @rule(numbers=st.lists(st.integers(0, 99), max_size=3))
    def select(self, numbers: list[int]) -> None:
        self.document.select(self.pick(number) for number in numbers)

    @precondition(lambda self: self.document.stack.canUndo())
    @rule()
    def undo(self) -> None:
        self.document.stack.undo()

    @precondition(lambda self: self.document.stack.canRedo())
    @rule()
    def redo(self) -> None:
        self.document.stack.redo()

    @invariant()
    def shows_a_valid_design(self) -> None:
        design = self.document.design
        assert loads(dumps(design)) == design
        assert self.document.analysis.totals == analyse(design).totals
        ids = [layer.id for layer in design]
        assert sorted(self.canvas.network.layers) == sorted(ids)
        drawn = sorted((name, index) for name, index in self.canvas.network.wires)
        assert drawn == sorted((layer.id, i) for layer in design for i in range(len(layer.inputs)))
        assert set(self.document.selection) <= set(ids)
        model = self.table.table
        assert [model.index(row, 0).data() for row in range(model.rowCount())] == ids


@pytest.mark.usefixtures("qapp")
def test_random_editing() -> None:
    assert QApplication.instance() is not None
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Editing, settings=settings(settings.default, max_examples=30, stateful_step_count=30)
    )
