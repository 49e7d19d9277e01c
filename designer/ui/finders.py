"""Typing instead of pointing: quick insert, the command palette, the search for a layer, and connections."""

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDockWidget, QHeaderView, QMenu, QMenuBar, QToolBar, QWidget

from designer.core import quick
from designer.core.branches import Way
from designer.core.edit_basics import EditError
from designer.core.kinds import Add, Concat
from designer.core.trial import legal_targets
from designer.ui.chooser import Choice, Chooser
from designer.ui.document import Document
from designer.ui.layer_edits import LayerEdits, Place


class Finders(QObject):
    """Four choosers over one window."""

    def __init__(
        self, document: Document, layer_edits: LayerEdits, actions: Callable[[], Iterable[QAction]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._document, self._edits, self._actions = document, layer_edits, actions
        self.insert = Chooser("quick_insert", "3x3 64 s2, bn, relu …", parent)
        self.commands = Chooser("command_palette", "Find a command", parent)
        self.layers = Chooser("find_layer", "Find a layer by name or kind", parent)
        self.targets = Chooser("connect_to", "Find the layer that shall read the selected one too", parent)
        self._ways: list[Choice] = []
        self.targets.chosen.connect(self._connect)
        self.insert.chosen.connect(self._insert)
        self.commands.chosen.connect(lambda choice: choice.key.trigger())
        self.layers.chosen.connect(lambda choice: document.select([choice.key]))

    def ask_insert(self) -> None:
        """Type layers to put below the selected one."""
        if self._begun():
            self.insert.ask(self._completions, self._described, takes_text=True)

    def ask_command(self) -> None:
        """Type to find any command."""
        self.commands.ask(self._matching_commands)

    def ask_layer(self) -> None:
        """Type to find and select a layer."""
        self.layers.ask(self._matching_layers)

    def ask_connection(self) -> None:
        """Type to find a layer that shall read the selected one too, and how it is joined."""
        if self._begun():
            self._ways = list(self._connections(self._edits.end))
            self.targets.ask(self._matching_ways, self._connecting)

    def _begun(self) -> bool:
        """Whether there is a layer to go on from; else a line says so."""
        try:
            return bool(self._edits.end)
        except EditError as error:
            self._document.refused.emit(str(error))
            return False

    def _connections(self, source: str) -> Iterator[Choice]:
        """Every connection that can be made, with the way of joining."""
        analysis = self._document.analysis
        design = analysis.design
        added, joined = (legal_targets(design, source, analysis, join) for join in (Add(), Concat()))
        for name, reason in legal_targets(design, source).items():
            if reason is None and added[name] is None:
                yield _way(name, "as one more input" if design[name].kind.joins else "by an add", "add")
            if reason is None and joined[name] is None and not design[name].kind.joins:
                yield _way(name, "by a concat", "concat")
            if reason is None and added[name] is not None:
                yield _way(name, "behind a 1×1 projection", "projection")

    def _matching_ways(self, text: str) -> list[Choice]:
        return [choice for choice in self._ways if _matches(text, choice.text, choice.hint)]

    def _connecting(self, _text: str) -> tuple[str, bool]:
        source = self._edits.end
        return (f"connect {source} to", True) if self._ways else (f"no layer can read {source} besides", False)

    def _connect(self, choice: Choice) -> None:
        if isinstance(choice.key, tuple):
            self._edits.connect_to(*choice.key)

    def _steps(self, text: str) -> tuple[quick.Step, ...]:
        return quick.parse(text, self._document.analysis.facts[self._place()[0]].output)

    def _place(self) -> Place:
        """Where typed layers go; raises EditError where there is no layer yet."""
        return self._edits.place() or (self._edits.end, None)

    def _completions(self, text: str) -> list[Choice]:
        above = self._document.analysis.facts[self._place()[0]].output
        return [Choice(each.text, each.hint) for each in quick.completions(text, above)]

    def _described(self, text: str) -> tuple[str, bool]:
        if not text.strip():
            source, target = self._place()
            return f"below {source}" if target is None else f"between {source} and {target[0]}", True
        try:
            return quick.describe(self._steps(text)), True
        except EditError as error:
            return str(error), False

    def _insert(self, text: str) -> None:
        source, target = self._place()
        self._document.apply(f"Insert {text}", lambda design: quick.insert(design, self._steps(text), source, target))

    def _matching_commands(self, text: str) -> list[Choice]:
        found = []
        for action in self._actions():
            name = _title(action)
            if name and action.isEnabled() and _matches(text, name, action.toolTip()):
                keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                found.append(Choice(name, keys, action))
        return _nearest(text, found)

    def _matching_layers(self, text: str) -> list[Choice]:
        layers = self._document.design
        found = [Choice(x.id, x.kind.label, x.id) for x in layers if _matches(text, x.id, x.kind.label, x.kind.name)]
        return _nearest(text, found)


def _way(name: str, hint: str, way: Way) -> Choice:
    return Choice(name, hint, (name, way))


def _title(action: QAction) -> str:
    """What a command is called outside its menu, such as "Colour cards by: MACs"; empty for menus and lines."""
    name, holder = _plain(action.text()), action.parent()
    if not name:
        return ""
    if isinstance(holder, QHeaderView):
        return f"Column: {name}"
    if isinstance(holder, QDockWidget | QToolBar):
        return f"Panel: {name}"
    if not isinstance(holder, QMenu):
        return name
    menu = _plain(holder.title())
    if name == menu:  # it opens the menu
        return ""
    return f"{menu}: {name}" if menu and not isinstance(holder.parent(), QMenuBar) else name


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").partition("\t")[0]


def _nearest(text: str, choices: list[Choice]) -> list[Choice]:
    """What is called just so first, then what begins so, then what has it in its name; Enter takes the first."""
    typed = text.lower().strip()

    def distance(choice: Choice) -> int:
        name = choice.text.lower().removesuffix(" …")
        return [name == typed, name.startswith(typed), typed in name, True].index(True)

    return sorted(choices, key=distance)


def _matches(text: str, *names: str) -> bool:
    """Whether every word typed stands in one of the names."""
    return all(any(word in name.lower() for name in names) for word in text.lower().split())
