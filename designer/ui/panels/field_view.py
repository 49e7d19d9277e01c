"""What the chosen unit sees: on the image, on every layer between, through each branch, and how much it counts."""

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from designer.core.analysis import Analysis
from designer.core.index_sets import Rectangle
from designer.core.linked import LinkedField
from designer.core.linked_chain import BranchShare, branch_shares, chain, field_words, joins_of
from designer.ui.models.chain_rows import LINK, ChainRows
from designer.ui.panels import maps_text
from designer.ui.panels.chain_painter import ChainPainter
from designer.ui.panels.heat_controls import HeatControls
from designer.ui.panels.narrow import NarrowColumn, give_way, selectable_text, short_choice
from designer.ui.panels.picture_view import Branch
from designer.ui.theme import Theme

ASK = "Click a unit of a map to see what it sees of the image and of every layer between."
NO_BRANCHES = "Branches: all together"
# Okabe & Ito 2008: hues that stay apart for all common kinds of colour blindness.
BRANCH_COLOURS = ("#56b4e9", "#e69f00", "#2fd39a", "#f0e442", "#e58cc0", "#ff7a1a", "#9ad0ff", "#ffffff")


class FieldView(NarrowColumn):
    """The chain of layers from the image down to the unit; a click or Enter on one shows its maps."""

    layer_asked = Signal(str)
    """The layer whose maps shall be shown."""
    branches_changed = Signal(object)
    """Frames to draw on the sample image, as Branch tuples: none where branches are not told apart."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("field_view", "What the chosen unit sees", parent)
        self._analysis: Analysis | None = None
        self._field: LinkedField | None = None
        self.sentence = selectable_text("field_sentence", self)
        tip = "Frame on the image what each branch of a layer that joins them sees"
        self.joins = short_choice("field_branches", "Tell apart the branches of", tip, 10, self)
        give_way(self.joins)
        self.legend = selectable_text("field_legend", self)
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.rows = ChainRows(self)
        self.list = QListView(self)
        self.list.setObjectName("field_chain")
        self.list.setAccessibleName("What the unit sees of each layer, from the image down")
        self.list.setModel(self.rows)
        self._painter = ChainPainter(theme, self.list)
        self.list.setItemDelegate(self._painter)
        self.list.setFlow(QListView.Flow.LeftToRight)
        self.list.setWrapping(True)
        self.list.setMinimumHeight(130)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.heat = HeatControls(theme, self)
        column = self.fill(self.sentence, self.heat, self.joins, self.legend, self.list)
        column.setStretchFactor(self.list, 1)
        self.list.clicked.connect(self._ask)
        self.list.activated.connect(self._ask)
        self.joins.currentIndexChanged.connect(self._tell_branches)
        self.show_field(None, None, "")

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self._painter.theme = theme
        self._painter.forget()
        self.list.viewport().update()
        self.heat.set_theme(theme)
        self._tell_branches()

    def show_field(self, analysis: Analysis | None, field: LinkedField | None, owner: str) -> None:
        """Show the chain of a unit, or of none; the choice of a join stays where it still has one."""
        self._analysis, self._field = analysis, field
        joins: tuple[str, ...] = ()
        self._painter.forget()
        if analysis is None or field is None:
            self.sentence.setText(ASK)
            self.rows.show_links(None, ())
        else:
            image = maps_text.field_on_image(analysis, field)
            seen = f"sees of {image.layer}: {field_words(image)}" if image else "depends on no pixel of the image"
            self.sentence.setText(f"{owner} {seen}.")
            self.rows.show_links(analysis.design, chain(analysis, field))
            joins = joins_of(analysis, field)
        before = self.joins.currentData()
        with QSignalBlocker(self.joins):
            self.joins.clear()
            self.joins.addItem(NO_BRANCHES, None)
            for join in joins:
                self.joins.addItem(f"Branches of {join}", join)
            self.joins.setCurrentIndex(max(0, self.joins.findData(before)) if before is not None else 0)
        self.joins.setVisible(bool(joins))
        self.heat.setVisible(field is not None)
        self._tell_branches()

    def show_layer(self, layer: str) -> None:
        """Mark the row of the layer whose maps are on show."""
        row = self.rows.row_of(layer)
        if row is None:
            self.list.clearSelection()
        else:
            self.list.setCurrentIndex(self.rows.index(row))

    @property
    def shares(self) -> tuple[BranchShare, ...]:
        """What each branch of the chosen join sees of the image; none where branches are not told apart."""
        join = self.joins.currentData()
        if self._analysis is None or self._field is None or join is None or join not in self._field:
            return ()
        image = maps_text.field_on_image(self._analysis, self._field)
        return branch_shares(self._analysis, self._field, join, image.layer) if image is not None else ()

    @Slot()
    def _tell_branches(self) -> None:
        frames: dict[Rectangle, tuple[str, str]] = {}
        lines = []
        for number, share in enumerate(self.shares):
            colour, label = BRANCH_COLOURS[number % len(BRANCH_COLOURS)], str(number + 1)
            seen = "nothing" if share.field is None else field_words(share.field)
            lines.append(
                f'<span style="background-color:#1b1f24; color:{colour}">&nbsp;{label}&nbsp;</span>'
                f" <b>{_safe(share.name)}</b>: {seen}"
            )
            if share.field is not None and share.field.box is not None:
                other, first = frames.get(share.field.box, ("", colour))
                frames[share.field.box] = (f"{other} {label}".strip(), first)
        self.legend.setText("<br>".join(lines))
        self.legend.setVisible(bool(lines))
        branches: list[Branch] = [(label, box, colour) for box, (label, colour) in frames.items()]
        self.branches_changed.emit(branches)

    @Slot(QModelIndex)
    def _ask(self, index: QModelIndex) -> None:
        self.layer_asked.emit(index.data(LINK).names[-1])


def _safe(name: str) -> str:
    return name.replace("&", "&amp;").replace("<", "&lt;")
