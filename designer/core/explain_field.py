"""Receptive field, jump and start of a layer as formulas with its own numbers (Araujo, Norris & Sim 2019)."""

from designer.core import receptive_field as rf
from designer.core.analysis import Analysis
from designer.core.explain_step import Number, Step, both_axes, term, written
from designer.core.facts import Facts
from designer.core.kinds.window import Windowed
from designer.core.receptive_field import Field, Transfer
from designer.core.shapes import Output, Shape


def field_steps(analysis: Analysis, facts: Facts) -> tuple[Step, ...]:
    """Receptive field, jump and start; each with its formula where one holds, else with how it is found."""
    if facts.fields is None:
        return (Step("Receptive field", "r", "", "", None, "not calculated: see the findings"),)
    above = [analysis.facts[name] for name in facts.layer.inputs]
    if not above:
        note = "a unit of the input sees its own pixel"
        return (
            Step("Receptive field", "r", "", "", 1, note),
            Step("Jump", "j", "", "", 1, note),
            Step("Start", "a", "", "", 0, note),
        )
    make = (_field, _jump, _start)
    headings = (("Receptive field", "r"), ("Jump", "j"), ("Start", "a"))
    steps: list[Step] = []
    for (heading, letter), step in zip(headings, make, strict=True):
        steps += both_axes(heading, (letter, letter), (step(facts, above, 0), step(facts, above, 1)))
    return tuple(steps)


def _own(facts: Facts, axis: int) -> tuple[Field, int]:
    """The field of a layer on one axis, and how many units it has there."""
    assert facts.fields is not None
    return facts.fields[axis], _units(facts.output, axis)


def _units(output: Output | None, axis: int) -> int:
    return (output.height, output.width)[axis] if isinstance(output, Shape) else 1


def _transfer(facts: Facts, axis: int) -> Transfer | None:
    """How a layer of one input reads it; None where it joins several or passes a vector on."""
    inputs = tuple(shape for shape in facts.inputs if shape is not None)
    if len(inputs) != 1 or not isinstance(inputs[0], Shape) or facts.output is None:
        return None
    return facts.layer.kind.transfers(inputs, facts.output, 0)[axis]


def _field(facts: Facts, above: list[Facts], axis: int) -> Step:
    if facts.receptive_field is None:
        return Step("", "", "", "", None, "it has too many phases to look at each")
    value = facts.receptive_field[axis]
    sizes = [found.receptive_field[axis] for found in above if found.receptive_field is not None]
    if len(above) > 1:
        if len(sizes) == len(above) and value == max(sizes):
            numbers = f"max({', '.join(map(written, sizes))})"
            return Step("", "", "max(rᵢ)", numbers, value, "the widest branch holds the others")
        return Step("", "", "", "", value, "the smallest interval around what all branches see")
    transfer, jump = _transfer(facts, axis), rf.jump(_own(above[0], axis)[0])
    if transfer is None:
        return Step("", "", "r_in", written(value), value, "a vector is passed on")
    reach = max(((window[1] - 1) * window[2] for window in transfer.windows if window), default=0)
    if not reach and value == sizes[0]:
        return Step("", "", "r_in", written(value), value, "each unit reads one unit")
    if jump is None or value != sizes[0] + reach * jump:
        return Step("", "", "", "", value, "the largest interval that any unit sees, looked at phase by phase")
    kind = facts.layer.kind
    if isinstance(kind, Windowed) and kind.dilations[axis] == 1:
        formula, spread = "r_in + (k − 1)·j_in", f"({written(kind.kernel_size[axis])} − 1)"
    elif isinstance(kind, Windowed):
        formula = "r_in + (k − 1)·d·j_in"
        spread = f"({written(kind.kernel_size[axis])} − 1)·{written(kind.dilations[axis])}"
    else:
        formula, spread = "r_in + (m − 1)·j_in", f"({written(reach + 1)} − 1)"
    note = "" if isinstance(kind, Windowed) else "m: how many units in a row one unit reads at most"
    return Step("", "", formula, f"{written(sizes[0])} + {spread}·{term(jump)}", value, note, "pixels")


def _jump(facts: Facts, above: list[Facts], axis: int) -> Step:
    value = rf.jump(_own(facts, axis)[0])
    if value is None:
        still = all(not track.period for track in _own(facts, axis)[0])
        note = "every unit sees the same" if still else "branches of unequal jump meet here"
        return Step("", "", "", "", None, f"none: {note}")
    jumps = [rf.jump(_own(found, axis)[0]) for found in above if found.fields is not None]
    if len(above) > 1:
        return Step("", "", "j of the branches", "", value, "units of all branches are as far apart")
    transfer, jump = _transfer(facts, axis), jumps[0]
    if transfer is None or jump is None:
        return Step("", "", "j_in", written(value), value)
    step, parts = transfer.advance, len(transfer.windows)
    if jump * step / parts != value:
        return Step("", "", "", "", value, "on average")
    if parts > 1 and step > 1:
        return Step(
            "", "", "j_in·n / m", f"{term(jump)}·{written(step)} / {written(parts)}", value, "m bins on n units"
        )
    if parts > 1:
        return Step("", "", "j_in / s", f"{term(jump)} / {written(parts)}", value, "units lie s times as close")
    return Step("", "", "j_in·s", f"{term(jump)}·{written(step)}", value, "", "pixels")


def _start(facts: Facts, above: list[Facts], axis: int) -> Step:
    value = rf.start(_own(facts, axis)[0])
    if value is None:
        return Step("", "", "", "", None, "none: the first unit sees nothing")
    starts: list[Number | None] = [rf.start(_own(found, axis)[0]) for found in above if found.fields is not None]
    known = [start for start in starts if start is not None]
    if len(above) > 1 and known and value == min(known):
        return Step("", "", "min(aᵢ)", f"min({', '.join(map(written, known))})", value, "of the first units")
    transfer, jump = (_transfer(facts, axis) if len(above) == 1 else None), rf.jump(_own(above[0], axis)[0])
    window = transfer.windows[0] if transfer is not None else None
    if window is None or jump is None or not known or value != known[0] + window[0] * jump:
        return Step("", "", "", "", value, "the first pixel that the first unit sees")
    if not window[0]:
        return Step("", "", "a_in", written(value), value, "the first pixel that the first unit sees")
    sign, lead = ("−", -window[0]) if window[0] < 0 else ("+", window[0])
    letter = "p₁" if sign == "−" else "m"
    numbers = f"{written(known[0])} {sign} {written(lead)}·{term(jump)}"
    return Step("", "", f"a_in {sign} {letter}·j_in", numbers, value, "below 0 in the padding" if value < 0 else "")
