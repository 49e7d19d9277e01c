"""What is wrong with a design, and what should be looked at."""

from collections.abc import Iterator

from designer.core.design import Design, Layer
from designer.core.kept_weights import Seed, shape_text
from designer.core.kinds import AdaptiveAvgPool2d, AdaptiveMaxPool2d, BatchNorm2d, Conv2d, Linear
from designer.core.kinds.window import AXES, Windowed
from designer.core.shapes import Output, Shape
from designer.core.value import dataclass


@dataclass(frozen=True)
class Finding:
    """One remark on one layer. Severity: `error` (no figures below), `warning` or `info`."""

    code: str
    severity: str
    layer: str
    message: str


def window_remarks(kind: Windowed, shape: Output) -> Iterator[tuple[str, str, str]]:
    """(code, severity, message) on pixels that a window never reads, and on windows that read only padding."""
    if not isinstance(shape, Shape):
        return
    kernel, stride, dilation, pads = kind.kernel_size, kind.strides, kind.dilations, kind.pads(shape)
    sizes = (shape.height, shape.width)
    axes = [(kernel[i], stride[i], dilation[i], pads[2 * i : 2 * i + 2], sizes[i]) for i in (0, 1)]
    square = axes[0] == axes[1]  # said once
    for i, (size, step, spread, (lead, trail), n) in enumerate(axes[:1] if square else axes):
        span = spread * (size - 1) + 1
        name = "kernel" if square else f"kernel's {AXES[i]}"
        if lead >= span or trail >= span:
            text = f"padding {max(lead, trail)} is as large as the {name} {span}: some windows read padding only"
            yield "window-in-padding", "warning", text
        dropped = (n + lead + trail - span) % step - trail
        if step > span and n > span:
            severity = "info" if span == 1 else "warning"  # shortcuts of residual networks do it on purpose
            text = f"stride {step} is larger than the {name} {span}: pixels between are never read"
            yield "pixels-skipped", severity, text
        elif dropped > 0 and not kind.rounds_up:
            line = ("row", "column")[i]
            lines = f"{line}s" if dropped > 1 else line
            if square:
                lines = "rows and columns" if dropped > 1 else "row and column"
            which = f"last {dropped} {lines}" if dropped > 1 else f"last {lines}"
            text = f"the {which} of the input's {n} are never read: the stride does not divide evenly"
            yield "border-dropped", "info", text


def kept_findings(layer: Layer, inputs: tuple[Output, ...]) -> Iterator[Finding]:
    """Weights that the design keeps of a layer and that do not fit it as it is now."""
    needed = {weight.name: weight.shape for weight in layer.kind.weights(inputs)}
    for name, array in layer.weights:
        shape = needed.get(name, ())
        if len(shape) > 1 if isinstance(array, Seed) else shape == array.shape:
            continue
        what = "a seed" if isinstance(array, Seed) else shape_text(array.shape)
        wants = "it has none" if not shape else f"it needs {shape_text(shape)}"
        text = f"the design keeps {what} as its {name}, and {wants}: not used"
        yield Finding("weights-do-not-fit", "warning", layer.id, text)


def structure_findings(design: Design) -> Iterator[Finding]:
    """Loose ends, unread inputs, biases that a batch norm cancels."""
    last = design.layers[-1].id if design.layers else None
    for layer in design.layers:
        consumers, kind = design.consumers(layer.id), layer.kind
        if not consumers:
            if layer.id != last:
                what = "input is never read" if kind.name == "input" else "output is read by no other layer"
                yield Finding("loose-end", "info", layer.id, f"its {what}; it counts as an output of the network")
        elif (
            isinstance(kind, Conv2d)
            and kind.bias
            and all(isinstance(consumer.kind, BatchNorm2d) for consumer in consumers)
        ):
            yield Finding(
                "bias-before-batch-norm",
                "info",
                layer.id,
                "the batch norm behind it subtracts its bias again: bias can be switched off",
            )


def field_finding(layer: Layer, receptive_field: tuple[int, int], image: tuple[int, int]) -> Finding | None:
    """A field larger than the image, at a layer that still slides a window."""
    if isinstance(layer.kind, AdaptiveAvgPool2d | AdaptiveMaxPool2d | Linear):
        return None
    if receptive_field[0] <= image[0] or receptive_field[1] <= image[1]:
        return None
    return Finding(
        "field-exceeds-input",
        "info",
        layer.id,
        f"from here on the receptive field {receptive_field[0]}×{receptive_field[1]} is larger than the image"
        f" {image[0]}×{image[1]}: further windows add no new context for units in the middle",
    )


MISALIGNED = {
    "jump": (
        "unequal-jump",
        "its branches have unequal jumps: the same unit looks at different places of the image in each",
    ),
    "start": (
        "shifted-start",
        "its branches are shifted: the same unit's fields have different centres (uneven padding in one of them)",
    ),
}
