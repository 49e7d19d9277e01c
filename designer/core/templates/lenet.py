"""LeNet-5 and the plain stack of convolution, ReLU and pool that grew out of it."""

from designer.core.design import Design
from designer.core.kinds import Activation, Flatten, Linear
from designer.core.templates.chain import RELU, annotated, avg_pool, chain, conv, image, max_pool, same_conv

TANH = Activation(function="tanh")


def lenet5() -> Design:
    """LeNet-5 (LeCun et al. 1998) in its usual modern form: 61,706 parameters on 32×32 grey digits."""
    layers = image(32, 32, 1)
    layers += chain(
        "image",
        ("c1", conv(6, 5)),
        ("tanh1", TANH),
        ("s2", avg_pool(2, 2)),
        ("c3", conv(16, 5)),
        ("tanh3", TANH),
        ("s4", avg_pool(2, 2)),
        ("c5", conv(120, 5)),
        ("tanh5", TANH),
        ("flatten", Flatten()),
        ("f6", Linear(out_features=84)),
        ("tanh6", TANH),
        ("output", Linear(out_features=10)),
    )
    notes = {
        "s2": "Plain average; the paper also learns one gain and one bias per map.",
        "c3": "Reads all six maps; in the paper each map reads a chosen few (1,516 parameters).",
        "c5": "As large as its input: a fully connected layer written as a convolution.",
        "output": "Class scores; the paper compares with drawn digits (radial basis functions) instead.",
    }
    return Design(annotated(layers, notes), name="LeNet-5")


def plain_stack(channels: tuple[int, ...] = (32, 64, 128), classes: int = 10, size: int = 32) -> Design:
    """[3×3 convolution, ReLU, 2×2 max-pool] once per entry of `channels`, then linear and softmax."""
    layers = image(size, size, 3)
    for number, width in enumerate(channels, 1):
        layers += chain(
            layers[-1].id,
            (f"conv{number}", same_conv(width, 3)),
            (f"relu{number}", RELU),
            (f"pool{number}", max_pool(2, 2)),
        )
    layers += chain(
        layers[-1].id,
        ("flatten", Flatten()),
        ("linear", Linear(out_features=classes)),
        ("softmax", Activation(function="softmax")),
    )
    return Design(layers, name="Plain stack")
