"""A design as a PyTorch module and as an ONNX graph, with the same weights: what the engine is held against."""

from functools import reduce

from designer.core import kinds as k
from designer.core.analysis import analyse
from designer.engine.weights import RandomWeights, all_specs


def arrays_of(design, seed=0):
    """Seeded weights by their full names."""
    source = RandomWeights()
    return {spec.full_name: source.array(spec, seed, lambda: False) for spec in all_specs(analyse(design))}


def pads_of(kind, shape):
    return kind.pads(shape) if isinstance(kind, k.Conv2d | k.MaxPool2d | k.AvgPool2d) else kind.pads()


# PyTorch ---------------------------------------------------------------------------------------------------------


def torch_layer(kind, shapes, weights):
    """A module (or function of several inputs) for a layer; ReLU in place, as people write it."""
    import torch
    from torch import nn

    def filled(module):
        module.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in weights.items()}, strict=False)
        return module

    if isinstance(kind, k.Conv2d | k.MaxPool2d | k.AvgPool2d):
        top, bottom, left, right = kind.pads(shapes[0])
        before, padding = [], (top, left)
        if (top, left) != (bottom, right):
            value = float("-inf") if isinstance(kind, k.MaxPool2d) else 0.0
            before, padding = [nn.ConstantPad2d((left, right, top, bottom), value)], 0
        if isinstance(kind, k.Conv2d):
            module = filled(
                nn.Conv2d(
                    shapes[0].channels,
                    kind.out_channels,
                    kind.kernel_size,
                    kind.stride,
                    padding,
                    kind.dilation,
                    kind.groups,
                    kind.bias,
                )
            )
        elif isinstance(kind, k.MaxPool2d):
            module = nn.MaxPool2d(kind.kernel_size, kind.strides, padding, kind.dilation, ceil_mode=kind.ceil_mode)
        else:
            module = nn.AvgPool2d(kind.kernel_size, kind.strides, padding, kind.ceil_mode, kind.count_include_pad)
        return nn.Sequential(*before, module) if before else module
    if isinstance(kind, k.ConvTranspose2d):
        top, _, left, _ = kind.pads()
        return filled(
            nn.ConvTranspose2d(
                shapes[0].channels,
                kind.out_channels,
                kind.kernel_size,
                kind.stride,
                (top, left),
                kind.output_padding,
                kind.groups,
                kind.bias,
                kind.dilation,
            )
        )
    if isinstance(kind, k.Linear):
        linear = filled(nn.Linear(shapes[0].elements, kind.out_features, kind.bias))
        return nn.Sequential(nn.Flatten(), linear)
    if isinstance(kind, k.BatchNorm2d):
        return filled(nn.BatchNorm2d(shapes[0].channels, kind.eps, affine=kind.affine))
    if isinstance(kind, k.LocalResponseNorm):
        return nn.LocalResponseNorm(kind.size, kind.alpha, kind.beta, kind.k)
    if isinstance(kind, k.Activation):
        if kind.function == "softmax":
            return nn.Softmax(1)
        if kind.function == "leaky_relu":
            return nn.LeakyReLU(kind.negative_slope)
        if kind.function in ("gelu", "sigmoid", "tanh"):
            return {"gelu": nn.GELU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh}[kind.function]()
        return {
            "relu": nn.ReLU,
            "relu6": nn.ReLU6,
            "elu": nn.ELU,
            "silu": nn.SiLU,
            "hardsigmoid": nn.Hardsigmoid,
            "hardswish": nn.Hardswish,
        }[kind.function](inplace=True)
    if isinstance(kind, k.Add):
        return lambda *xs: sum(xs[1:], xs[0])
    if isinstance(kind, k.Multiply):
        return lambda *xs: reduce(torch.mul, xs)
    if isinstance(kind, k.Concat):
        return lambda *xs: torch.cat(xs, 1)
    if isinstance(kind, k.Upsample):
        extra = {} if kind.mode == "nearest" else {"align_corners": False}
        return nn.Upsample(scale_factor=tuple(map(float, kind.scale_factor)), mode=kind.mode, **extra)
    if isinstance(kind, k.ZeroPad2d):
        top, bottom, left, right = kind.pads()
        return nn.ZeroPad2d((left, right, top, bottom))
    if isinstance(kind, k.AdaptiveAvgPool2d):
        return nn.AdaptiveAvgPool2d(kind.output_size)
    if isinstance(kind, k.AdaptiveMaxPool2d):
        return nn.AdaptiveMaxPool2d(kind.output_size)
    return {k.Dropout: nn.Identity, k.Flatten: nn.Flatten}[type(kind)]()


def to_torch(design, weights):
    """A function from tensors by input layer to the last layer's: a module a layer, values freed after use."""
    import torch

    analysis = analyse(design)
    steps, last = [], {}
    for number, layer in enumerate(design):
        last |= dict.fromkeys(layer.inputs, number)
        if not isinstance(layer.kind, k.Input):
            own = {n.removeprefix(layer.id + "."): a for n, a in weights.items() if n.rpartition(".")[0] == layer.id}
            module = torch_layer(layer.kind, analysis.facts[layer.id].inputs, own)
            steps.append((number, layer, module.eval() if hasattr(module, "eval") else module))

    @torch.inference_mode()
    def run(pictures):
        values = dict(pictures)
        for number, layer, module in steps:
            values[layer.id] = module(*(values[name] for name in layer.inputs))
            for name in layer.inputs:
                if last[name] == number:
                    values.pop(name, None)
        return values[design.layers[-1].id]

    return run


# ONNX ------------------------------------------------------------------------------------------------------------
