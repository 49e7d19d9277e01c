"""The small network that the project trains itself: it reads one handwritten digit."""

from designer.core.design import Design
from designer.core.kinds import Activation, Linear
from designer.core.templates.chain import RELU, annotated, chain, conv, image, max_pool


def digits() -> Design:
    """Two convolutions and max-pools before ten classes on 28×28 grey; packaging/train_digits.py finds the weights."""
    layers = image(28, 28, 1)
    layers += chain(
        "image",
        ("conv1", conv(16, 5)),
        ("relu1", RELU),
        ("pool1", max_pool(2, 2)),
        ("conv2", conv(32, 5)),
        ("relu2", RELU),
        ("pool2", max_pool(2, 2)),
        ("linear", Linear(out_features=10)),
        ("softmax", Activation(function="softmax")),
    )
    notes = {
        "image": "One digit, light on dark or dark on light. The weights learned are in weights/digits.safetensors.",
        "softmax": "The share of each digit, 0 to 9.",
    }
    return Design(annotated(layers, notes), name="Handwritten digits")
