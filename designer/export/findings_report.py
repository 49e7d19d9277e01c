"""The findings of a design as text and as JSON: what `check` prints."""

import json

from designer.core.analysis import Analysis
from designer.export.json_table import finding_tree
from designer.export.safe_text import plain


def findings_text(analysis: Analysis) -> str:
    """One line a finding: severity, layer, message, code; "no findings" where there are none."""
    lines = [f"{f.severity}: {f.layer}: {f.message} [{f.code}]" for f in analysis.findings] or ["no findings"]
    return "".join(f"{plain(line)}\n" for line in lines)


def findings_json(analysis: Analysis) -> str:
    """The name of the design and its findings, each with code, severity, layer and message."""
    tree = {
        "name": analysis.design.name,
        "findings": [finding_tree(finding) for finding in analysis.findings],
    }
    return json.dumps(tree, indent=2) + "\n"
