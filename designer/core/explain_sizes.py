"""The output size of each kind of layer as formulas with its own numbers (Dumoulin & Visin 2016)."""

# ruff: noqa: ARG001 (single dispatch: implementations take all arguments, also those they have no use for)

from functools import singledispatch

from designer.core import kinds as k
from designer.core.explain_step import Step, both_axes, written
from designer.core.facts import Facts
from designer.core.kind import Kind
from designer.core.kinds.window import Windowed
from designer.core.shapes import Output, Shape

SIZES = ("H", "W")


def size_steps(facts: Facts) -> tuple[Step, ...]:
    """Height, width and channels (or features) of the output of a layer that has one."""
    return _sizes(facts.layer.kind, facts)


@singledispatch
def _sizes(kind: Kind, facts: Facts) -> tuple[Step, ...]:
    """Of kinds that work value by value: as in their base class, the shape stays what it is."""
    output = facts.output
    note = "value by value: the shape stays" if not kind.joins else "value by value: the shape of the inputs"
    if not isinstance(output, Shape):
        assert output is not None
        return (_given("Output features", "C", output.elements, note),)
    rows, columns = (Step("", "", "", "", size, note) for size in (output.height, output.width))
    return *_size(rows, columns), _channels(facts, note)


def _shape(output: Output | None) -> Shape:
    assert isinstance(output, Shape)
    return output


def _input(facts: Facts, index: int = 0) -> Output:
    found = facts.inputs[index]
    assert found is not None
    return found


def _size(rows: Step, columns: Step) -> tuple[Step, ...]:
    return both_axes("Output size", SIZES, (rows, columns))


def _given(heading: str, symbol: str, value: int, note: str) -> Step:
    return Step(heading, symbol, "", "", value, note)


def _channels(facts: Facts, note: str, formula: str = "", numbers: str = "") -> Step:
    return Step("Output channels", "C", formula, numbers, _shape(facts.output).channels, note)


@_sizes.register
def _(kind: k.Input, facts: Facts) -> tuple[Step, ...]:
    note = "as the input layer says"
    return (
        *_size(Step("", "", "", "", kind.height, note), Step("", "", "", "", kind.width, note)),
        _channels(facts, note),
    )


@_sizes.register
def _(kind: Windowed, facts: Facts) -> tuple[Step, ...]:
    shape, output = _shape(_input(facts)), _shape(facts.output)
    pads = kind.pads(shape)
    rows, columns = (
        _window(kind, axis, n, pads[2 * axis : 2 * axis + 2], count)
        for axis, (n, count) in enumerate(((shape.height, output.height), (shape.width, output.width)))
    )
    if isinstance(kind, k.Conv2d):
        return *_dilated(kind), *_same(kind, shape), *_size(rows, columns), _channels(facts, "one for each kernel")
    note = "a pool keeps the channels"
    return *_dilated(kind), *_same(kind, shape), *_size(rows, columns), _channels(facts, note)


def _window(kind: Windowed, axis: int, n: int, pads: tuple[int, ...], count: int) -> Step:
    """⌊(n + p₁ + p₂ − k) / s⌋ + 1, k the reach of the kernel; rounded up with ceil_mode."""
    reach = kind.dilations[axis] * (kind.kernel_size[axis] - 1) + 1
    low, high = "⌈⌉" if kind.rounds_up else "⌊⌋"
    stride = kind.strides[axis]
    room = n + sum(pads) - reach
    full = (-(-room // stride) if kind.rounds_up else room // stride) + 1
    letter = "k′" if kind.dilations != (1, 1) else "k"
    formula = f"{low}(n + p₁ + p₂ − {letter}) / s{high} + 1"
    padded = " + ".join(map(written, (n, *pads)))
    numbers = f"{low}({padded} − {written(reach)}) / {written(stride)}{high} + 1"
    if count == full - 1:
        return Step("", "", f"{formula} − 1", f"{numbers} − 1", count, "the last window would start in the padding")
    return Step("", "", formula, numbers, count)


def _dilated(kind: Windowed) -> tuple[Step, ...]:
    if kind.dilations == (1, 1):
        return ()
    rows, columns = (
        Step(
            "", "", "d·(k − 1) + 1", f"{written(dilation)}·({written(size)} − 1) + 1", dilation * (size - 1) + 1,
            "taps are d pixels apart",
        )
        for size, dilation in zip(kind.kernel_size, kind.dilations, strict=True)
    )  # fmt: skip
    return both_axes("Reach of the kernel", ("k′", "k′"), (rows, columns))


def _same(kind: Windowed, shape: Shape) -> tuple[Step, ...]:
    """The padding that "same" comes to."""
    if kind.padding != "same":
        return ()
    pads, steps = kind.pads(shape), []
    for axis, n in enumerate((shape.height, shape.width)):
        size, stride, dilation = kind.kernel_size[axis], kind.strides[axis], kind.dilations[axis]
        reach, first, last = dilation * (size - 1) + 1, *pads[2 * axis : 2 * axis + 2]
        wanted = f"(⌈{written(n)} / {written(stride)}⌉ − 1)·{written(stride)} + {written(reach)} − {written(n)}"
        letter = "k′" if kind.dilations != (1, 1) else "k"
        note = f"{written(first)} before and {written(last)} behind, for ⌈n / s⌉ units"
        formula = f"max(0, (⌈n / s⌉ − 1)·s + {letter} − n)"
        steps.append(Step("", "", formula, f"max(0, {wanted})", first + last, note))
    return both_axes("Padding in all", ("p₁ + p₂", "p₁ + p₂"), (steps[0], steps[1]))


@_sizes.register
def _(kind: k.ConvTranspose2d, facts: Facts) -> tuple[Step, ...]:
    shape, output = _shape(_input(facts)), _shape(facts.output)
    rows, columns = (
        _written_over(kind, axis, n, size)
        for axis, (n, size) in enumerate(((shape.height, output.height), (shape.width, output.width)))
    )
    return *_size(rows, columns), _channels(facts, "one for each kernel")


def _written_over(kind: k.ConvTranspose2d, axis: int, n: int, size: int) -> Step:
    """(n − 1)·s − p₁ − p₂ + d·(k − 1) + o + 1."""
    cut = " − ".join(map(written, kind.pads()[2 * axis : 2 * axis + 2]))
    reach = f"{written(kind.dilation[axis])}·({written(kind.kernel_size[axis])} − 1)"
    numbers = f"({written(n)} − 1)·{written(kind.stride[axis])} − {cut} + {reach}"
    numbers += f" + {written(kind.output_padding[axis])} + 1"
    return Step("", "", "(n − 1)·s − p₁ − p₂ + d·(k − 1) + o + 1", numbers, size, "o: output padding")


@_sizes.register
def _(kind: k.AdaptiveAvgPool2d | k.AdaptiveMaxPool2d, facts: Facts) -> tuple[Step, ...]:
    note = "as the layer says; its windows share the input as evenly as they can"
    rows, columns = (Step("", "", "", "", size, note) for size in kind.output_size)
    return *_size(rows, columns), _channels(facts, "a pool keeps the channels")


@_sizes.register
def _(kind: k.Upsample, facts: Facts) -> tuple[Step, ...]:
    shape, output = _shape(_input(facts)), _shape(facts.output)
    rows, columns = (
        Step("", "", "n·f", f"{written(n)}·{written(factor)}", size)
        for n, factor, size in (
            (shape.height, kind.scale_factor[0], output.height),
            (shape.width, kind.scale_factor[1], output.width),
        )
    )
    return *_size(rows, columns), _channels(facts, "channels stay")


@_sizes.register
def _(kind: k.ZeroPad2d, facts: Facts) -> tuple[Step, ...]:
    shape, output, pads = _shape(_input(facts)), _shape(facts.output), kind.pads()
    rows, columns = (
        Step("", "", "n + p₁ + p₂", " + ".join(map(written, (n, *pads[2 * axis : 2 * axis + 2]))), size)
        for axis, (n, size) in enumerate(((shape.height, output.height), (shape.width, output.width)))
    )
    return *_size(rows, columns), _channels(facts, "channels stay")


@_sizes.register
def _(kind: k.Concat, facts: Facts) -> tuple[Step, ...]:
    output = facts.output
    assert output is not None
    several = [shape.channels if isinstance(shape, Shape) else shape.features for shape in facts.inputs if shape]
    numbers = " + ".join(map(written, several))
    if not isinstance(output, Shape):
        return (Step("Output features", "C", "Σ Cᵢ", numbers, output.features, "one input behind the other"),)
    note = "all inputs have one height and width"
    rows, columns = (Step("", "", "", "", size, note) for size in (output.height, output.width))
    return *_size(rows, columns), _channels(facts, "one input behind the other", "Σ Cᵢ", numbers)


@_sizes.register
def _(kind: k.Flatten, facts: Facts) -> tuple[Step, ...]:
    shape, output = _input(facts), facts.output
    assert output is not None
    if not isinstance(shape, Shape):
        return (_given("Output features", "C", output.elements, "a vector stays as it is"),)
    numbers = "·".join(map(written, (shape.channels, shape.height, shape.width)))
    return (Step("Output features", "C", "C·H·W of the input", numbers, output.elements),)


@_sizes.register
def _(kind: k.Linear, facts: Facts) -> tuple[Step, ...]:
    return (_given("Output features", "C", kind.out_features, "as the layer says"),)
