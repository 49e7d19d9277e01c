"""What the tests of edits share: a small stack, and what is to hold of every design."""

from hypothesis import strategies as st

from designer.core.design import Design, Layer
from designer.core.fileformat import dumps, loads
from designer.core.kinds import (
    Activation,
    Conv2d,
    Input,
)
from tests.strategies import random_design

RELU = Activation()


CONV = Conv2d(out_channels=4, kernel_size=(1, 1))


def chain(*names):
    """An image and pointwise layers one below the other."""
    layers = [Layer("image", Input(height=4, width=4, channels=4))]
    for name in names:
        layers.append(Layer(name, RELU, (layers[-1].id,)))
    return Design(tuple(layers))


def wires(design):
    return {layer.id: layer.inputs for layer in design}


def loose(design):
    return [layer.id for layer in design.outputs if not isinstance(layer.kind, Input)]


def valid(design):
    assert loads(dumps(design)) == design
    return design


random_designs = st.randoms(use_true_random=False).map(lambda random: random_design(random, most=12))


def edges(design):
    return [(name, (layer.id, i)) for layer in design for i, name in enumerate(layer.inputs)]
