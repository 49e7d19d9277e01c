"""Explains a layer: each of its figures as a formula with the layer's own numbers in it."""

from math import prod

from designer.core import kinds as k
from designer.core.analysis import Analysis
from designer.core.explain_field import field_steps
from designer.core.explain_sizes import size_steps
from designer.core.explain_step import Step, written
from designer.core.facts import Facts
from designer.core.phrases import phrase
from designer.core.shapes import Shape


def explain(analysis: Analysis, layer_id: str) -> tuple[Step, ...]:
    """Output size, receptive field, jump, start, parameters, MACs and memory of a layer, each step by step.

    Of a layer that has an error, or stands below one, a single step that says so.
    """
    facts = analysis.facts[layer_id]
    if facts.output is None:
        errors = [found.message for found in analysis.findings_of(layer_id) if found.severity == "error"]
        return (Step("Output size", "", "", "", None, errors[0] if errors else "a layer above it has an error"),)
    return (
        *size_steps(facts),
        *field_steps(analysis, facts),
        *_parameters(facts),
        _macs(facts),
        *_memory(analysis, facts),
    )


def explained_text(analysis: Analysis, layer_id: str) -> str:
    """The explanation of a layer as plain text, one line a step."""
    facts = analysis.facts[layer_id]
    inputs = " + ".join(shape.text if shape else "?" for shape in facts.inputs)
    shapes = f"{inputs} → {facts.output.text if facts.output else '?'}" if inputs else ""
    head = f"{layer_id}: {phrase(facts.layer.kind)}" + (f", {shapes}" if shapes else "")
    lines = [f"{step.heading}: {step.line}" for step in explain(analysis, layer_id)]
    return "\n".join((head, *lines)) + "\n"


def _parameters(facts: Facts) -> tuple[Step, ...]:
    """Learned numbers array by array, and their sum; running statistics by themselves."""
    inputs = tuple(shape for shape in facts.inputs if shape is not None)
    weights = facts.layer.kind.weights(inputs)
    learned = [weight for weight in weights if weight.learned]
    buffers = [weight for weight in weights if not weight.learned]
    if not learned:
        steps = [Step("Parameters", "P", "", "", 0, "nothing is learned")]
    else:
        numbers = " + ".join("·".join(map(written, weight.shape)) for weight in learned)
        steps = [Step("Parameters", "P", _weights_formula(facts.layer.kind), numbers, facts.parameters)]
    if buffers:
        numbers = " + ".join("·".join(map(written, weight.shape)) for weight in buffers)
        total = sum(prod(weight.shape) for weight in buffers)
        steps.append(Step("Buffers", "B", "mean + variance", numbers, total, "running statistics, not learned"))
    return tuple(steps)


def _weights_formula(kind: k.Kind) -> str:
    match kind:
        case k.Conv2d():
            inputs = "C_in" if kind.groups == 1 else "(C_in / groups)"
            return f"C·{inputs}·k_h·k_w" + (" + C" if kind.bias else "")
        case k.ConvTranspose2d():
            outputs = "C" if kind.groups == 1 else "(C / groups)"
            return f"C_in·{outputs}·k_h·k_w" + (" + C" if kind.bias else "")
        case k.Linear():
            return "C·n" + (" + C" if kind.bias else "")
    return "scale + shift"


def _macs(facts: Facts) -> Step:
    """Multiply–accumulates of one image."""
    kind, output = facts.layer.kind, facts.output
    if not facts.macs or output is None:
        return Step("MACs", "M", "", "", facts.macs or 0, "no weighted sum: nothing is counted")
    source = facts.inputs[0]
    factors: list[int] = []
    formula = "C·n"
    if isinstance(kind, k.Conv2d) and isinstance(output, Shape) and isinstance(source, Shape):
        formula = "H·W·C·(C_in / groups)·k_h·k_w" if kind.groups > 1 else "H·W·C·C_in·k_h·k_w"
        per_group = source.channels // kind.groups
        factors = [output.height, output.width, output.channels, per_group, *kind.kernel_size]
    elif isinstance(kind, k.ConvTranspose2d) and isinstance(source, Shape):
        formula = "H_in·W_in·C_in·(C / groups)·k_h·k_w" if kind.groups > 1 else "H_in·W_in·C_in·C·k_h·k_w"
        factors = [source.height, source.width, source.channels, kind.out_channels // kind.groups, *kind.kernel_size]
    elif source is not None:
        factors = [output.elements, source.elements]
    note = "for one image; the bias is not counted"
    return Step("MACs", "M", formula, "·".join(map(written, factors)), facts.macs, note)


def _memory(analysis: Analysis, facts: Facts) -> tuple[Step, ...]:
    """Bytes of the output for the whole batch, and of what is learned."""
    settings, output = analysis.design.settings, facts.output
    assert output is not None
    width = settings.bytes_per_element
    sides = (output.channels, output.height, output.width) if isinstance(output, Shape) else (output.features,)
    letters = "N·C·H·W·b" if isinstance(output, Shape) else "N·C·b"
    numbers = "·".join(map(written, (settings.batch_size, *sides, width)))
    note = f"N images, b bytes a number ({settings.dtype})"
    steps = [Step("Output in memory", "", letters, numbers, facts.output_bytes, note, "bytes")]
    if facts.parameters:
        numbers = f"{written(facts.parameters)}·{written(width)}"
        steps.append(Step("Parameters in memory", "", "P·b", numbers, facts.parameter_bytes, "", "bytes"))
    return tuple(steps)
