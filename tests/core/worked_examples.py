"""The worked examples of teaching texts, analysed, and plain stacks to compare them with."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from designer.core.analysis import Analysis, analyse
from designer.core.design import Design
from designer.core.facts import Facts
from designer.core.fileformat import loads
from designer.core.kind import Kind
from designer.core.templates.chain import chain, image

EXAMPLES = json.loads((Path(__file__).parent.parent / "data" / "worked_examples.json").read_text(encoding="utf-8"))
CASES = {case["id"]: case for case in EXAMPLES["cases"]}


@cache
def example(name: str) -> Analysis:
    """The analysis of a case, read through the design file."""
    case = CASES[name]
    height, width, channels = case["input"]
    layers: list[Any] = [{"kind": "input", "id": "image", "height": height, "width": width, "channels": channels}]
    for times, layer in case["layers"]:
        layers += [layer] * times
    return analyse(loads(json.dumps({"format": "cnn-design", "version": 1, "layers": layers}).encode()))


def below_image(analysis: Analysis) -> list[Facts]:
    return list(analysis.facts.values())[1:]


def last(name: str) -> Facts:
    return below_image(example(name))[-1]


def parameters(name: str) -> list[int | None]:
    return [facts.parameters for facts in below_image(example(name))]


def stack(size: tuple[int, int, int], *kinds: Kind) -> list[Facts]:
    """The facts of a plain stack of kinds on an image of height, width, channels."""
    links = ((f"layer{i}", kind) for i, kind in enumerate(kinds))
    return below_image(analyse(Design(image(*size) + chain("image", *links))))
