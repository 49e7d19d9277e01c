"""The gestures used most, by a real pointer and real keys on one shown window."""

import pytest

from designer.core.design import Layer
from designer.core.kinds import Add, Conv2d, Input
from tests.real.places import beside, between, layers, mark_text, marked, port, reader_of
from tests.real.robot import Robot

CONV = Conv2d(out_channels=8, padding=(1, 1))
LAYERS = (
    Layer("image", Input(height=16, width=16, channels=8)),
    Layer("first", CONV, ("image",)),
    Layer("second", CONV, ("first",)),
    Layer("sum", Add(), ("second", "first")),
    Layer("last", CONV, ("sum",)),
)


def test_drop_from_the_palette_between_two_cards(robot: Robot) -> None:
    shown = robot.state
    robot.pull(shown["palette"]["Conv 1×1"], between(shown, "sum", "last"), "a place", marked("wire"))
    robot.drop()
    after = robot.wait("a layer more", lambda s: len(s["cards"]) == 6)
    assert layers(after)["last"] == [reader_of(after, "sum")]


def test_drop_from_the_palette_beside_a_card(robot: Robot) -> None:
    shown = robot.state
    robot.pull(shown["palette"]["Conv 1×1"], beside(shown, "last"), "a branch", marked("beside"))
    robot.drop()
    after = robot.wait("a branch and a join", lambda s: len(s["cards"]) == 7)
    joined = layers(after)[reader_of(after, "last")]
    assert len(joined) == 2
    assert [layers(after)[name] for name in joined] == [["sum"], ["sum"]]


def test_drag_a_card_to_another_place_and_redo_by_key(robot: Robot) -> None:
    shown = robot.state
    robot.pull(shown["cards"]["last"], between(shown, "image", "first"), "a place", marked("wire"))
    robot.drop()
    moved = robot.wait("the card moved", lambda s: layers(s)["first"] == ["last"])
    assert layers(moved)["last"] == ["image"]
    robot.do("key", "ctrl+z")
    robot.wait("the move undone", lambda s: layers(s)["first"] == ["image"])
    robot.do("key", "ctrl+shift+z")
    assert robot.wait("the move redone", lambda s: layers(s)["first"] == ["last"])["design"] == moved["design"]


def test_drag_with_control_copies(robot: Robot) -> None:
    shown = robot.state
    robot.do("keydown", "ctrl")
    try:
        robot.pull(shown["cards"]["last"], between(shown, "image", "first"), "a place", marked("wire"))
        robot.drop()
    finally:
        robot.do("keyup", "ctrl")
    after = robot.wait("a copy", lambda s: len(s["cards"]) == 6)
    assert layers(after)["last"] == ["sum"]
    assert layers(after)[layers(after)["first"][0]] == ["image"]


def test_connect_a_port_to_a_join(robot: Robot) -> None:
    shown = robot.state
    robot.pull(port(shown, "image"), shown["cards"]["sum"], "one more input", lambda s: "one more" in mark_text(s))
    robot.drop()
    after = robot.wait("a third input", lambda s: len(layers(s)["sum"]) == 3)
    assert layers(after)["sum"] == ["second", "first", "image"]


def test_a_connection_that_would_make_a_loop_is_refused(robot: Robot) -> None:
    shown = robot.state
    robot.pull(port(shown, "last"), shown["cards"]["first"], "why not", lambda s: s["mark"] and s["mark"]["wrong"])
    assert "loop" in mark_text(robot.state)
    robot.drop()
    after = robot.wait("no mark", lambda s: not s["mark"])
    assert after["design"] == shown["design"]


def test_click_and_delete_heals(robot: Robot) -> None:
    robot.click(robot.state["cards"]["first"])
    robot.wait("it selected", lambda s: s["selection"] == ["first"])
    robot.do("key", "Delete")
    after = robot.wait("it gone", lambda s: "first" not in s["cards"])
    assert layers(after) == {"image": [], "second": ["image"], "sum": ["second", "image"], "last": ["sum"]}


def test_band_group_and_fold(robot: Robot) -> None:
    shown = robot.state
    (left, top), _ = shown["edges"]["first"]
    _, (right, bottom) = shown["edges"]["second"]
    robot.pull([left - 20, top - 4], [right + 40, bottom - 5], "a band", lambda s: s["band"])
    robot.drop()
    robot.wait("two selected", lambda s: s["selection"] == ["first", "second"] and not s["band"])
    robot.do("keydown", "shift")
    robot.click(shown["cards"]["sum"])
    robot.do("keyup", "shift")
    robot.wait("three selected", lambda s: s["selection"] == ["first", "second", "sum"])
    robot.do("key", "ctrl+g")
    grouped = robot.wait("a block", lambda s: s["buttons"])
    robot.do("key", "Return")  # its name is offered to be changed
    grouped = robot.wait("a block", lambda s: s["buttons"] and len(s["cards"]) == 5)
    (path,) = grouped["buttons"]
    robot.click(grouped["buttons"][path])
    folded = robot.wait("one card for the block", lambda s: len(s["cards"]) == 3)
    assert folded["design"] == grouped["design"]
    robot.click(folded["buttons"][path])
    robot.wait("its layers", lambda s: len(s["cards"]) == 5)


def test_wheel_zooms_at_the_pointer_and_drags_pan(robot: Robot) -> None:
    shown = robot.state
    at = shown["cards"]["second"]
    robot.do("mousemove", *at, "keydown", "ctrl", "click", 4, "click", 4, "keyup", "ctrl")
    near = robot.wait("it nearer", lambda s: s["zoom"] > 1.3 * shown["zoom"])
    assert max(abs(a - b) for a, b in zip(near["cards"]["second"], at, strict=True)) <= 2
    robot.do(
        "mousemove", *at, "mousedown", 2, "mousemove", at[0], at[1] + 20, "mousemove", at[0], at[1] + 40, "mouseup", 2
    )
    robot.wait("it pushed down", lambda s: abs(s["cards"]["second"][1] - near["cards"]["second"][1] - 40) <= 1)
    robot.do("keydown", "space", "mousedown", 1, "mousemove", at[0], at[1] + 20, "mousemove", *at, "mouseup", 1)
    robot.do("keyup", "space")
    after = robot.wait("it back", lambda s: abs(s["cards"]["second"][1] - near["cards"]["second"][1]) <= 1)
    assert not after["selection"]
    robot.do("key", "ctrl+1")
    robot.wait("the whole network", lambda s: s["cards"] == shown["cards"])


@pytest.mark.parametrize("what", ["a card", "a row of the palette"])
def test_escape_leaves_no_trace(robot: Robot, what: str) -> None:
    shown = robot.state
    start = shown["cards"]["last"] if what == "a card" else shown["palette"]["Conv 1×1"]
    robot.pull(start, between(shown, "image", "first"), "a place", marked("wire"))
    robot.do("key", "Escape")
    robot.drop()
    after = robot.wait("no mark", lambda s: not s["mark"])
    assert after["design"] == shown["design"]
    assert not after["undo"]
