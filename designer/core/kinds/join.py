"""Kinds that join branches: add, multiply, concat."""

from typing import ClassVar

from designer.core.kind import Kind
from designer.core.receptive_field import IDENTITY, Transfer
from designer.core.shapes import Flat, Output, Problem, Shape
from designer.core.value import dataclass

_MOST_NAMED = 8  # inputs whose shapes a message lists


@dataclass(frozen=True, kw_only=True)
class Join(Kind):
    """A kind with two or more inputs."""

    group: ClassVar[str] = "Join"
    joins: ClassVar[bool] = True


def _unequal(what: str, inputs: tuple[Output, ...]) -> Problem:
    more = ", …" if len(inputs) > _MOST_NAMED else ""
    shapes = ", ".join(shape.text for shape in inputs[:_MOST_NAMED])
    return Problem("unequal-shapes", f"{what}, and they are {shapes}{more}")


@dataclass(frozen=True, kw_only=True)
class Add(Join):
    """The sum of all inputs, value by value: the shortcut of a residual block."""

    name: ClassVar[str] = "add"
    label: ClassVar[str] = "Add"
    help: ClassVar[str] = "The sum of its inputs, value by value; all must have one shape."

    def output(self, inputs: tuple[Output, ...]) -> Output:
        """The shape that all inputs share."""
        if any(shape != inputs[0] for shape in inputs):
            raise _unequal("all inputs must have one shape", inputs)
        return inputs[0]


@dataclass(frozen=True, kw_only=True)
class Multiply(Join):
    """The product of all inputs, value by value; a C×1×1 gate scales whole maps."""

    name: ClassVar[str] = "multiply"
    label: ClassVar[str] = "Multiply"
    help: ClassVar[str] = "The product of its inputs, value by value; a 1×1×C input scales each map as a gate."

    def output(self, inputs: tuple[Output, ...]) -> Output:
        """The shape of the inputs that are not gates."""
        full = next((shape for shape in inputs if not self._is_gate(shape)), inputs[0])
        for shape in inputs:
            gate = self._is_gate(shape) and isinstance(full, Shape) and shape == Shape(full.channels, 1, 1)
            if shape != full and not gate:
                raise _unequal("all inputs must have one shape, or be 1×1×C beside H×W×C", inputs)
        return full

    @staticmethod
    def _is_gate(shape: Output) -> bool:
        return isinstance(shape, Shape) and shape.height == shape.width == 1

    def transfers(self, inputs: tuple[Output, ...], output: Output, index: int) -> tuple[Transfer, Transfer]:
        """Unit by unit, but every unit reads the one unit of a gate."""
        if inputs[index] == output:
            return IDENTITY, IDENTITY
        gate = Transfer(0, ((0, 1, 1),))
        return gate, gate


@dataclass(frozen=True, kw_only=True)
class Concat(Join):
    """All inputs one behind the other along the channels."""

    name: ClassVar[str] = "concat"
    label: ClassVar[str] = "Concatenate"
    help: ClassVar[str] = "The maps of all inputs, one behind the other; all must have one height and width."

    def output(self, inputs: tuple[Output, ...]) -> Output:
        """Channels (or features) added up."""
        if all(isinstance(shape, Flat) for shape in inputs):
            return Flat(sum(shape.elements for shape in inputs))
        first, channels = inputs[0], 0
        for shape in inputs:
            if (
                not isinstance(shape, Shape)
                or not isinstance(first, Shape)
                or (shape.height, shape.width) != (first.height, first.width)
            ):
                raise _unequal("all inputs must have one height and width", inputs)
            channels += shape.channels
        assert isinstance(first, Shape)
        return Shape(channels, first.height, first.width)
