"""Cells of the layer table are painted straight from the model, and look as the style would have them."""

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from designer.core import property_edits
from designer.ui import theme
from tests.ui.layers_kit import AT

SELECTED = QStyle.StateFlag.State_Selected


def painted(delegate, view, index, width, state=QStyle.StateFlag.State_None) -> QImage:
    """A cell on the ground of its row."""
    picture = QImage(width, 26, QImage.Format.Format_RGB32)
    picture.fill(view.palette().base().color())
    option = QStyleOptionViewItem()
    option.initFrom(view)
    option.widget = view
    option.rect = QRect(0, 0, width, 26)
    option.state = QStyle.StateFlag.State_Enabled | QStyle.StateFlag.State_Active | state
    option.decorationSize = QSize(16, 16)
    option.decorationAlignment = Qt.AlignmentFlag.AlignCenter
    painter = QPainter(picture)
    painter.setFont(view.font())
    delegate.paint(painter, option, index)
    painter.end()
    return picture


@pytest.mark.parametrize("dressed", [theme.LIGHT, theme.DARK], ids=lambda each: each.name)
def test_cells_look_as_the_style_would_have_them(panel, document, qapp, dressed):
    assert isinstance(qapp, QApplication)
    theme.apply(qapp, dressed)
    panel.set_theme(dressed)
    document.apply("x", lambda design: property_edits.set_options(design, "c3", {"kernel_size": 99}))
    plain = QStyledItemDelegate(panel.view)
    for layer in ("c1", "c3", "s2", "output"):
        for section in AT.values():
            index = panel.table.index(panel.table.row_of(layer), section)
            ours = painted(panel.view.itemDelegate(), panel.view, index, 400)
            assert ours == painted(plain, panel.view, index, 400), (layer, section)


def test_a_text_too_long_ends_within_its_cell(panel, document):
    document.apply("x", lambda design: property_edits.rename(design, "c1", "a name that is much too long"))
    index = panel.table.index(panel.table.row_of("a name that is much too long"), AT["name"])
    picture = painted(panel.view.itemDelegate(), panel.view, index, 90)
    inked = {x for x in range(90) for y in range(26) if picture.pixelColor(x, y) != panel.view.palette().base().color()}
    assert 60 < max(inked) <= 90 - 10
    assert min(inked) >= 10


def test_a_selected_cell_has_the_ground_of_a_selection(panel):
    index = panel.table.index(panel.table.row_of("c1"), AT["kernel"])
    picture = painted(panel.view.itemDelegate(), panel.view, index, 90, SELECTED)
    assert picture.pixelColor(2, 2) == panel.view.palette().highlight().color()
    plain = painted(QStyledItemDelegate(panel.view), panel.view, index, 90, SELECTED)
    assert picture == plain


def test_widths_follow_the_font(panel):
    room = panel.view.columnWidth(AT["kind"])
    font = panel.view.font()
    font.setPointSizeF(1.4 * font.pointSizeF())
    panel.view.setFont(font)
    panel.view.fit_columns(panel.totals.view.model(), shrink=True)
    assert panel.view.columnWidth(AT["kind"]) > 1.2 * room
