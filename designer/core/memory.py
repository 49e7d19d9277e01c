"""Bytes of activations: the peak by liveness, and what training keeps."""

from collections.abc import Container, Mapping

from designer.core.design import Design


def sharing_layers(design: Design, computed: Container[str]) -> dict[str, str]:
    """In-place layers (activation, dropout, batch norm) that overwrite their input: id -> whose bytes it uses.

    A layer may overwrite its input only where nobody reads that input afterwards. `computed` are the ids with a shape.
    """
    owner: dict[str, str] = {}
    pending: dict[str, int] = {}
    shared: dict[str, str] = {}
    for layer in design.layers:
        name, inputs = layer.id, layer.inputs
        if name not in computed:
            continue
        uses = len(design.consumers(name)) or 1  # an output of the network is kept to the end
        source = owner[inputs[0]] if layer.kind.in_place else None
        if source is not None and pending[source] == 1:
            owner[name] = shared[name] = source
            pending[source] = uses
            continue
        owner[name] = name
        pending[name] = uses
        for read in inputs if len(inputs) < 2 else set(inputs):
            pending[owner[read]] -= 1
    return shared


def peak_activation_bytes(design: Design, output_bytes: Mapping[str, int], shared: Mapping[str, str]) -> int:
    """The most bytes alive at once in list order, each output freed after its last use.

    `output_bytes` holds the computed layers, `shared` what `sharing_layers` gave.
    """
    layers = [layer for layer in design.layers if layer.id in output_bytes]
    last_use: dict[str, int] = {}
    for i, layer in enumerate(layers):
        last_use[shared.get(layer.id, layer.id)] = i
        for name in layer.inputs:
            last_use[shared.get(name, name)] = i
    for layer in layers:
        if not design.consumers(layer.id):
            last_use[shared.get(layer.id, layer.id)] = len(layers)
    freed = [0] * (len(layers) + 1)
    for name, i in last_use.items():
        freed[i] += output_bytes[name]
    alive = peak = 0
    for i, layer in enumerate(layers):
        if layer.id not in shared:
            alive += output_bytes[layer.id]
        if alive > peak:
            peak = alive
        alive -= freed[i]
    return peak


def training_bytes(parameter_bytes: int, output_bytes: Mapping[str, int], shared: Mapping[str, str]) -> int:
    """Parameters, gradients, Adam's two moments, and every output kept for the backward pass but shared ones."""
    return 4 * parameter_bytes + sum(size for layer_id, size in output_bytes.items() if layer_id not in shared)
