"""Channel attention: the squeeze-and-excitation gate."""

from designer.core.design import Layer
from designer.core.kinds import Activation, AdaptiveAvgPool2d, Multiply
from designer.core.templates.chain import RELU, chain, conv, join


def squeeze_excite(
    source: str, channels: int, *, prefix: str, reduction: int = 16, block: str | None = None
) -> tuple[Layer, ...]:
    """One factor between 0 and 1 per channel, from the means of all channels (Hu et al. 2017)."""
    layers = chain(
        source,
        (f"{prefix}.avgpool", AdaptiveAvgPool2d()),
        (f"{prefix}.fc1", conv(max(1, channels // reduction), 1)),
        (f"{prefix}.activation", RELU),
        (f"{prefix}.fc2", conv(channels, 1)),
        (f"{prefix}.scale_activation", Activation(function="sigmoid")),
        block=block,
    )
    gate = f"{prefix}.scale_activation"
    return layers + join(f"{prefix}.scale", Multiply(), source, gate, block=block)
