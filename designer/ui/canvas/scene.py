"""The scene: one item per card, wire and frame, following the document by id, never rebuilt."""

from collections.abc import Collection, Iterable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QGraphicsScene

from designer.core.analysis import Analysis, analyse
from designer.core.design import Design
from designer.core.layout import Layout, Rect
from designer.ui.canvas.block_card import BlockCard
from designer.ui.canvas.boxes import drawing
from designer.ui.canvas.card import Card
from designer.ui.canvas.contents import Shown
from designer.ui.canvas.frames import FrameItem, frames
from designer.ui.canvas.heat import Heat, colour, heat
from designer.ui.canvas.items import LayerItem, Thumbnail
from designer.ui.canvas.labels import Labels
from designer.ui.canvas.outline import Outline
from designer.ui.canvas.pick import Picker
from designer.ui.canvas.pill import Pill
from designer.ui.canvas.style import Style
from designer.ui.canvas.wire import WireItem, joins_touching

NOWHERE = Layout({}, (), Rect(0, 0, 0, 0))


class NetworkScene(QGraphicsScene):
    """Shows an analysis; what is folded, selected, hovered or moved is told to it, and it holds nothing else."""

    def __init__(self, style: Style, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self.layout = NOWHERE
        self.picker = Picker(NOWHERE)
        self.folded: frozenset[str] = frozenset()
        self.outline = Outline(analyse(Design()))
        self.layers: dict[str, LayerItem] = {}
        self.wires: dict[tuple[str, int], WireItem] = {}
        self.frames: dict[str, FrameItem] = {}
        self._chosen: Collection[str] = ()
        self.chosen: frozenset[str] = frozenset()
        self.faded: frozenset[str] = frozenset()
        self.lit: frozenset[str] = frozenset()
        self.chosen_wire: tuple[str, int] | None = None
        self.measure: str | None = None
        self.heat: Heat | None = None
        self.thumbnails: dict[str, Thumbnail] = {}
        self._hung = False
        self._labels: Labels | None = None
        self._marked: set[str | None] = set()
        self._standing_out: set[tuple[str, int]] = set()
        self.hovered: str | None = None
        self.hovered_frame: str | None = None
        self.focused: str | None = None

    @property
    def contents(self) -> Mapping[str, Shown]:
        """What each card shows, by its key."""
        return self.outline.contents

    def show_analysis(self, analysis: Analysis, folded: Collection[str] | None = None) -> None:
        """Bring all items in line with a design: those that are gone leave, new ones come, the others follow.

        `folded` are the paths of the blocks that show as one card, by default the same as before.
        """
        if folded is not None:
            self.folded = frozenset(folded)
        self.outline = Outline(analysis, self.folded, self.outline)
        self._reconcile()

    def show_style(self, style: Style) -> None:
        """Wear other colours or fonts."""
        self.look = style
        self._reconcile()

    def _reconcile(self) -> None:
        self.layout = drawing(self.outline, self.look, self.layout)
        self.picker = Picker(self.layout)
        self._reconcile_layers()
        self._reconcile_wires()
        self._reconcile_frames()
        self._labels = None
        self.show_heat(self.measure)
        self._hang_thumbnails()
        self.choose(self._chosen)
        self.update()  # figures change without a move: one repaint of what is in sight

    def _reconcile_layers(self) -> None:
        look, frames = self.look, self.layout.frames
        for name in [name for name in self.layers if name not in self.contents]:
            self.removeItem(self.layers.pop(name))
        glued = {wire.target: wire.source for wire in self.layout.wires if joins_touching(wire)}
        followed = set(glued.values())
        for name, content in self.contents.items():
            item = self.layers.get(name)
            if item is None or item.content is not content or item.look is not look:
                item = self._renewed(name, item, content)
            frame, is_glued, is_last = frames[name], name in glued, name not in followed
            if item.frame is not frame or item.glued != is_glued or item.last != is_last:
                item.place(frame, is_glued, is_last)

    def _renewed(self, name: str, item: LayerItem | None, content: Shown) -> LayerItem:
        """The item with other figures or colours; another one where it is of another type."""
        wanted = self._item_of(name, content)
        if item is not None and type(item) is not wanted:
            self.removeItem(item)
            item = None
        if item is None:
            item = self.layers[name] = wanted(self.look, content)
            self.addItem(item)
        item.show_content(content, self.look)
        return item

    def _item_of(self, key: str, content: Shown) -> type[LayerItem]:
        return Pill if content.pill else BlockCard if self.outline.is_folded(key) else Card

    def _reconcile_wires(self) -> None:
        look = self.look
        wires = {(wire.target, wire.index): wire for wire in self.layout.wires}
        for key in [key for key in self.wires if key not in wires]:
            self.removeItem(self.wires.pop(key))
        for key, wire in wires.items():
            item = self.wires.get(key)
            if item is None:
                item = self.wires[key] = WireItem(look, wire)
                self.addItem(item)
            elif item.wire is not wire or item.look is not look:
                item.show_wire(wire, look)

    def _reconcile_frames(self) -> None:
        wanted = frames(self.outline, self.layout, self.picker)
        for path in [path for path in self.frames if path not in wanted]:
            self.removeItem(self.frames.pop(path))
        for path, frame in wanted.items():
            if path in self.frames:
                self.frames[path].show_frame(frame, self.look)
            else:
                self.frames[path] = FrameItem(self.look, frame)
                self.addItem(self.frames[path])

    def choose(self, ids: Iterable[str]) -> None:
        """Show these layers, or the blocks that they are folded in, as selected."""
        self._chosen = tuple(ids)
        known = self.outline.design
        self.chosen = frozenset(self.outline.card_of(name) for name in self._chosen if name in known)
        self.refresh()

    def show_heat(self, measure: str | None) -> None:
        """Colour the cards by a figure of MEASURES, or by their kinds."""
        if measure is None and self.measure is None:
            return
        self.measure = measure
        self.heat = None if measure is None else heat(self.outline, measure)
        for key, item in self.layers.items():
            share = self.heat.share(key) if self.heat else None
            hot = None
            if self.heat and share is not None:
                hot = self.look.brush(colour(self.look.theme, share)), self.heat.text(key)
            item.set_heat((self.look.card, "") if self.heat and hot is None else hot)

    def show_thumbnails(self, pictures: Mapping[str, Thumbnail]) -> None:
        """Show these small pictures on the cards of their layers and no others; a folded block shows its output's."""
        self.thumbnails = {name: each for name, each in pictures.items() if name in self.outline.design}
        self._hang_thumbnails()

    def set_thumbnail(self, layer_id: str, picture: Thumbnail) -> None:
        """Show one more; unknown ids are left alone."""
        if layer_id in self.outline.design:
            self.thumbnails[layer_id] = picture
            self._hung = True
            card = self.outline.card_of(layer_id)
            if self.outline.members(card)[-1] == layer_id:
                self.layers[card].set_thumbnail(picture)

    def _hang_thumbnails(self) -> None:
        if not self.thumbnails and not self._hung:
            return
        for key, item in self.layers.items():
            item.set_thumbnail(self.thumbnails.get(self.outline.members(key)[-1]))
        self._hung = bool(self.thumbnails)

    @property
    def labels(self) -> Labels:
        """The shapes beside the wires, placed when they are first asked for."""
        if self._labels is None:
            titles = [item.frame.title for item in self.frames.values()]
            self._labels = Labels(self.outline, self.layout, titles, self.look)
        return self._labels

    def fade(self, ids: Iterable[str]) -> None:
        """Show these layers as about to leave their place."""
        self.faded = frozenset(self.outline.card_of(name) for name in ids)
        self.refresh()

    def aim(self, legal: Iterable[str] | None) -> None:
        """Light up the cards that a connection may end at and pale the others; None: all as usual."""
        self.lit = frozenset(legal or ())
        self.faded = frozenset() if legal is None else frozenset(self.layers) - self.lit
        self.refresh()

    def choose_wire(self, key: tuple[str, int] | None) -> None:
        """Show a wire, by its target and the number of the input, as selected."""
        self.chosen_wire = key
        self.refresh()

    def hover(self, name: str | None) -> None:
        """Show this card as being under the pointer."""
        if name != self.hovered:
            old, self.hovered = self.hovered, name
            for each in (old, name):
                if each in self.layers:
                    self._refresh_layer(each)

    def hover_frame(self, path: str | None) -> None:
        """Show the title of this block as being under the pointer."""
        if path != self.hovered_frame:
            self.hovered_frame = path
            for each, item in self.frames.items():
                item.set_hovered(each == path)

    def focus(self, name: str | None) -> None:
        """Show this card as the one that keys act on."""
        old, self.focused = self.focused, name
        for each in (old, name):
            if each in self.layers:
                self._refresh_layer(each)

    def refresh(self) -> None:
        """Show the states of all cards and wires; those that have none and had none are not asked."""
        marked = {*self.chosen, *self.faded, *self.lit, self.hovered, self.focused}
        for name in marked | self._marked:
            if name in self.layers:
                self._refresh_layer(name)
        self._marked = marked
        chosen, lit = self.chosen, set()
        if chosen:
            wires = (item.wire for item in self.wires.values())
            lit = {(wire.target, wire.index) for wire in wires if wire.source in chosen or wire.target in chosen}
        standing_out = lit if self.chosen_wire is None else {*lit, self.chosen_wire}
        for key in standing_out | self._standing_out:
            if key in self.wires:
                self.wires[key].set_state(key in lit, key == self.chosen_wire)
        self._standing_out = standing_out

    def _refresh_layer(self, name: str | None) -> None:
        self.layers[str(name)].set_state(
            name in self.chosen, name == self.hovered, name == self.focused, name in self.faded, name in self.lit
        )
