"""One layer of the table: its cells as the exports write them, its sort keys, its findings."""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

from designer.core.analysis import Analysis
from designer.core.design import Layer
from designer.core.findings import Finding
from designer.core.kind import options_of
from designer.export.columns import COLUMNS, Row
from designer.ui.models.sort_keys import Key, sort_key

FIELDS = {"name": "id", "kernel": "kernel_size", "stride": "stride", "padding": "padding"}
"""What a column edits: the layer's id, or the option of that name."""

LONG = 18
"""Letters of a text that its column may cut off."""

NONE: Mapping[str, "Line"] = MappingProxyType({})


class Line:
    """The row of one layer; texts and keys are made when a view first asks for them."""

    def __init__(self, row: Row, findings: tuple[Finding, ...]) -> None:
        self.row = row
        self.findings = findings

    @property
    def layer(self) -> Layer:
        """The layer as the design holds it."""
        return self.row.facts.layer

    @property
    def broken(self) -> bool:
        """Whether the arithmetic of this layer fails."""
        return any(finding.severity == "error" for finding in self.findings)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The text of each of COLUMNS."""
        return tuple(column.text(column.value(self.row)) for column in COLUMNS)

    @cached_property
    def fields(self) -> dict[int, str]:
        """What can be edited: number of the column -> "id" or an option of the layer's kind."""
        options = options_of(type(self.layer.kind))
        fields = {section: FIELDS[column.key] for section, column in enumerate(COLUMNS) if column.key in FIELDS}
        return {section: field for section, field in fields.items() if field == "id" or field in options}

    def key(self, section: int) -> Key:
        """What a column sorts this line by."""
        return sort_key(COLUMNS[section], self.row)

    def edit_text(self, section: int) -> str:
        """The text of a cell as people type it."""
        field = self.fields.get(section)
        if field is None or field == "id":
            return self.layer.id if field else self.texts[section]
        return options_of(type(self.layer.kind))[field].text(getattr(self.layer.kind, field))

    def tip(self, section: int) -> str:
        """A text too long for its column, and the findings, one a line; empty where there is neither."""
        text = self.texts[section]
        parts = [text] if len(text) > LONG else []
        return "\n".join([*parts, *(f"{finding.severity}: {finding.message}" for finding in self.findings)])


def lines_of(analysis: Analysis, before: Mapping[str, Line] = NONE) -> list[Line]:
    """The lines of all layers, in list order; a line of `before`, by id, stays the same object where all is as it was.

    Then its texts need not be written again.
    """
    findings: dict[str, tuple[Finding, ...]] = {}
    for finding in analysis.findings:
        findings[finding.layer] = (*findings.get(finding.layer, ()), finding)
    lines: list[Line] = []
    kept: set[str] = set()
    for name, facts in analysis.facts.items():
        old, found, above = before.get(name), findings.get(name, ()), facts.layer.inputs
        if old is not None and (old.row.facts is facts or old.row.facts == facts):
            kept.add(name)
            if old.findings == found and kept.issuperset(above):
                lines.append(old)
                continue
        lines.append(Line(Row(facts, tuple(analysis.facts[source] for source in above)), found))
    return lines
