"""Designs as ONNX models, for onnxruntime."""

from functools import singledispatch

import numpy as np

from designer.core import kinds as k
from designer.core.analysis import analyse


@singledispatch
def onnx_nodes(kind, graph, inputs, output, shapes, shape):
    """Add the nodes of a layer to a graph."""
    raise NotImplementedError(kind.name)


class Graph:
    """Nodes and initialisers of an ONNX graph under construction."""

    def __init__(self, weights):
        self.weights, self.nodes, self.constants, self.layer = weights, [], [], ""

    def add(self, operator, inputs, output, **attributes):
        from onnx import helper

        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))

    def constant(self, name, array):
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), f"{self.layer}.{name}"))
        return f"{self.layer}.{name}"

    def weight(self, name):
        return self.constant(name, self.weights[f"{self.layer}.{name}"])


def sides(pads):
    top, bottom, left, right = pads
    return [top, left, bottom, right]


@onnx_nodes.register
def _(kind: k.Conv2d, graph, inputs, output, shapes, shape):
    operands = [*inputs, graph.weight("weight"), *([graph.weight("bias")] if kind.bias else [])]
    graph.add(
        "Conv",
        operands,
        output,
        kernel_shape=kind.kernel_size,
        strides=kind.stride,
        dilations=kind.dilation,
        pads=sides(kind.pads(shapes[0])),
        group=kind.groups,
    )


@onnx_nodes.register
def _(kind: k.ConvTranspose2d, graph, inputs, output, shapes, shape):
    operands = [*inputs, graph.weight("weight"), *([graph.weight("bias")] if kind.bias else [])]
    graph.add(
        "ConvTranspose",
        operands,
        output,
        kernel_shape=kind.kernel_size,
        strides=kind.stride,
        dilations=kind.dilation,
        pads=sides(kind.pads()),
        output_padding=kind.output_padding,
        group=kind.groups,
    )


@onnx_nodes.register
def _(kind: k.MaxPool2d, graph, inputs, output, shapes, shape):
    graph.add(
        "MaxPool",
        inputs,
        output,
        kernel_shape=kind.kernel_size,
        strides=kind.strides,
        dilations=kind.dilation,
        pads=sides(kind.pads(shapes[0])),
        ceil_mode=int(kind.ceil_mode),
    )


@onnx_nodes.register
def _(kind: k.AvgPool2d, graph, inputs, output, shapes, shape):
    graph.add(
        "AveragePool",
        inputs,
        output,
        kernel_shape=kind.kernel_size,
        strides=kind.strides,
        pads=sides(kind.pads(shapes[0])),
        ceil_mode=int(kind.ceil_mode),
        count_include_pad=int(kind.count_include_pad),
    )


def onnx_adaptive(operator, kind, graph, inputs, output, shape):
    """An adaptive pool whose windows are all alike; ONNX has no other."""
    size = (shape.height, shape.width)
    if any(n % m for n, m in zip(size, kind.output_size, strict=True)):
        raise NotImplementedError(kind.name)
    window = tuple(n // m for n, m in zip(size, kind.output_size, strict=True))
    graph.add(operator, inputs, output, kernel_shape=window, strides=window)


@onnx_nodes.register
def _(kind: k.AdaptiveAvgPool2d, graph, inputs, output, shapes, shape):
    onnx_adaptive("AveragePool", kind, graph, inputs, output, shapes[0])


@onnx_nodes.register
def _(kind: k.AdaptiveMaxPool2d, graph, inputs, output, shapes, shape):
    onnx_adaptive("MaxPool", kind, graph, inputs, output, shapes[0])


@onnx_nodes.register
def _(kind: k.BatchNorm2d, graph, inputs, output, shapes, shape):
    channels = shapes[0].channels
    learned = (
        [graph.weight("weight"), graph.weight("bias")]
        if kind.affine
        else [
            graph.constant("one", np.ones(channels, np.float32)),
            graph.constant("zero", np.zeros(channels, np.float32)),
        ]
    )
    statistics = [graph.weight("running_mean"), graph.weight("running_var")]
    graph.add("BatchNormalization", [*inputs, *learned, *statistics], output, epsilon=kind.eps)


@onnx_nodes.register
def _(kind: k.LocalResponseNorm, graph, inputs, output, shapes, shape):
    graph.add("LRN", inputs, output, size=kind.size, alpha=kind.alpha, beta=kind.beta, bias=float(kind.k))


@onnx_nodes.register
def _(kind: k.Activation, graph, inputs, output, shapes, shape):
    simple = {
        "relu": "Relu",
        "gelu": "Gelu",
        "sigmoid": "Sigmoid",
        "tanh": "Tanh",
        "elu": "Elu",
        "hardswish": "HardSwish",
    }
    if kind.function in simple:
        graph.add(simple[kind.function], inputs, output)
    elif kind.function == "relu6":
        limits = [graph.constant(n, np.float32(v)) for n, v in (("low", 0), ("high", 6))]
        graph.add("Clip", [*inputs, *limits], output)
    elif kind.function == "leaky_relu":
        graph.add("LeakyRelu", inputs, output, alpha=kind.negative_slope)
    elif kind.function == "hardsigmoid":
        graph.add("HardSigmoid", inputs, output, alpha=1 / 6, beta=0.5)
    elif kind.function == "silu":
        graph.add("Sigmoid", inputs, output + "_gate")
        graph.add("Mul", [*inputs, output + "_gate"], output)
    else:
        graph.add("Softmax", inputs, output, axis=1)


@onnx_nodes.register
def _(kind: k.Dropout, graph, inputs, output, shapes, shape):
    graph.add("Identity", inputs, output)


@onnx_nodes.register
def _(kind: k.Flatten, graph, inputs, output, shapes, shape):
    graph.add("Flatten", inputs, output, axis=1)


@onnx_nodes.register
def _(kind: k.Linear, graph, inputs, output, shapes, shape):
    graph.add("Flatten", inputs, output + "_flat", axis=1)
    operands = [output + "_flat", graph.weight("weight"), *([graph.weight("bias")] if kind.bias else [])]
    graph.add("Gemm", operands, output, transB=1)


@onnx_nodes.register
def _(kind: k.Add, graph, inputs, output, shapes, shape):
    graph.add("Sum" if len(inputs) > 2 else "Add", inputs, output)


@onnx_nodes.register
def _(kind: k.Multiply, graph, inputs, output, shapes, shape):
    names = [*(f"{output}_{number}" for number in range(len(inputs) - 2)), output]
    left = inputs[0]
    for right, name in zip(inputs[1:], names, strict=True):
        graph.add("Mul", [left, right], name)
        left = name


@onnx_nodes.register
def _(kind: k.Concat, graph, inputs, output, shapes, shape):
    graph.add("Concat", inputs, output, axis=1)


@onnx_nodes.register
def _(kind: k.Upsample, graph, inputs, output, shapes, shape):
    scales = graph.constant("scales", np.array([1, 1, *kind.scale_factor], np.float32))
    linear = kind.mode == "bilinear"
    graph.add(
        "Resize",
        [*inputs, "", scales],
        output,
        mode="linear" if linear else "nearest",
        coordinate_transformation_mode="half_pixel" if linear else "asymmetric",
        **({} if linear else {"nearest_mode": "floor"}),
    )


@onnx_nodes.register
def _(kind: k.ZeroPad2d, graph, inputs, output, shapes, shape):
    top, bottom, left, right = kind.pads()
    pads = graph.constant("pads", np.array([0, 0, top, left, 0, 0, bottom, right], np.int64))
    graph.add("Pad", [*inputs, pads], output)


def to_onnx(design, weights):
    """The design as an ONNX model whose output is the last layer; values are called `v` and the layer's id."""
    from onnx import TensorProto, helper

    analysis, graph = analyse(design), Graph(weights)
    for layer in design:
        if not isinstance(layer.kind, k.Input):
            facts, graph.layer = analysis.facts[layer.id], layer.id
            names = [f"v{name}" for name in layer.inputs]
            onnx_nodes(layer.kind, graph, names, f"v{layer.id}", facts.inputs, facts.output)
    inputs = [
        helper.make_tensor_value_info(
            f"v{layer.id}", TensorProto.FLOAT, [1, layer.kind.channels, layer.kind.height, layer.kind.width]
        )
        for layer in design.inputs
    ]
    result = helper.make_tensor_value_info(f"v{design.layers[-1].id}", TensorProto.FLOAT, None)
    body = helper.make_graph(graph.nodes, "design", inputs, [result], graph.constants)
    return helper.make_model(body, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
