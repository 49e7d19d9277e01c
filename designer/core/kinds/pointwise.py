"""Kinds that work unit by unit: batch norm, local response norm, activations, dropout."""

from typing import ClassVar

from designer.core.kind import Kind, Weight, need_map, option
from designer.core.options import Choice, Flag, Integer, Real
from designer.core.shapes import Output, Shape
from designer.core.value import dataclass

FUNCTIONS = (
    "relu", "relu6", "leaky_relu", "elu", "gelu", "silu", "sigmoid", "tanh", "hardsigmoid", "hardswish", "softmax",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class BatchNorm2d(Kind):
    """Each channel shifted and scaled by its running mean and variance, then by learned numbers."""

    name: ClassVar[str] = "batch_norm2d"
    label: ClassVar[str] = "Batch norm"
    group: ClassVar[str] = "Normalisation"
    help: ClassVar[str] = (
        "Each channel is brought to mean 0 and variance 1, then scaled and shifted by learned numbers."
    )
    in_place: ClassVar[bool] = True

    eps: float = option(Real("added to the variance, against division by zero", 0), 1e-5)
    affine: bool = option(Flag("a learned scale and shift per channel"), True)

    def output(self, inputs: tuple[Output, ...]) -> Shape:
        """The input's shape."""
        return need_map(inputs[0])

    def weights(self, inputs: tuple[Output, ...]) -> tuple[Weight, ...]:
        """weight and bias [C] where affine; running_mean and running_var [C] are buffers."""
        shape = (need_map(inputs[0]).channels,)
        learned = (Weight("weight", shape), Weight("bias", shape)) if self.affine else ()
        return (*learned, Weight("running_mean", shape, False), Weight("running_var", shape, False))


@dataclass(frozen=True, kw_only=True)
class LocalResponseNorm(Kind):
    """Each value divided by a power of the squares in neighbouring channels (Krizhevsky et al. 2012)."""

    name: ClassVar[str] = "local_response_norm"
    label: ClassVar[str] = "Local response norm"
    group: ClassVar[str] = "Normalisation"
    help: ClassVar[str] = "Each value is damped by the squares of the same pixel in neighbouring channels."

    size: int = option(Integer("how many neighbouring channels count"), 5)
    alpha: float = option(Real("weight of the mean square"), 1e-4)
    beta: float = option(Real("exponent"), 0.75)
    k: float = option(Real("added before the power is taken"), 1.0)

    def output(self, inputs: tuple[Output, ...]) -> Shape:
        """The input's shape."""
        return need_map(inputs[0])


@dataclass(frozen=True, kw_only=True)
class Activation(Kind):
    """A non-linear function of each value; softmax over channels or features."""

    name: ClassVar[str] = "activation"
    label: ClassVar[str] = "Activation"
    group: ClassVar[str] = "Activation"
    help: ClassVar[str] = "A non-linear function of each value, once, on the sum over all input channels."
    in_place: ClassVar[bool] = True

    function: str = option(Choice("the function", FUNCTIONS), "relu")
    negative_slope: float = option(Real("slope of leaky_relu below zero"), 0.01)


@dataclass(frozen=True, kw_only=True)
class Dropout(Kind):
    """In training a share of the values is zeroed at random; at inference nothing happens."""

    name: ClassVar[str] = "dropout"
    label: ClassVar[str] = "Dropout"
    group: ClassVar[str] = "Activation"
    help: ClassVar[str] = "In training a share of the values is set to zero at random; otherwise it passes all through."
    in_place: ClassVar[bool] = True

    p: float = option(Real("the share that is dropped", 0, 1), 0.5)
