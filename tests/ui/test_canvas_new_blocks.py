"""Dragging blocks from the palette: where they land, under which names, and what is said while they hover."""

import pytest
from PySide6.QtCore import QMimeData

from designer.core import fragments
from designer.core.blocks import READY, blocks, members
from designer.core.design import Design
from designer.core.library import cut_block
from designer.core.shapes import Shape
from designer.ui.canvas import Canvas
from designer.ui.canvas.new_blocks import ReadyBlock, SavedPart, carried
from designer.ui.models.palette_rows import MIME
from tests.ui.canvas_kit import IMAGE, check, fork, nested, on, on_button, on_wire, stack
from tests.ui.gestures import SHIFT, click, drag_out, drag_over, drop


def mime(item: ReadyBlock | SavedPart) -> QMimeData:
    data = QMimeData()
    data.setData(MIME, item.written().encode())
    return data


def ready(name: str, **values: int) -> QMimeData:
    return mime(ReadyBlock(READY[name], tuple(values.items())))


def saved(name: str = "conv and relu") -> QMimeData:
    return mime(SavedPart(name, cut_block(stack(), ("conv2", "relu2"))))


@pytest.mark.parametrize("name", READY)
def test_every_ready_block_lands_between_two_cards_as_a_foldable_block(canvas: Canvas, name: str) -> None:
    before = canvas.document.design
    assert drop(canvas, ready(name), on_wire(canvas, "pool"))
    design = canvas.document.design
    path = f"{name}_1"
    inside = members(design, path)
    assert canvas.document.selection == inside
    assert design["pool"].inputs == (inside[-1],)
    assert all(layer.id.startswith(path) for layer in design if layer.id in inside)
    assert canvas.document.stack.count() == 1
    assert canvas.document.stack.undoText().startswith("Insert ")
    assert not canvas.document.analysis.has_errors
    check(canvas)
    click(canvas, on_button(canvas, path))
    assert canvas.network.outline.key_of_block(path)
    check(canvas)
    canvas.document.stack.undo()
    assert canvas.document.design == before
    check(canvas)


def test_a_block_comes_with_the_options_that_it_carries(canvas: Canvas) -> None:
    assert drop(canvas, ready("fire", squeeze=3), on_wire(canvas, "pool"))
    design = canvas.document.design
    assert design["fire_1.squeeze"].kind.out_channels == 3
    assert design["fire_1.expand1x1"].kind.out_channels == 8  # half of the 16 channels above
    assert canvas.document.stack.undoText() == "Insert fire module"


def test_while_it_hovers_the_shape_is_said_and_giving_up_leaves_no_trace(canvas: Canvas) -> None:
    before = canvas.document.design
    assert drag_over(canvas, ready("vgg"), on_wire(canvas, "pool")).isAccepted()
    assert canvas.mark is not None
    assert (canvas.mark.text, canvas.mark.label, canvas.mark.wrong) == ("→ 16×16×32", "VGG block", False)
    drag_out(canvas)
    assert canvas.mark is None
    assert canvas.document.design is before


def test_beside_a_card_it_is_a_branch_joined_by_a_concat_or_with_shift_by_an_add(canvas: Canvas) -> None:
    beside = on(canvas, "conv2", across=1.12)
    drag_over(canvas, ready("fire"), beside)
    assert canvas.mark is not None
    assert canvas.mark.text == "→ 16×16×16, joined to 16×16×32 (Shift: add)"
    assert drop(canvas, ready("fire"), beside)
    design = canvas.document.design
    assert design["concat_1"].inputs == ("relu2", "fire_1.concat")
    assert design["fire_1.squeeze"].inputs == ("pool",)
    assert blocks(design) == ("fire_1",)
    assert not canvas.document.analysis.has_errors
    canvas.document.stack.undo()
    beside = on(canvas, "conv2", across=1.12)  # the view has followed the new block
    assert drop(canvas, ready("fire"), beside, modifiers=SHIFT)
    assert canvas.document.design["add_1"].inputs == ("relu2", "fire_1.concat")
    check(canvas)


def test_an_add_of_other_shapes_is_refused_in_a_line(canvas: Canvas) -> None:
    event = drag_over(canvas, ready("residual", channels=5), on(canvas, "conv2", across=1.12), modifiers=SHIFT)
    assert not event.isAccepted()
    assert canvas.mark is not None
    assert canvas.mark.wrong
    assert "an add needs equal shapes, and these are 16×16×16 and 16×16×5" in canvas.mark.text
    drag_out(canvas)


def test_a_block_beside_a_branch_becomes_one_more_input(canvas: Canvas) -> None:
    canvas.document.reset(fork())
    assert drop(canvas, ready("fire"), on(canvas, "right", across=1.12))
    assert canvas.document.design["joined"].inputs == ("left", "right", "fire_1.concat")
    check(canvas)


def test_two_of_a_kind_have_names_of_their_own(canvas: Canvas) -> None:
    for number in (1, 2, 3):
        assert drop(canvas, ready("residual"), on(canvas, "pool", down=1.1))
        assert f"residual_{number}" in blocks(canvas.document.design)
    assert not canvas.document.analysis.has_errors
    check(canvas)


def test_the_first_block_of_an_empty_design_brings_an_image(canvas: Canvas) -> None:
    canvas.document.reset(Design())
    assert drop(canvas, ready("vgg"), canvas.rect().center().toPointF())
    design = canvas.document.design
    assert design.layers[0].kind.name == "input"
    assert canvas.document.analysis.facts[design.layers[-1].id].output == Shape(6, 112, 112)
    canvas.document.reset(Design())
    assert drop(canvas, saved(), canvas.rect().center().toPointF())
    check(canvas)


def test_below_a_vector_a_line_says_why_not(canvas: Canvas, refused: list[str]) -> None:
    canvas.document.reset(Design((IMAGE, *stack().layers[1:])))
    from designer.core import edits
    from designer.core.kinds import Flatten

    canvas.document.apply("x", lambda design: edits.insert_after(design, "relu2", Flatten()))
    assert not drag_over(canvas, ready("fire"), on(canvas, "flatten_1", down=2.5)).isAccepted()
    assert canvas.mark is not None
    assert canvas.mark.text.startswith("Fire module needs maps (H×W×C), and flatten_1 gives a vector")
    drag_out(canvas)


def test_a_block_of_ones_own_is_framed_under_its_name(canvas: Canvas) -> None:
    before = canvas.document.design
    drag_over(canvas, saved(), on_wire(canvas, "pool"))
    assert canvas.mark is not None
    assert (canvas.mark.label, canvas.mark.text) == ("conv and relu", "→ 32×32×16")
    assert drop(canvas, saved(), on_wire(canvas, "pool"))
    assert members(canvas.document.design, "conv and relu") == ("conv2_2", "relu2_2")
    assert canvas.document.stack.undoText() == "Insert conv and relu"
    assert drop(canvas, saved(), on_wire(canvas, "pool"))
    assert blocks(canvas.document.design) == ("conv and relu", "conv and relu_2")
    assert drop(canvas, saved(), on(canvas, "pool", across=1.12))
    check(canvas)
    for _ in range(3):
        canvas.document.stack.undo()
    assert canvas.document.design == before


def test_a_block_dropped_into_a_folded_block_lands_in_sight(canvas: Canvas) -> None:
    canvas.document.reset(nested())
    canvas.fold_all()
    assert drop(canvas, ready("fire"), on_wire(canvas, "below"))
    assert "fire_1" in canvas.network.frames
    check(canvas)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nothing",
        b"\xff\xfe",
        b"[]",
        b"{",
        b'{"block": "fire"}',
        b'{"block": "nothing", "values": {}}',
        b'{"block": ["fire"], "values": {}}',
        b'{"block": "fire", "values": {"other": 1}}',
        b'{"block": "fire", "values": {"squeeze": "3"}}',
        b'{"block": "fire", "values": {"squeeze": true}}',
        b'{"name": "a/b", "part": ""}',
        b'{"name": "a", "part": "hello"}',
        b'{"name": "a", "part": {"format": "cnn-design-fragment"}}',
        b"[" * 10_000,
    ],
)
def test_what_no_palette_carries_is_not_taken(canvas: Canvas, data: bytes) -> None:
    assert carried(data) is None
    mime = QMimeData()
    mime.setData(MIME, data)
    assert not drag_over(canvas, mime, on_wire(canvas, "pool")).isAccepted()
    assert canvas.mark is None


def test_what_is_carried_comes_back() -> None:
    item = SavedPart("name", cut_block(stack(), ("conv2", "relu2")))
    again = carried(item.written().encode())
    assert isinstance(again, SavedPart)
    assert (again.name, fragments.written(again.part)) == ("name", fragments.written(item.part))
    assert carried(ReadyBlock(READY["fire"], (("squeeze", 3),)).written().encode()) == ReadyBlock(
        READY["fire"], (("squeeze", 3),)
    )


def test_numbers_that_an_option_does_not_take_are_a_line(canvas: Canvas) -> None:
    assert not drag_over(canvas, ready("fire", squeeze=0), on_wire(canvas, "pool")).isAccepted()
    assert canvas.mark is not None
    assert "squeeze of Fire module: expected a whole number from 1 up, found 0" in canvas.mark.text
    drag_out(canvas)
