"""Whole blocks moved by a real pointer: an open one by its title, a folded one by its card."""

from designer.core.design import Layer
from designer.core.folding import block_key
from designer.core.kinds import Conv2d, Input
from tests.real.places import beside, between, layers, marked, reader_of
from tests.real.robot import Robot, State

CONV = Conv2d(out_channels=8, padding=(1, 1))
LAYERS = (
    Layer("image", Input(height=16, width=16, channels=8)),
    Layer("first", CONV, ("image",)),
    Layer("upper", CONV, ("first",), block="pair"),
    Layer("lower", CONV, ("upper",), block="pair"),
    Layer("last", CONV, ("lower",)),
)
MOVED = {"image": [], "upper": ["image"], "lower": ["upper"], "first": ["lower"], "last": ["first"]}
PAIR = block_key("pair")


def in_pair(state: State) -> list[str]:
    return [layer["id"] for layer in state["design"]["layers"] if layer.get("block") == "pair"]


def test_drag_an_open_block_by_its_title(robot: Robot) -> None:
    shown = robot.state
    robot.pull(shown["titles"]["pair"], between(shown, "image", "first"), "a place", marked("wire"))
    robot.drop()
    after = robot.wait("the block moved", lambda s: layers(s) == MOVED)
    assert in_pair(after) == after["selection"] == ["upper", "lower"]
    assert after["titles"]["pair"][1] < after["cards"]["first"][1]
    assert after["undo"] == "Move 2 layers"


def test_drag_an_open_block_beside_a_card(robot: Robot) -> None:
    shown = robot.state
    robot.pull(shown["titles"]["pair"], beside(shown, "last"), "a branch", marked("beside"))
    robot.drop()
    after = robot.wait("a branch and a join", lambda s: len(s["cards"]) == 6)
    assert layers(after)["upper"] == layers(after)["last"] == ["first"]
    assert sorted(layers(after)[reader_of(after, "last")]) == ["last", "lower"]
    assert in_pair(after) == ["upper", "lower"]


def test_drag_a_folded_block_by_its_card(robot: Robot) -> None:
    robot.click(robot.state["buttons"]["pair"])
    folded = robot.wait("one card for the block", lambda s: PAIR in s["cards"])
    robot.pull(folded["cards"][PAIR], between(folded, "image", "first"), "a place", marked("wire"))
    robot.drop()
    after = robot.wait("the block moved", lambda s: layers(s) == MOVED)
    assert set(after["cards"]) == {"image", PAIR, "first", "last"}
    assert in_pair(after) == after["selection"] == ["upper", "lower"]
    robot.click(after["buttons"]["pair"])
    robot.wait("its layers", lambda s: len(s["cards"]) == 5)


def test_escape_leaves_a_block_where_it_is(robot: Robot) -> None:
    shown = robot.state
    robot.pull(shown["titles"]["pair"], between(shown, "image", "first"), "a place", marked("wire"))
    robot.do("key", "Escape")
    robot.drop()
    after = robot.wait("no mark", lambda s: not s["mark"])
    assert after["design"] == shown["design"]
    assert not after["undo"]
