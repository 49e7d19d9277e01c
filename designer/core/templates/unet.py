"""U-Net: a contracting and an expanding path with copies across."""

from designer.core.design import Design, Layer
from designer.core.kinds import Concat, ConvTranspose2d, Dropout
from designer.core.templates.chain import RELU, annotated, chain, conv, image, join, max_pool, same_conv


def double_conv(source: str, channels: int, *, prefix: str, block: str | None = None) -> tuple[Layer, ...]:
    """Two 3×3 convolutions with ReLU that keep the size."""
    return chain(
        source,
        (f"{prefix}.conv1", same_conv(channels, 3)),
        (f"{prefix}.relu1", RELU),
        (f"{prefix}.conv2", same_conv(channels, 3)),
        (f"{prefix}.relu2", RELU),
        block=block,
    )


def up_join(source: str, skip: str, channels: int, *, prefix: str, block: str | None = None) -> tuple[Layer, ...]:
    """Double the size by a transposed convolution, join the copy from across, convolve twice."""
    up = ConvTranspose2d(out_channels=channels, kernel_size=(2, 2), stride=(2, 2))
    layers = chain(source, (f"{prefix}.up", up), block=block)
    layers += join(f"{prefix}.concat", Concat(), skip, f"{prefix}.up", block=block)
    return layers + double_conv(f"{prefix}.concat", channels, prefix=prefix, block=block)


def unet(size: int = 256, channels: int = 1, classes: int = 2, width: int = 64, depth: int = 4) -> Design:
    """U-Net (Ronneberger et al. 2015), padded; `size` must be divisible by 2 to the power of `depth`."""
    layers = image(size, size, channels)
    for level in range(1, depth + 1):
        name = f"down{level}"
        layers += double_conv(layers[-1].id, width * 2 ** (level - 1), prefix=name, block=name)
        layers += chain(layers[-1].id, (f"{name}.pool", max_pool(2, 2)), block=name)
    layers += double_conv(layers[-1].id, width * 2**depth, prefix="bottom", block="bottom")
    layers += chain(layers[-1].id, ("bottom.drop", Dropout(p=0.5)), block="bottom")
    for level in range(depth, 0, -1):
        name, skip = f"up{level}", f"down{level}.relu2"
        layers += up_join(layers[-1].id, skip, width * 2 ** (level - 1), prefix=name, block=name)
    layers += chain(layers[-1].id, ("output", conv(classes, 1)))
    notes = {
        "down1.conv1": "Padded, so that copies fit without cropping; the paper's convolutions are not, "
        "and 572×572 gives 388×388.",
        "output": "One map of scores per class, as large as the image.",
    }
    return Design(annotated(layers, notes), name="U-Net (padded)")
