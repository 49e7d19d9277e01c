"""The whole analysis as JSON, in the fields and the order that the format's page promises."""

import json

from designer.core.analysis import Analysis
from designer.core.facts import Facts
from designer.core.findings import Finding
from designer.core.shapes import Flat, Output
from designer.export.figures import Figure


def write(analysis: Analysis) -> str:
    """The analysis as one JSON object in ASCII: integers exact, null where a figure does not exist."""
    settings, totals = analysis.design.settings, analysis.totals
    tree = {
        "name": analysis.design.name,
        "batch_size": settings.batch_size,
        "dtype": settings.dtype,
        "layers": [_layer(facts) for facts in analysis.facts.values()],
        "totals": {
            "parameters": totals.parameters,
            "buffers": totals.buffers,
            "macs": totals.macs,
            "activation_bytes": totals.activation_bytes,
            "parameter_bytes": totals.parameter_bytes,
            "peak_activation_bytes": totals.peak_activation_bytes,
            "training_bytes": totals.training_bytes,
        },
        "findings": [finding_tree(finding) for finding in analysis.findings],
    }
    return json.dumps(tree, indent=2) + "\n"


def _layer(facts: Facts) -> dict[str, object]:
    layer = facts.layer
    return {
        "id": layer.id,
        "kind": layer.kind.name,
        "inputs": list(layer.inputs),
        "block": layer.block,
        "output": _output(facts.output),
        "receptive_field": facts.receptive_field,
        "jump": _pair(facts.jump),
        "start": _pair(facts.start),
        "parameters": facts.parameters,
        "buffers": facts.buffers,
        "macs": facts.macs,
        "output_elements": facts.output_elements,
        "output_bytes": facts.output_bytes,
        "parameter_bytes": facts.parameter_bytes,
    }


def _pair(pair: tuple[Figure | None, Figure | None] | None) -> tuple[Figure | None, Figure | None] | None:
    """A figure that exists on neither axis does not exist."""
    return None if pair == (None, None) else pair


def _output(output: Output | None) -> dict[str, int] | None:
    if output is None:
        return None
    if isinstance(output, Flat):
        return {"features": output.features}
    return {"channels": output.channels, "height": output.height, "width": output.width}


def finding_tree(finding: Finding) -> dict[str, str]:
    """One finding as `table` and `check` print it."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "layer": finding.layer,
        "message": finding.message,
    }
