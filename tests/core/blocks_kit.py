"""What the tests of blocks share: a residual network with blocks in blocks."""

from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Add, Conv2d, Input, Linear

CONV = Conv2d(out_channels=4, padding=(1, 1))


IMAGE = Layer("image", Input(height=8, width=8, channels=4))


RESIDUAL = Design(
    (
        IMAGE,
        Layer("a", CONV, ("image",)),
        Layer("b", CONV, ("a",), "outer/inner"),
        Layer("c", Activation(), ("b",), "outer/inner"),
        Layer("sum", Add(), ("c", "a"), "outer"),
        Layer("end", Linear(out_features=10), ("sum",)),
    )
)


def paths(design: Design) -> list[str | None]:
    return [layer.block for layer in design]
