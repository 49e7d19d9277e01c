"""Random hands on the canvas: after every gesture the design is valid, the scene shows it, and undo gives it back."""

import gc
import weakref
from collections.abc import Callable
from contextlib import suppress

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
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGraphicsItem

from designer.core import blocks, clipboard, removals, wrap
from designer.core.blocks import READY
from designer.core.design import Design
from designer.core.edit_basics import EditError
from designer.core.fileformat import dumps, loads
from designer.core.presets import PRESETS
from designer.ui import theme
from designer.ui.canvas import Canvas
from designer.ui.canvas.heat import MEASURES
from designer.ui.canvas.items import Thumbnail
from designer.ui.canvas.motion import DURATION_MS
from designer.ui.canvas.new_blocks import ReadyBlock
from designer.ui.document import Document
from designer.ui.models.palette_rows import MIME
from tests.ui.canvas_kit import check, fork, nested, on, on_button, on_port, on_title, on_wire, stack
from tests.ui.gestures import (
    CONTROL,
    NONE,
    SHIFT,
    click,
    double_click,
    drag_out,
    drag_over,
    drop,
    preset_mime,
    pull,
    pull_and_release,
)

LARGEST = 40  # layers; from there on nothing is added
RUNS, MANY_RUNS = 30, 500
Key = Qt.Key
numbers = st.integers(0, 999)
modifiers = st.sampled_from([NONE, NONE, CONTROL, SHIFT, CONTROL | SHIFT])
across = st.sampled_from([-0.3, -0.05, 0.1, 0.5, 0.9, 1.05, 1.4])
down = st.sampled_from([-0.2, 0.1, 0.5, 0.9, 1.2, 2.0])
STARTS: tuple[Callable[[], Design], ...] = (stack, fork, nested)
KEYS = (
    Key.Key_Up, Key.Key_Down, Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End, Key.Key_Tab, Key.Key_Backtab,
    Key.Key_Delete, Key.Key_Escape, Key.Key_Minus, Key.Key_Plus, Key.Key_Return, Key.Key_F, Key.Key_PageDown,
)  # fmt: skip


class Hands(RuleBasedStateMachine):
    """A shown canvas under random gestures."""

    @initialize(start=st.sampled_from(STARTS), moving=st.booleans())
    def begin(self, start: Callable[[], Design], moving: bool) -> None:
        self.document = Document()
        self.document.reset(start())
        self.canvas = Canvas(self.document, theme.LIGHT)
        self.canvas.resize(900, 800)
        self.canvas.show()
        self.canvas.motion.wanted = moving
        self.items: weakref.WeakSet[QGraphicsItem] = weakref.WeakSet()
        self.seen = {0: dumps(self.document.design)}

    def teardown(self) -> None:
        if hasattr(self, "canvas"):
            while self.document.stack.canUndo():
                self.document.stack.undo()
                assert dumps(self.document.design) == self.seen[self.document.stack.index()]
            self.canvas.motion.finish()
            check(self.canvas)
            shown = set(self.canvas.network.items())
            if not set(self.items) <= shown:
                gc.collect()
            assert set(self.items) <= shown, "items outlived their layers"
            self.canvas.close()
            for thing in (self.canvas, self.document):
                thing.deleteLater()
                QCoreApplication.sendPostedEvents(thing, QEvent.Type.DeferredDelete)

    def card(self, number: int) -> str:
        cards = list(self.canvas.network.layout.frames)
        return cards[number % len(cards)]

    def small(self) -> bool:
        return len(self.document.design) < LARGEST

    @precondition(lambda self: self.small())
    @rule(key=st.sampled_from(sorted(PRESETS)), to=numbers, x=across, y=down, held=modifiers)
    def drop_from_the_palette(self, key: str, to: int, x: float, y: float, held: Qt.KeyboardModifier) -> None:
        drop(self.canvas, preset_mime(key), on(self.canvas, self.card(to), x, y), modifiers=held)

    @precondition(lambda self: self.small())
    @rule(
        name=st.sampled_from(["residual", "fire", "depthwise_separable", "squeeze_excite"]),
        to=numbers, x=across, y=down, held=modifiers,
    )  # fmt: skip
    def drop_a_block(self, name: str, to: int, x: float, y: float, held: Qt.KeyboardModifier) -> None:
        mime = QMimeData()
        mime.setData(MIME, ReadyBlock(READY[name]).written().encode())
        drop(self.canvas, mime, on(self.canvas, self.card(to), x, y), modifiers=held)

    @rule(one=numbers, x=across, y=down)
    def right_click(self, one: int, x: float, y: float) -> None:
        self.canvas.hands.ask_menu(on(self.canvas, self.card(one), x, y), QPoint())

    @rule(keep=st.booleans())
    def keep_or_delete_a_branch(self, keep: bool) -> None:
        with suppress(EditError):
            join, index = self.canvas.meant.branch()
            edit = wrap.keep_branch if keep else removals.disconnect
            self.document.apply("Branch", lambda design: edit(design, join, index))

    @rule(name=st.sampled_from(["a", "b", "a/b", ""]))
    def name_the_block(self, name: str) -> None:
        path = self.canvas.meant.block
        if path is not None:
            self.canvas.name_block(path)
            self.canvas.naming.line.selectAll()
            QTest.keyClicks(self.canvas.naming.line, name)
            QTest.keyClick(self.canvas.naming.line, Key.Key_Return)
            QTest.keyClick(self.canvas.naming.line, Key.Key_Escape)

    @rule(key=st.sampled_from(sorted(PRESETS)), to=numbers, x=across, y=down)
    def drag_about_and_out(self, key: str, to: int, x: float, y: float) -> None:
        before = self.document.design
        drag_over(self.canvas, preset_mime(key), on(self.canvas, self.card(to), x, y), QPointF(3, 3))
        drag_out(self.canvas)
        assert self.document.design is before

    @precondition(lambda self: self.small())
    @rule(one=numbers, to=numbers, x=across, y=down, held=modifiers)
    def drag_a_card(self, one: int, to: int, x: float, y: float, held: Qt.KeyboardModifier) -> None:
        start, stop = on(self.canvas, self.card(one)), on(self.canvas, self.card(to), x, y)
        pull_and_release(self.canvas, start, stop, modifiers=held)

    @rule(one=numbers, to=numbers, held=modifiers)
    def give_a_drag_up(self, one: int, to: int, held: Qt.KeyboardModifier) -> None:
        before = dumps(self.document.design)
        pull(self.canvas, on(self.canvas, self.card(one)), on(self.canvas, self.card(to), 1.1), modifiers=held)
        QTest.keyClick(self.canvas, Key.Key_Escape)
        assert dumps(self.document.design) == before

    @precondition(lambda self: self.small())
    @rule(one=numbers, to=numbers, held=modifiers)
    def connect(self, one: int, to: int, held: Qt.KeyboardModifier) -> None:
        start, stop = on_port(self.canvas, self.card(one)), on(self.canvas, self.card(to))
        pull_and_release(self.canvas, start, stop, modifiers=held)

    @rule(number=numbers)
    def disconnect(self, number: int) -> None:
        wires = self.canvas.network.layout.wires
        if wires:
            wire = wires[number % len(wires)]
            click(self.canvas, on_wire(self.canvas, wire.target, wire.index))
            QTest.keyClick(self.canvas, Key.Key_Delete)

    @rule(one=numbers, held=modifiers)
    def click_a_card(self, one: int, held: Qt.KeyboardModifier) -> None:
        click(self.canvas, on(self.canvas, self.card(one)), modifiers=held)

    @rule(one=numbers, to=numbers)
    def rubber_band(self, one: int, to: int) -> None:
        start = on(self.canvas, self.card(one), -0.2, -0.1)
        pull_and_release(self.canvas, start, on(self.canvas, self.card(to), 1.1, 1.1))

    @rule(one=numbers)
    def double_click_a_card(self, one: int) -> None:
        double_click(self.canvas, on(self.canvas, self.card(one)))

    @rule(key=st.sampled_from(KEYS), held=st.sampled_from([NONE, NONE, SHIFT]))
    def press_a_key(self, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
        QTest.keyClick(self.canvas, key, held)

    @rule(key=st.sampled_from([Key.Key_A, Key.Key_1, Key.Key_2, Key.Key_0]))
    def press_a_key_with_control(self, key: Qt.Key) -> None:
        QTest.keyClick(self.canvas, key, CONTROL)

    @rule(key=st.sampled_from([Key.Key_Up, Key.Key_Down]))
    def move_the_selection(self, key: Qt.Key) -> None:
        QTest.keyClick(self.canvas, key, Qt.KeyboardModifier.AltModifier)

    @rule(name=st.sampled_from(["a", "b", "block"]))
    def group_the_selection(self, name: str) -> None:
        ids = self.document.selection
        self.document.apply("Group", lambda design: blocks.group(design, ids, name), ids)

    @precondition(lambda self: blocks.blocks(self.document.design))
    @rule(number=numbers, how=st.sampled_from(["button", "title", "drag", "ungroup"]), to=numbers)
    def use_a_frame(self, number: int, how: str, to: int) -> None:
        paths = blocks.blocks(self.document.design)
        path = paths[number % len(paths)]
        canvas, shown = self.canvas, path in self.canvas.network.frames
        if how == "ungroup":
            self.document.apply("Ungroup", lambda design: blocks.ungroup(design, path))
        elif how == "button" and (shown or canvas.network.outline.key_of_block(path)):
            click(canvas, on_button(canvas, path))
        elif how == "title" and shown:
            double_click(canvas, on_title(canvas, path))
        elif shown and self.small():
            pull_and_release(canvas, on_title(canvas, path), on(canvas, self.card(to), 0.5, 1.2))

    @rule(folded=st.booleans())
    def fold_or_unfold_all(self, folded: bool) -> None:
        (self.canvas.fold_all if folded else self.canvas.unfold_all)()

    @precondition(lambda self: self.document.selection and self.small())
    @rule(to=numbers)
    def copy_and_paste(self, to: int) -> None:
        text = clipboard.copy(self.document.design, self.document.selection)
        source = self.document.design.layers[to % len(self.document.design)].id
        self.document.apply("Paste", lambda design: clipboard.paste(design, text, source))

    @precondition(lambda self: self.document.stack.canUndo())
    @rule()
    def undo(self) -> None:
        self.document.stack.undo()
        assert dumps(self.document.design) == self.seen[self.document.stack.index()]

    @precondition(lambda self: self.document.stack.canRedo())
    @rule()
    def redo(self) -> None:
        self.document.stack.redo()
        assert dumps(self.document.design) == self.seen[self.document.stack.index()]

    @rule(passed=st.integers(1, 2 * DURATION_MS))
    def let_time_pass(self, passed: int) -> None:
        if self.canvas.motion.running:
            self.canvas.motion.clock.setCurrentTime(passed)

    @rule(some=st.lists(numbers, max_size=4), anew=st.booleans())
    def hang_pictures(self, some: list[int], anew: bool) -> None:
        names = [layer.id for layer in self.document.design]
        pictures = {names[number % len(names)]: Thumbnail(QPixmap(4, 4), QPixmap(4, 4)) for number in some if names}
        if anew:
            self.canvas.network.show_thumbnails(pictures)
        for name, picture in pictures.items():
            self.canvas.network.set_thumbnail(name, picture)

    @precondition(lambda self: self.document.selection and self.small())
    @rule(how=st.sampled_from(["residual", "projected", "branch"]))
    def wrap_the_selection(self, how: str) -> None:
        ids = self.document.selection
        wraps: dict[str, Callable[[Design], Design]] = {
            "residual": lambda design: wrap.wrap_residual(design, ids, project=False),
            "projected": lambda design: wrap.wrap_residual(design, ids),
            "branch": lambda design: wrap.wrap_branch(design, ids),
        }
        self.document.apply(f"Wrap: {how}", wraps[how])

    @precondition(lambda self: self.document.selection)
    @rule(kind=st.sampled_from(["conv2d", "max_pool2d", "activation", "add", "concat", "linear"]))
    def swap_a_kind(self, kind: str) -> None:
        name = self.document.selection[0]
        self.document.apply("Swap", lambda design: wrap.swap(design, name, kind))

    @rule(zoom=st.sampled_from([0.1, 0.3, 1, 2]), heat=st.sampled_from([None, *MEASURES]), mapped=st.booleans())
    def look_otherwise(self, zoom: float, heat: str | None, mapped: bool) -> None:
        self.canvas.set_heat(heat)
        self.canvas.set_overview(mapped)
        self.canvas.set_zoom(zoom)
        self.canvas.grab()
        self.canvas.set_zoom(1)

    @invariant()
    def all_is_well(self) -> None:
        if not hasattr(self, "canvas"):
            return
        design = self.document.design
        data = dumps(design)
        assert loads(data) == design
        index = self.document.stack.index()
        self.seen = {at: each for at, each in self.seen.items() if at <= index or self.document.stack.canRedo()}
        self.seen[index] = data
        assert self.canvas.hands.gesture is None
        assert self.canvas.mark is None
        assert self.canvas.band is None
        check(self.canvas)
        network = self.canvas.network
        self.items.update(network.items())
        for key, item in network.layers.items():
            assert item.thumbnail is network.thumbnails.get(network.outline.members(key)[-1])
        if len(design):
            assert not any(item.faded or item.lit for item in network.layers.values())
            assert (network.heat is None) == (network.measure is None)


@pytest.mark.usefixtures("qapp")
@pytest.mark.timeout(3600)
def test_random_hands() -> None:
    many = settings.default is not None and settings.default.max_examples > 100
    runs = settings(settings.default, max_examples=MANY_RUNS if many else RUNS, stateful_step_count=25)
    run_state_machine_as_test(Hands, settings=runs)
