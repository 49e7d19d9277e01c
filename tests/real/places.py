"""Where things are on the screen of a shown window, and what a state of it says."""

from collections.abc import Callable

from tests.real.robot import State


def layers(state: State) -> dict[str, list[str]]:
    """The inputs of every layer: where a file says nothing, the layer before."""
    found: dict[str, list[str]] = {}
    for layer in state["design"]["layers"]:
        found[layer["id"]] = layer.get("inputs", [*found][-1:])
    return found


def reader_of(state: State, name: str) -> str:
    return next(layer for layer, inputs in layers(state).items() if name in inputs)


def between(state: State, upper: str, lower: str) -> list[int]:
    (_, (_, top)), ((_, bottom), _) = state["edges"][upper], state["edges"][lower]
    return [state["cards"][lower][0], (top + bottom) // 2]


def beside(state: State, name: str) -> list[int]:
    (_, top), (right, bottom) = state["edges"][name]
    return [right + 12, (top + bottom) // 2]


def port(state: State, name: str) -> list[int]:
    return [state["cards"][name][0], state["edges"][name][1][1] - 1]


def ground(state: State) -> list[int]:
    (left, top), _ = state["edges"]["image"]
    return [left - 60, top + 10]


def marked(kind: str | None) -> Callable[[State], object]:
    """Holds of a window that marks a place of this kind to land at."""
    return lambda s: s["mark"] and s["mark"]["slot"] == kind and not s["mark"]["wrong"]


def mark_text(state: State) -> str:
    return state["mark"]["text"] if state["mark"] else ""
