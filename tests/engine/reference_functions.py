"""The activations of one number, as they are defined."""

import math


def function(name, slope):
    return {
        "relu": lambda v: v if v > 0 or math.isnan(v) else 0.0,
        "relu6": lambda v: v if math.isnan(v) else min(max(v, 0.0), 6.0),
        "leaky_relu": lambda v: v if v > 0 else slope * v,
        "elu": lambda v: v if v > 0 else math.expm1(v),
        "gelu": lambda v: v * 0.5 * (1 + math.erf(v / math.sqrt(2))),
        "silu": lambda v: v * logistic(v),
        "sigmoid": logistic,
        "tanh": math.tanh,
        "hardsigmoid": lambda v: min(max(v + 3, 0.0), 6.0) / 6,
        "hardswish": lambda v: v * min(max(v + 3, 0.0), 6.0) / 6,
    }[name]


def logistic(v):
    return 1 / (1 + math.exp(-v)) if v >= 0 else math.exp(v) / (1 + math.exp(v))
