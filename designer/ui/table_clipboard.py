"""Puts the layer table on the clipboard: as text with tabs for spreadsheets, as HTML for word processors."""

from collections.abc import Collection

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from designer.core.analysis import Analysis
from designer.export.columns import DEFAULT, Column
from designer.export.table import clipboard


def copy_table(
    analysis: Analysis, columns: tuple[Column, ...] = DEFAULT, layers: Collection[str] | None = None
) -> None:
    """Copy these columns of `layers`, ids, without totals; of all layers with totals where none are given."""
    text, html = clipboard(analysis, columns, layers)
    data = QMimeData()
    data.setText(text)
    data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)
