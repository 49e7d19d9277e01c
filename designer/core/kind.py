"""The base class of layer kinds: fields that are the JSON fields, and the arithmetic every kind answers."""

from typing import Any, ClassVar

from designer.core.options import Option
from designer.core.receptive_field import IDENTITY, Transfer
from designer.core.shapes import Output, Problem, Shape
from designer.core.value import MISSING, Field, dataclass, fields


def option(kind: Option, default: Any = MISSING) -> Any:
    """A dataclass field whose metadata is its option; without `default` the file must give it."""
    return Field(default, {"option": kind})


@dataclass(frozen=True)
class Weight:
    """An array a layer owns: its name behind the id, its shape, and whether training learns it."""

    name: str
    shape: tuple[int, ...]
    learned: bool = True

    @property
    def elements(self) -> int:
        """How many numbers it holds."""
        product = 1
        for length in self.shape:
            product *= length
        return product


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a layer does, with its options; immutable. Subclasses are frozen dataclasses of `option(...)` fields."""

    name: ClassVar[str]
    """The word of the file format and of PyTorch: `conv2d`."""
    label: ClassVar[str]
    """What the palette calls it: `Convolution`."""
    group: ClassVar[str]
    """The palette's heading, which also gives the colour."""
    help: ClassVar[str]
    """One sentence for tooltips."""
    joins: ClassVar[bool] = False
    """Whether it takes two or more inputs; all others but `input` take one."""
    in_place: ClassVar[bool] = False
    """Whether frameworks let it overwrite its input."""

    def output(self, inputs: tuple[Output, ...]) -> Output:
        """The output's shape for these inputs; raises Problem where the arithmetic fails."""
        return inputs[0]

    def weights(self, inputs: tuple[Output, ...]) -> tuple[Weight, ...]:
        """The arrays it owns, named and shaped as in PyTorch; the parameter count is their size."""
        return ()

    def macs(self, inputs: tuple[Output, ...], output: Output) -> int:
        """Multiply–accumulates for one image, bias not counted."""
        return 0

    def transfers(self, inputs: tuple[Output, ...], output: Output, index: int) -> tuple[Transfer, Transfer]:
        """How output rows read rows, and output columns columns, of the input `index` (a Shape)."""
        return IDENTITY, IDENTITY


def options_of(kind: type[Kind]) -> dict[str, Option]:
    """The options of a kind by field name, in the order of the file."""
    return {f.name: f.metadata["option"] for f in fields(kind)}


def need_map(shape: Output) -> Shape:
    """The shape, which must be maps; raises Problem for a flat one."""
    if isinstance(shape, Shape):
        return shape
    raise Problem("needs-a-map", f"needs maps (H×W×C), and its input is a vector of {shape.features} features")
