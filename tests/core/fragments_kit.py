"""What the tests of parts of a design share: a stack, a fork, and random selections."""

from hypothesis import strategies as st

from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Concat, Conv2d, Dropout, Input

IMAGE = Layer("image", Input(height=8, width=8, channels=4))


CONV = Conv2d(out_channels=4, padding=(1, 1))


STACK = Design(
    (
        IMAGE,
        Layer("a", CONV, ("image",)),
        Layer("relu", Activation(), ("a",)),
        Layer("b", CONV, ("relu",)),
        Layer("end", Dropout(), ("b",)),
    )
)


FORKED = Design(
    (
        IMAGE,
        Layer("left", CONV, ("image",)),
        Layer("right", CONV, ("image",)),
        Layer("join", Concat(), ("left", "right")),
        Layer("end", Dropout(), ("join",)),
    )
)


def wiring(design: Design) -> dict[str, tuple[str, ...]]:
    return {layer.id: layer.inputs for layer in design}


picks = st.lists(st.integers(0, 99), min_size=1, max_size=6)


def chosen(design: Design, numbers: list[int]) -> set[str]:
    return {design.layers[number % len(design)].id for number in numbers}
