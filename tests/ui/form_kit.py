"""What the tests of the form share: a layer of each kind, its fields, and text typed into them."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from designer.core.design import Design, Layer
from designer.core.kind import options_of
from designer.core.kinds import KINDS, Conv2d, ConvTranspose2d, Input, Linear, ZeroPad2d
from designer.core.options import LARGEST, Choice, Flag, Integer, Real
from designer.core.size_options import PaddingOption, SizeOption

SMALLEST = {
    Input: Input(height=32, width=32, channels=4),
    Conv2d: Conv2d(out_channels=4),
    ConvTranspose2d: ConvTranspose2d(out_channels=4),
    Linear: Linear(out_features=4),
    ZeroPad2d: ZeroPad2d(padding=(1, 1)),
}
OPTIONS = [(kind, name) for kind in KINDS.values() for name in options_of(kind)]
NAMES = [f"{kind.name}.{name}" for kind, name in OPTIONS]
LINES = [(kind, name) for kind, name in OPTIONS if not isinstance(options_of(kind)[name], Flag | Choice)]


def design_with(kind) -> Design:
    """One layer `it` of a kind below an input, or the input itself."""
    made = SMALLEST.get(kind) or kind()
    if kind is Input:
        return Design((Layer("it", made),))
    inputs = ("image", "image") if made.joins else ("image",)
    return Design((Layer("image", SMALLEST[Input]), Layer("it", made, inputs)))


def field(form, name):
    page = form.layer_page
    return {**page.head.fields, **page.options.fields, **page.foot.fields, **form.design_page.grid.fields}[name]


def line(form, name) -> QLineEdit:
    widget = field(form, name).widget
    return widget if isinstance(widget, QLineEdit) else widget.lineEdit()


def type_into(form, name, text):
    widget = field(form, name).widget
    widget.setFocus()
    widget.selectAll()
    if text:
        QTest.keyClicks(widget, text)
    else:
        QTest.keyClick(widget, Qt.Key.Key_Delete)


def show_kind(document, kind):
    document.reset(design_with(kind))
    document.select(["it"])


def other_value(option):
    """A value that no kind has by default, and how it is typed."""
    match option:
        case PaddingOption():
            return (0, 1, 2, 3), "0, 1, 2, 3"
        case SizeOption():
            return (LARGEST, 17), f"{LARGEST}x17"
        case Integer():
            return LARGEST, str(LARGEST)
        case Real():
            return 0.125, "0.125"
