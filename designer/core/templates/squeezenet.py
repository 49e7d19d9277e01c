"""SqueezeNet and its fire module, under torchvision's names."""

from designer.core.design import Design, Layer
from designer.core.kinds import AdaptiveAvgPool2d, Concat, Dropout, Flatten
from designer.core.templates.chain import (
    RELU,
    annotated,
    chain,
    conv,
    conv_relu,
    image,
    join,
    max_pool,
    same_conv,
)


def fire(source: str, squeeze: int, expand: int, *, prefix: str, block: str | None = None) -> tuple[Layer, ...]:
    """1×1 to `squeeze` channels, then `expand` channels by 1×1 and as many by 3×3 (Iandola et al. 2016)."""
    middle = f"{prefix}.squeeze_activation"
    layers = conv_relu(source, f"{prefix}.squeeze", conv(squeeze, 1), middle, block)
    for name, kernel in (("expand1x1", 1), ("expand3x3", 3)):
        layers += conv_relu(middle, f"{prefix}.{name}", same_conv(expand, kernel), f"{prefix}.{name}_activation", block)
    ends = (f"{prefix}.expand1x1_activation", f"{prefix}.expand3x3_activation")
    return layers + join(f"{prefix}.concat", Concat(), *ends, block=block)


def _squeezenet(first: int, kernel: int, plan: tuple[tuple[int, int] | None, ...]) -> tuple[Layer, ...]:
    """The network whose `plan` names fire modules by (squeeze, expand) and pools by None."""
    layers = image(224, 224, 3)
    layers += conv_relu("image", "features.0", conv(first, kernel, 2), "features.1")
    for number, widths in enumerate(plan, 2):
        source, prefix = layers[-1].id, f"features.{number}"
        if widths is None:
            layers += chain(source, (prefix, max_pool(3, 2, ceil=True)))
        else:
            layers += fire(source, *widths, prefix=prefix, block=f"fire{number - plan[: number - 2].count(None)}")
    return layers + chain(
        layers[-1].id,
        ("classifier.0", Dropout(p=0.5)),
        ("classifier.1", conv(1000, 1)),
        ("classifier.2", RELU),
        ("classifier.3", AdaptiveAvgPool2d()),
        ("flatten", Flatten()),
        block="classifier",
    )


def squeezenet1_0() -> Design:
    """SqueezeNet 1.0 (Iandola et al. 2016) as in torchvision: 1,248,424 parameters."""
    small, wide = ((16, 64), (16, 64), (32, 128)), ((32, 128), (48, 192), (48, 192), (64, 256))
    return Design(_squeezenet(96, 7, (None, *small, None, *wide, None, (64, 256))), name="SqueezeNet 1.0")


def squeezenet1_1() -> Design:
    """SqueezeNet 1.1, pools earlier than 1.0, as in torchvision: 1,235,496 parameters."""
    early, late = ((16, 64), (16, 64)), ((48, 192), (48, 192), (64, 256), (64, 256))
    plan = (None, *early, None, (32, 128), (32, 128), None, *late)
    notes = {"features.2": "Size rounded up, as in Caffe and torchvision."}
    return Design(annotated(_squeezenet(64, 3, plan), notes), name="SqueezeNet 1.1")
