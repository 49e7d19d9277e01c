"""Edits of the weights that a design keeps."""

from collections.abc import Mapping

from designer.core.design import Design
from designer.core.edit_basics import EditError, changed, layer_of
from designer.core.kept_weights import MOST_KEPT, Kept, Seed, count, put, shape_text


def keep_weights(design: Design, layer_id: str, arrays: Mapping[str, Kept | None]) -> Design:
    """The design with these arrays of a layer by name in place of those kept before; None: no longer kept.

    Raises EditError where there is no such layer, or an array is larger than a design keeps.
    """
    layer = layer_of(design, layer_id)
    weights = layer.weights
    for name, array in arrays.items():
        if array is not None and not isinstance(array, Seed) and count(array.shape) > MOST_KEPT:
            raise EditError(
                f"{name} of {layer_id} has {shape_text(array.shape)} numbers: a design keeps at most {MOST_KEPT:,}"
            )
        weights = put(weights, name, array)
    return changed(design, layer, weights=weights)
