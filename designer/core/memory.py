"""Bytes of activations: the peak by liveness, and what training keeps."""

from collections.abc import Iterable

from designer.core.design import Design


def sharing_layers(design: Design, computed: Iterable[str]) -> dict[str, str]:
    """In-place layers (activation, dropout, batch norm) that overwrite their input: id -> whose bytes it uses.

    A layer may overwrite its input only where nobody reads that input afterwards. `computed` are the ids with a shape.
    """
    owner: dict[str, str] = {}
    pending: dict[str, int] = {}
    shared: dict[str, str] = {}
    for layer_id in computed:
        layer = design[layer_id]
        uses = len(design.consumers(layer_id)) or 1  # an output of the network is kept to the end
        source = owner[layer.inputs[0]] if layer.kind.in_place else None
        if source is not None and pending[source] == 1:
            owner[layer_id] = shared[layer_id] = source
            pending[source] = uses
            continue
        owner[layer_id] = layer_id
        pending[layer_id] = uses
        for name in set(layer.inputs):
            pending[owner[name]] -= 1
    return shared


def peak_activation_bytes(design: Design, output_bytes: dict[str, int], shared: dict[str, str]) -> int:
    """The most bytes alive at once in list order, each output freed after its last use.

    `output_bytes` holds the computed layers in list order, `shared` what `sharing_layers` gave.
    """
    last_use = {}
    for i, layer_id in enumerate(output_bytes):
        for name in (layer_id, *design[layer_id].inputs):
            last_use[shared.get(name, name)] = i
    for layer_id in output_bytes:
        if not design.consumers(layer_id):
            last_use[shared.get(layer_id, layer_id)] = len(output_bytes)
    freed: dict[int, int] = {}
    for name, i in last_use.items():
        freed[i] = freed.get(i, 0) + output_bytes[name]
    alive = peak = 0
    for i, (layer_id, size) in enumerate(output_bytes.items()):
        if layer_id not in shared:
            alive += size
        peak = max(peak, alive)
        alive -= freed.get(i, 0)
    return peak


def training_bytes(parameter_bytes: int, output_bytes: dict[str, int], shared: dict[str, str]) -> int:
    """Parameters, gradients, Adam's two moments, and every output kept for the backward pass but shared ones."""
    return 4 * parameter_bytes + sum(size for layer_id, size in output_bytes.items() if layer_id not in shared)
