"""Squeeze-expand networks: widen by 3×3, then pool and squeeze by 1×1, again and again."""

from designer.core.design import Design, Layer
from designer.core.kinds import AdaptiveAvgPool2d, Flatten
from designer.core.templates.chain import RELU, annotated, chain, conv, image, max_pool

WIDTHS = (32, 64, 128, 256, 512)


def expand(
    source: str, widths: tuple[int, ...] = WIDTHS, *, prefix: str, padding: int = 1, block: str | None = None
) -> tuple[Layer, ...]:
    """One 3×3 convolution with ReLU per entry of `widths`."""
    layers: tuple[Layer, ...] = ()
    for number, width in enumerate(widths, 1):
        links = (
            (f"{prefix}.conv{number}", conv(width, 3, padding=padding)),
            (f"{prefix}.relu{number}", RELU),
        )
        layers += chain(layers[-1].id if layers else source, *links, block=block)
    return layers


def squeeze(source: str, out: int = WIDTHS[0], *, prefix: str, block: str | None = None) -> tuple[Layer, ...]:
    """The transition: a 2×2 max-pool, then a 1×1 convolution with ReLU down to `out` channels."""
    return chain(
        source,
        (f"{prefix}.pool", max_pool(2, 2)),
        (f"{prefix}.squeeze", conv(out, 1)),
        (f"{prefix}.relu", RELU),
        block=block,
    )


def squeeze_expand(repeats: int = 3, size: int = 64, classes: int = 10, padding: int = 1) -> Design:
    """`repeats` times 32 to 512 channels, with a transition back to 32 between; then one mean per class."""
    layers = image(size, size, 3)
    for number in range(1, repeats + 1):
        name = f"expand{number}"
        layers += expand(layers[-1].id, prefix=name, padding=padding, block=name)
        if number < repeats:
            name = f"transition{number}"
            layers += squeeze(layers[-1].id, prefix=name, block=name)
    layers += chain(
        layers[-1].id,
        ("classes", conv(classes, 1)),
        ("mean", AdaptiveAvgPool2d()),
        ("flatten", Flatten()),
    )
    notes = {
        "transition1.pool": "Doubles the jump; the field grows by one step of the old jump only.",
        "transition1.squeeze": "Mixes 512 channels down to 32 at each pixel; the field stays.",
    }
    return Design(annotated(layers, notes), name="Squeeze-expand")
