"""The field that fits an option: a line with arrows, a list, a tick; and its tip."""

from dataclasses import MISSING, fields

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from designer.core.kind import Kind
from designer.core.kinds.window import Windowed
from designer.core.options import Choice, Flag, Integer, Option
from designer.core.size_options import PaddingOption, SizeOption, StrideOption
from designer.ui.panels.editors import ChoiceField, Commit, Field, FlagField, TextField
from designer.ui.panels.editors_stepped import Stepped, step_integer, step_size

ARROWS = 17
"""Room left at the right of a number without arrows, so that it stands below those with."""


def label_of(name: str) -> str:
    """The name of an option as a label: "Kernel size"."""
    return name.replace("_", " ").capitalize()


def option_field(parent: QWidget, kind: type[Kind], name: str, option: Option, commit: Commit) -> Field:
    """The field for one option of a kind; `commit` gets canonical values."""
    label = label_of(name)
    field: Field
    if isinstance(option, Flag):
        field = FlagField(parent, name, label, commit)
    elif isinstance(option, Choice):
        field = ChoiceField(parent, name, label, option.words, commit)
    else:
        widget: QLineEdit | Stepped
        if isinstance(option, Integer):
            widget = Stepped(step_integer(option.minimum), parent)
        elif isinstance(option, SizeOption):
            widget = Stepped(step_size(option), parent)
        else:
            widget = QLineEdit(parent)
            widget.setAlignment(Qt.AlignmentFlag.AlignRight)
            widget.setTextMargins(0, 0, ARROWS, 0)
        text_field = TextField(widget, name, label, commit, option.parse, option.text)
        if isinstance(option, PaddingOption) and option.words:
            text_field.complete(option.words)
        field = text_field
    field.set_tip(option_tip(kind, name, option))
    return field


def option_tip(kind: type[Kind], name: str, option: Option) -> str:
    """PyTorch's name of an option, what it means, what it takes, and what it is where it is left out."""
    default = next(field.default for field in fields(kind) if field.name == name)
    lines = [f"{name}: {option.help}"]
    if not isinstance(option, Flag | Choice):
        lines.append(f"Takes {option.expected}.")
    if default is not MISSING and default is not None:
        lines.append(f"Usually {option.text(default)}.")
    return "\n".join(lines)


def placeholder(kind: Kind, option: Option) -> str:
    """What an empty field stands for: the stride of a pool is its kernel size."""
    if isinstance(option, StrideOption) and isinstance(kind, Windowed):
        return f"{option.text(kind.strides)}, the kernel size"
    return ""
