"""What the tests of wrapping, swapping and keeping share: a stack and a fork."""

from designer.core.design import Design, Layer
from designer.core.kinds import (
    Activation,
    Add,
    Conv2d,
    Dropout,
    Input,
)

IMAGE = Layer("image", Input(height=13, width=8, channels=4))


SAME = Conv2d(out_channels=4, padding=(1, 1))


HALF = Conv2d(out_channels=6, stride=(2, 2), padding=(1, 1))


STACK = Design(
    (
        IMAGE,
        Layer("a", SAME, ("image",)),
        Layer("relu", Activation(), ("a",), "stage"),
        Layer("b", HALF, ("relu",), "stage"),
        Layer("end", Dropout(), ("b",)),
    )
)


FORK = Design(
    (
        IMAGE,
        Layer("left", SAME, ("image",)),
        Layer("right", SAME, ("image",)),
        Layer("right2", Activation(), ("right",)),
        Layer("join", Add(), ("left", "right2")),
        Layer("end", Dropout(), ("join",)),
    )
)


def wiring(design: Design) -> dict[str, tuple[str, ...]]:
    return {layer.id: layer.inputs for layer in design}
