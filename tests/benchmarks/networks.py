"""The networks that are timed: the example designs and two nets as students build them."""

from pathlib import Path

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.files import load
from designer.core.kinds import Activation, Conv2d, Flatten, Input, Linear, MaxPool2d

DESIGNS = Path(__file__).parents[2] / "resources" / "designs"
FILES = {
    "vgg16": "vgg16",
    "alexnet": "alexnet",
    "googlenet": "googlenet",
    "resnet50": "resnet50",
    "squeezenet": "squeezenet1_1",
    "mobilenet": "mobilenet_v1",
}
NAMES = (*FILES, "student64", "student28")
EXAMPLES = tuple(sorted(path.name.split(".")[0] for path in DESIGNS.glob("*.cnn.json")))
"""All designs that come with the program."""
PEAK_SIDE = 1536
"""Rows and columns of the product of matrices that is the floor."""


def stack(*kinds):
    """A design of kinds one after another."""
    layers = []
    for number, kind in enumerate(kinds):
        layers.append(Layer(f"layer{number}", kind, (f"layer{number - 1}",) if number else ()))
    return Design(tuple(layers))


def classifier(hidden):
    """Two linear layers and a softmax over ten classes."""
    return Flatten(), Linear(out_features=hidden), Activation(), Linear(out_features=10), Activation(function="softmax")


def student28():
    """28×28 grey: two convolutions, a pool, two linear layers."""
    convolutions = (Conv2d(out_channels=32), Activation(), Conv2d(out_channels=64), Activation())
    return stack(Input(height=28, width=28, channels=1), *convolutions, MaxPool2d(), *classifier(128))


def student64():
    """64×64 colour: three convolutions, each with a pool, two linear layers."""
    kinds = [Input(height=64, width=64, channels=3)]
    for channels in (32, 64, 128):
        kinds += [Conv2d(out_channels=channels, padding=(1, 1)), Activation(), MaxPool2d()]
    return stack(*kinds, *classifier(256))


def network(name):
    """The design of that name."""
    made = {"student28": student28, "student64": student64}
    return made[name]() if name in made else load(DESIGNS / f"{FILES.get(name, name)}.cnn.json")


def single_layers(name):
    """The different convolutions of a network as `name:layer`, each to be timed alone with a ReLU."""
    design, seen = network(name), {}
    facts = analyse(design).facts
    for layer in design:
        if isinstance(layer.kind, Conv2d):
            seen.setdefault((repr(layer.kind), facts[layer.id].inputs), f"{name}:{layer.id}")
    return list(seen.values())


def design_of(name):
    """A network, or one convolution of it with a ReLU behind (`name:layer`)."""
    name, _, layer_id = name.partition(":")
    design = network(name)
    if not layer_id:
        return design
    shape = analyse(design).facts[layer_id].inputs[0]
    image = Input(height=shape.height, width=shape.width, channels=shape.channels)
    return stack(image, design[layer_id].kind, Activation())
