"""What a request asks for, worked out before anything is computed: layers, content keys, and why some cannot be had."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from designer.core.analysis import Analysis
from designer.core.facts import Facts
from designer.core.kind import Kind
from designer.core.kinds import Input
from designer.core.shapes import Output
from designer.engine import lowering
from designer.engine.weights import WeightSource, WeightSpec, first_convolution, specs


@dataclass(frozen=True)
class Task:
    """One layer to be computed.

    `key` names its value for one picture by content: kind, options, weights and the keys of its inputs, never ids. An
    alias (dropout) has the key of its input, and nothing is computed for it.
    """

    layer: str
    kind: Kind
    inputs: tuple[str, ...]
    """Keys of the values it reads."""
    shapes: tuple[Output, ...]
    output: Output
    key: str
    weights: tuple[WeightSpec, ...]
    weights_key: str
    work: int
    alias: bool


@dataclass(frozen=True)
class Plan:
    """Tasks by layer id in the order of the design, and why the others cannot be had."""

    tasks: dict[str, Task]
    failures: dict[str, str]


def make_plan(analysis: Analysis, source: WeightSource, seed: int) -> Plan:
    """The plan of all layers that have a shape; the others are failures, with the reason in one line."""
    tasks: dict[str, Task] = {}
    failures: dict[str, str] = {}
    first = first_convolution(analysis) if source.edge_filters else None
    for layer_id, facts in analysis.facts.items():
        if facts.output is None:
            failures[layer_id] = _reason(analysis, facts)
        else:
            tasks[layer_id] = _task(facts, tasks, source, seed, layer_id == first)
    return Plan(tasks, failures)


def _reason(analysis: Analysis, facts: Facts) -> str:
    errors = [found for found in analysis.findings_of(facts.layer.id) if found.severity == "error"]
    return errors[0].message if errors else "a layer above it cannot be calculated"


def _task(facts: Facts, above: dict[str, Task], source: WeightSource, seed: int, edges: bool) -> Task:
    layer, output = facts.layer, facts.output
    shapes = tuple(shape for shape in facts.inputs if shape is not None)
    assert output is not None
    weights = specs(facts, edges)
    weights_key = _digest(repr(layer.kind), *(source.key(spec, seed) for spec in weights)) if weights else ""
    is_input = isinstance(layer.kind, Input)
    number = sum(isinstance(task.kind, Input) for task in above.values()) if is_input else 0
    inputs = tuple(above[name].key for name in layer.inputs)
    alias = not is_input and lowering.is_alias(layer.kind, shapes)
    key = inputs[0] if alias else _digest(repr(layer.kind), str(number), weights_key, *inputs)
    work = (facts.macs or 0) + output.elements
    return Task(layer.id, layer.kind, inputs, shapes, output, key, weights, weights_key, work, alias)


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()
