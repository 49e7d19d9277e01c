"""What the command `run` does: a picture or an array in, the outputs of layers out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from designer.core.analysis import Analysis
from designer.core.design import Design
from designer.engine.array_files import read_array
from designer.engine.design_weights import read_beside, weights_of
from designer.engine.errors import EngineError, ImageError, WeightError
from designer.engine.forward import Engine
from designer.engine.images import read_image
from designer.engine.request import Request
from designer.engine.weight_files import load_weights
from designer.engine.weights import RandomWeights, WeightSource

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same run gives the same bytes


def run_to_file(
    analysis: Analysis,
    folder: Path,
    picture: Path,
    weights: Path | None,
    seed: int,
    layers: tuple[str, ...],
    memory_limit: int,
    tell: Callable[[str, float], None],
) -> bytes:
    """The bytes of an .npz with the outputs of `layers` (all that have one where none is named), each under its id.

    A file of weights gives every array; without one those that the design keeps come first, be it in files in its
    `folder`, and all others are drawn. The outputs are [C, H, W] or [n] of float32. `tell` hears each layer reached and
    the part of the work done. Raises EngineError in one line for a picture, weights or sizes that cannot be used.
    """
    image = read_array(picture) if picture.suffix.lower() == ".npy" else read_image(picture)
    source = load_weights(weights) if weights is not None else _kept_or_drawn(analysis.design, folder)
    wanted = layers or tuple(name for name, facts in analysis.facts.items() if facts.output is not None)
    request = Request(analysis.design, analysis, image, seed, source, wanted, generation=0, memory_limit=memory_limit)
    outputs: dict[str, NDArray[np.float32]] = {}
    try:
        for result in Engine().run(request):
            tell(result.layer, result.progress)
            if result.failure is not None:
                raise EngineError(f"layer {result.layer}: {result.failure}")
            if result.array is not None:
                outputs[result.layer] = result.array
    except ImageError as error:
        raise ImageError(f"{picture.name}: {error}") from None
    return npz(outputs)


def _kept_or_drawn(design: Design, folder: Path) -> WeightSource:
    """What a design keeps first, all else drawn; raises WeightError where a file of what it keeps cannot be read."""
    whole, problem = read_beside(design, folder)
    if problem:
        raise WeightError(problem)
    return weights_of(whole, RandomWeights())


def npz(arrays: Mapping[str, NDArray[np.float32]]) -> bytes:
    """An uncompressed .npz; any id is a fit name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, array in arrays.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy", _EPOCH), "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)
    return buffer.getvalue()
