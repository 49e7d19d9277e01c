"""What a card says: the figures of a layer, or the subtotals of a folded block, in the same few texts."""

from dataclasses import dataclass

from designer.core.facts import Facts
from designer.core.findings import Finding
from designer.core.folding import Row
from designer.export.figures import DASH, axes, grouped
from designer.ui.canvas.pills import is_pill
from designer.ui.canvas.texts import counted, figures_text, options_text, output_text, short


@dataclass(frozen=True)
class Content:
    """What an item shows: the figures of its layer and what is wrong with it."""

    facts: Facts
    findings: tuple[Finding, ...] = ()

    @property
    def key(self) -> str:
        """The id of its layer; of a folded block its key, which no layer has."""
        return self.facts.layer.id

    @property
    def title(self) -> str:
        """Its name on the card."""
        return self.facts.layer.id

    @property
    def block(self) -> str | None:
        """The path of the innermost block that it is in."""
        return self.facts.layer.block

    @property
    def icon(self) -> str:
        """The name of its drawing."""
        return self.facts.layer.kind.name

    @property
    def group(self) -> str:
        """The group of kinds that gives it its colour."""
        return self.facts.layer.kind.group

    @property
    def pill(self) -> bool:
        """Whether it is drawn as a pill."""
        return is_pill(self.facts.layer.kind)

    @property
    def output(self) -> str:
        """The shape of what comes out."""
        return output_text(self.facts)

    @property
    def options(self) -> str:
        """What sets it apart from others of its kind."""
        return options_text(self.facts.layer.kind)

    @property
    def figures(self) -> str:
        """Receptive field, jump and parameters."""
        return figures_text(self.facts)

    @property
    def error(self) -> str | None:
        """The sentence that says why the layer has no figures; None where that is not its own fault."""
        if not self.findings:
            return None
        return next((finding.message for finding in self.findings if finding.severity == "error"), None)

    @property
    def warned(self) -> bool:
        """Whether a warning should be looked at."""
        return any(finding.severity == "warning" for finding in self.findings)

    @property
    def tip(self) -> str:
        """All of its texts in full."""
        told = (f"{finding.severity}: {finding.message}" for finding in self.findings)
        head = f"{self.title}: {self.facts.layer.kind.label}, {self.output}"
        return "\n".join(line for line in (head, self.options, self.figures, *told) if line)


@dataclass(frozen=True)
class BlockContent:
    """The same of a folded block: its figures are the sums over its layers."""

    row: Row
    findings: tuple[Finding, ...] = ()

    icon = "block"
    group = "Block"
    pill = False

    @property
    def key(self) -> str:
        """The key of the folded block."""
        return self.row.key

    @property
    def path(self) -> str:
        """The path of the block."""
        return str(self.row.path)

    @property
    def block(self) -> str | None:
        """The path of the block around it."""
        return self.path.rpartition("/")[0] or None

    @property
    def title(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]

    @property
    def output(self) -> str:
        """The shapes of what comes out."""
        return " + ".join(DASH if shape is None else shape.text for shape in self.row.output_shapes)

    @property
    def options(self) -> str:
        """How much is in it."""
        count = len(self.row.layers)
        partial = ", partial" if self.row.partial else ""
        return f"{count} layer{'s' if count > 1 else ''} · {short(self.row.macs)} MACs{partial}"

    @property
    def figures(self) -> str:
        """Receptive field behind it, and the parameters in it."""
        field = DASH if self.row.field_out is None else grouped(axes(*self.row.field_out))
        return f"RF {field} · {counted(self.row.parameters)}" if self.row.parameters else f"RF {field}"

    @property
    def error(self) -> str | None:
        """The first layer in it that is broken, and why."""
        found = (f"{finding.layer}: {finding.message}" for finding in self.findings if finding.severity == "error")
        return next(found, None)

    @property
    def warned(self) -> bool:
        """Whether a warning in it should be looked at."""
        return any(finding.severity == "warning" for finding in self.findings)

    @property
    def tip(self) -> str:
        """All of its texts in full."""
        told = (f"{finding.severity} at {finding.layer}: {finding.message}" for finding in self.findings)
        return "\n".join((f"{self.path}: {self.output}", self.options, self.figures, *told))


Shown = Content | BlockContent
