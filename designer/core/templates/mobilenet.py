"""MobileNet v1 and its depthwise separable convolution, under the names of PyTorch Image Models (timm)."""

from designer.core.design import Design, Layer
from designer.core.kinds import Activation, AdaptiveAvgPool2d, BatchNorm2d, Dropout, Flatten, Linear
from designer.core.templates.chain import annotated, chain, conv, image

RELU6 = Activation(function="relu6")
# Channels and number of separable convolutions of each stage; each but the first stage begins with stride 2.
STAGES = ((64, 1), (128, 2), (256, 2), (512, 6), (1024, 2))


def depthwise_separable(
    source: str, channels: int, out: int, *, prefix: str, stride: int = 1, block: str | None = None
) -> tuple[Layer, ...]:
    """A 3×3 on each of the `channels` by itself, then a 1×1 that mixes them to `out` (Howard et al. 2017)."""
    return chain(
        source,
        (f"{prefix}.conv_dw", conv(channels, 3, stride, 1, groups=channels, bias=False)),
        (f"{prefix}.bn1", BatchNorm2d()),
        (f"{prefix}.relu1", RELU6),
        (f"{prefix}.conv_pw", conv(out, 1, bias=False)),
        (f"{prefix}.bn2", BatchNorm2d()),
        (f"{prefix}.relu2", RELU6),
        block=block,
    )


def mobilenet_v1() -> Design:
    """MobileNet v1 1.0/224 (Howard et al. 2017): 4,231,976 parameters, batch norm's scale and shift among them."""
    layers = image(224, 224, 3)
    layers += chain("image", ("conv_stem", conv(32, 3, 2, 1, bias=False)), ("bn1", BatchNorm2d()), ("relu1", RELU6))
    channels = 32
    for stage, (out, depth) in enumerate(STAGES):
        for number in range(depth):
            layers += depthwise_separable(
                layers[-1].id,
                channels,
                out,
                prefix=f"blocks.{stage}.{number}",
                stride=2 if stage > 0 and number == 0 else 1,
                block=f"stage{stage}/{number}",
            )
            channels = out
    layers += chain(
        layers[-1].id,
        ("global_pool", AdaptiveAvgPool2d()),
        ("flatten", Flatten()),
        ("dropout", Dropout(p=0.001)),
        ("classifier", Linear(out_features=1000)),
    )
    notes = {
        "conv_stem": 'Padding 1 on all sides, as in PyTorch; TensorFlow\'s "same" pads only bottom and right '
        "at even sizes, which shifts every field.",
    }
    return Design(annotated(layers, notes), name="MobileNet v1")
