"""Reads the window of a layer off its kind: kernel, stride, padding, and all options as short text."""

from designer.core.facts import Facts
from designer.core.kind import Kind
from designer.core.kinds.convolution import ConvTranspose2d
from designer.core.kinds.resize import ZeroPad2d
from designer.core.kinds.window import Windowed
from designer.core.shapes import Pads, Shape, Size
from designer.core.value import MISSING, fields


def kernel_of(kind: Kind) -> Size | None:
    """Height and width of the window; None for kinds without one."""
    if isinstance(kind, Windowed):
        return kind.kernel_size
    return kind.kernel_size if isinstance(kind, ConvTranspose2d) else None


def stride_of(kind: Kind) -> Size | None:
    """Rows and columns from one window to the next; None for kinds without a window."""
    if isinstance(kind, Windowed):
        return kind.strides
    return kind.stride if isinstance(kind, ConvTranspose2d) else None


def pads_of(facts: Facts) -> Pads | str | None:
    """(top, bottom, left, right); "same" where that depends on an unknown input; None without padding."""
    kind = facts.layer.kind
    if isinstance(kind, ConvTranspose2d | ZeroPad2d):
        return kind.pads()
    if not isinstance(kind, Windowed):
        return None
    padding = kind.padding
    shape = facts.inputs[0]
    if isinstance(shape, Shape):
        return kind.pads(shape)
    # Only "same" depends on the input, so any shape serves the others.
    return padding if padding == "same" else kind.pads(Shape(1, 1, 1))


def options_text(kind: Kind) -> str | None:
    """The options without a default or different from it, as "out_channels 64, kernel_size 5"; None if none is."""
    parts = []
    for field in fields(kind):
        value = getattr(kind, field.name)
        if field.default is MISSING or value != field.default:
            parts.append(f"{field.name} {field.metadata['option'].text(value)}")
    return ", ".join(parts) or None
