"""Small designs whose tables are written and read back."""

from designer.core.design import Design, Layer, Settings
from designer.core.kind import Kind
from designer.core.kinds import Activation, Add, AvgPool2d, Conv2d, Flatten, Input, Linear, Upsample

TANH = Activation(function="tanh")


def stack(*links: tuple[str, Kind], name: str = "", settings: Settings | None = None) -> Design:
    """One layer per (id, kind), each reading the one before."""
    sources = [()] + [(layer_id,) for layer_id, _ in links]
    layers = tuple(Layer(layer_id, kind, above) for above, (layer_id, kind) in zip(sources, links, strict=False))
    return Design(layers, name, settings or Settings())


def lenet() -> Design:
    """LeNet-5 without its partial connections: 61,706 parameters."""
    return stack(
        ("image", Input(height=32, width=32, channels=1)),
        ("c1", Conv2d(out_channels=6, kernel_size=(5, 5))),
        ("a1", TANH),
        ("s2", AvgPool2d()),
        ("c3", Conv2d(out_channels=16, kernel_size=(5, 5))),
        ("a3", TANH),
        ("s4", AvgPool2d()),
        ("flatten", Flatten()),
        ("c5", Linear(out_features=120)),
        ("a5", TANH),
        ("f6", Linear(out_features=84)),
        ("a6", TANH),
        ("output", Linear(out_features=10)),
        name="LeNet-5",
    )


def broken() -> Design:
    """A convolution that does not fit, and a layer below it."""
    return stack(
        ("image", Input(height=8, width=8, channels=1)),
        ("c1", Conv2d(out_channels=4, kernel_size=(3, 3))),
        ("c2", Conv2d(out_channels=4, kernel_size=(9, 7))),
        ("a2", TANH),
        name="broken",
    )


def uneven() -> Design:
    """Axes of different kernels, strides and paddings; a residual sum; jumps of half a pixel."""
    layers = stack(
        ("image", Input(height=20, width=12, channels=2)),
        ("c1", Conv2d(out_channels=4, kernel_size=(3, 5), stride=(2, 1), padding=(1, 2))),
        ("c2", Conv2d(out_channels=4, kernel_size=(2, 2), padding="same")),
        ("c3", Conv2d(out_channels=4, kernel_size=(3, 1), padding=(1, 1, 0, 0), dilation=(1, 1))),
        ("up", Upsample(scale_factor=(4, 2))),
        name="uneven",
    ).layers
    joined = (*layers[:4], Layer("sum", Add(), ("c3", "c1"), "stage/residual"), *layers[4:])
    return Design((*joined[:5], Layer("up", joined[5].kind, ("sum",))), "uneven", Settings(2, "float16"))


def named(names: list[str], *, name: str = "") -> Design:
    """Layers of these ids, each in a block of its own id."""
    first, *others = names
    layers = [Layer(first, Input(height=4, width=4, channels=3), (), first)]
    for layer_id in others:
        layers.append(Layer(layer_id, TANH, (layers[-1].id,), layer_id))
    return Design(tuple(layers), name)
