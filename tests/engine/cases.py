"""Random layers of every kind with inputs that fit, and one-layer designs around them."""

from dataclasses import dataclass

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from designer.core import kinds as k
from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds.pointwise import FUNCTIONS
from designer.core.shapes import Flat, Problem, Shape
from designer.engine.request import Request
from designer.engine.weight_files import StoredWeights
from tests.engine.kit import run_all


@dataclass
class Case:
    kind: k.Kind
    inputs: list
    arrays: dict

    def __repr__(self):
        return f"{self.kind} of {[x.shape for x in self.inputs]}"


def sizes(low, high):
    return st.tuples(st.integers(low, high), st.integers(low, high))


paddings = st.one_of(
    sizes(0, 3),
    st.tuples(*[st.integers(0, 3)] * 4),
    st.sampled_from(["valid", "same"]),
)
channel_counts = st.integers(1, 6)
maps = st.builds(Shape, channel_counts, st.integers(1, 9), st.integers(1, 9))


@st.composite
def grouped(draw, make, shape, **options):
    groups = draw(st.sampled_from([g for g in range(1, shape.channels + 1) if shape.channels % g == 0]))
    return make(
        out_channels=groups * draw(st.integers(1, 3)), groups=groups, **{n: draw(s) for n, s in options.items()}
    )


def kinds_for(name, shape):
    """A strategy of layers of one kind for an input of `shape`."""
    make = k.KINDS[name]
    strategies = {
        "conv2d": lambda: grouped(
            make,
            shape,
            kernel_size=sizes(1, 5),
            stride=sizes(1, 3),
            padding=paddings,
            dilation=sizes(1, 3),
            bias=st.booleans(),
        ),
        "conv_transpose2d": lambda: grouped(
            make,
            shape,
            kernel_size=sizes(1, 4),
            stride=sizes(1, 3),
            padding=st.one_of(sizes(0, 2), st.tuples(*[st.integers(0, 2)] * 4)),
            output_padding=sizes(0, 2),
            dilation=sizes(1, 3),
            bias=st.booleans(),
        ),
        "max_pool2d": lambda: st.builds(
            make,
            kernel_size=sizes(1, 4),
            stride=st.none() | sizes(1, 3),
            padding=paddings,
            dilation=sizes(1, 2),
            ceil_mode=st.booleans(),
        ),
        "avg_pool2d": lambda: st.builds(
            make,
            kernel_size=sizes(1, 4),
            stride=st.none() | sizes(1, 3),
            padding=paddings,
            ceil_mode=st.booleans(),
            count_include_pad=st.booleans(),
        ),
        "adaptive_avg_pool2d": lambda: st.builds(make, output_size=sizes(1, 7)),
        "adaptive_max_pool2d": lambda: st.builds(make, output_size=sizes(1, 7)),
        "batch_norm2d": lambda: st.builds(make, eps=st.sampled_from([1e-5, 1e-3, 1.0]), affine=st.booleans()),
        "local_response_norm": lambda: st.builds(
            make,
            size=st.integers(1, 7),
            alpha=st.sampled_from([1e-4, 0.5]),
            beta=st.sampled_from([0.75, 0.5, 1.3]),
            k=st.sampled_from([1.0, 2.0]),
        ),
        "activation": lambda: st.builds(
            make, function=st.sampled_from(FUNCTIONS), negative_slope=st.sampled_from([0.01, 0.2, 1.5, -0.5])
        ),
        "dropout": lambda: st.builds(make),
        "flatten": lambda: st.builds(make),
        "linear": lambda: st.builds(make, out_features=st.integers(1, 21), bias=st.booleans()),
        "add": lambda: st.builds(make),
        "multiply": lambda: st.builds(make),
        "concat": lambda: st.builds(make),
        "upsample": lambda: st.builds(make, scale_factor=sizes(1, 4), mode=st.sampled_from(["nearest", "bilinear"])),
        "zero_pad2d": lambda: st.builds(make, padding=st.one_of(sizes(0, 3), st.tuples(*[st.integers(0, 3)] * 4))),
    }
    return strategies[name]()


COMPUTED = [name for name in k.KINDS if name != "input"]
FLAT_TOO = {"activation", "dropout", "flatten", "linear", "add", "multiply", "concat"}


@st.composite
def cases(draw, name):
    """A layer of a kind, inputs and weights of fitting shapes."""
    flat = name in FLAT_TOO and draw(st.booleans())
    shape = draw(st.builds(Flat, st.integers(1, 12))) if flat else draw(maps)
    kind = draw(kinds_for(name, shape))
    shapes = [shape]
    for _ in range(draw(st.integers(1, 3)) if kind.joins else 0):
        if name == "concat":
            width = draw(st.integers(1, 4))
            shapes.append(Flat(width) if flat else Shape(width, shape.height, shape.width))
        elif name == "multiply" and not flat and draw(st.booleans()):
            shapes.append(Shape(shape.channels, 1, 1))
        else:
            shapes.append(shape)
    shapes = draw(st.permutations(shapes))
    try:
        output = kind.output(tuple(shapes))
    except Problem:
        assume(False)
    assume(output.elements <= 4000)
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    inputs = [random.normal(0, 2, numpy_shape(shape)).astype(np.float32) for shape in shapes]
    return Case(kind, inputs, weights_for(kind, shapes, random))


def numpy_shape(shape):
    return (shape.channels, shape.height, shape.width) if isinstance(shape, Shape) else (shape.features,)


def weights_for(kind, shapes, random):
    arrays = {}
    for weight in kind.weights(tuple(shapes)):
        if weight.name == "running_var":
            arrays[weight.name] = random.uniform(0.5, 2, weight.shape).astype(np.float32)
        else:
            arrays[weight.name] = random.normal(0, 1, weight.shape).astype(np.float32)
    return arrays


def from_arrays(arrays):
    """The weights of a layer, part by part; whole arrays may not be asked for."""

    def array(name, part=None):
        return arrays[name][slice(*part)]

    return array


def run_case(case, run=run_all):
    """The layer's output by the engine, in a design with an input layer (and a flatten) for each of its inputs."""
    return run(request_for(case))["layer"]


def request_for(case):
    """The request of `run_case`; the layer is called `layer`."""
    layers, names, images = [], [], {}
    for number, array in enumerate(case.inputs):
        name = f"in{number}"
        layers.append(input_layer(name, array))
        images[name] = image_of(array)
        if array.ndim == 1:
            layers.append(Layer(f"{name}_flat", k.Flatten(), (name,)))
        names.append(layers[-1].id)
    design = Design((*layers, Layer("layer", case.kind, tuple(names))))
    weights = StoredWeights({f"layer.{name}": array for name, array in case.arrays.items()})
    return Request(design, analyse(design), images, weights=weights)


def input_layer(name, array):
    shape = image_of(array).shape
    return Layer(name, k.Input(channels=shape[0], height=shape[1], width=shape[2]))


def image_of(array):
    return array if array.ndim == 3 else array.reshape(array.size, 1, 1)


def close(found, expected, tolerance=1e-4):
    """Within 1e-4 of the largest finite value, and non-finite in the same places."""
    finite = np.isfinite(expected)
    assert found.shape == expected.shape
    np.testing.assert_array_equal(np.isfinite(found), finite)
    np.testing.assert_array_equal(found[~finite], expected[~finite].astype(np.float32))
    scale = max(1e-3, float(np.abs(expected[finite]).max(initial=0.0)))
    assert float(np.abs(found[finite] - expected[finite]).max(initial=0.0)) <= tolerance * scale
