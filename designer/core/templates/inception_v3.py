"""Inception-v3 and its modules with n×1 and 1×n convolutions, under torchvision's names."""

from designer.core.design import Design, Layer
from designer.core.kinds import AdaptiveAvgPool2d, Concat, Dropout, Flatten, Linear
from designer.core.templates.chain import (
    Size,
    avg_pool,
    chain,
    conv,
    image,
    join,
    max_pool,
    same_conv,
)
from designer.core.templates.inception import basic_conv

Step = tuple[str, int, Size]


def _unit(source: str, module: str, name: str, out: int, kernel: Size, stride: int = 1) -> tuple[Layer, ...]:
    """Convolution, batch norm, ReLU: padded to keep the size at stride 1, unpadded at stride 2."""
    kind = same_conv(out, kernel, bias=False) if stride == 1 else conv(out, kernel, stride, bias=False)
    return basic_conv(source, f"{module}.{name}", kind, module)


def _path(source: str, module: str, *steps: Step, last_stride: int = 1) -> tuple[Layer, ...]:
    """One branch: a unit per (name, channels, kernel)."""
    layers: tuple[Layer, ...] = ()
    for number, (name, out, kernel) in enumerate(steps, 1):
        stride = last_stride if number == len(steps) else 1
        layers += _unit(layers[-1].id if layers else source, module, name, out, kernel, stride)
    return layers


def _pooled(source: str, module: str, out: int) -> tuple[Layer, ...]:
    """The branch of a 3×3 average pool and a 1×1."""
    layers = chain(source, (f"{module}.avgpool", avg_pool(3, 1, 1)), block=module)
    return layers + _unit(f"{module}.avgpool", module, "branch_pool", out, 1)


def _joined(module: str, *branches: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """The branches and their concatenation."""
    ends = (branch[-1].id for branch in branches)
    return tuple(layer for branch in branches for layer in branch) + join(
        f"{module}.concat", Concat(), *ends, block=module
    )


def inception_a(source: str, pool: int, *, prefix: str) -> tuple[Layer, ...]:
    """1×1, 5×5, two 3×3, and a pooled branch of `pool` channels."""
    return _joined(
        prefix,
        _path(source, prefix, ("branch1x1", 64, 1)),
        _path(source, prefix, ("branch5x5_1", 48, 1), ("branch5x5_2", 64, 5)),
        _path(source, prefix, ("branch3x3dbl_1", 64, 1), ("branch3x3dbl_2", 96, 3), ("branch3x3dbl_3", 96, 3)),
        _pooled(source, prefix, pool),
    )


def inception_b(source: str, *, prefix: str) -> tuple[Layer, ...]:
    """Halves the size: 3×3 stride 2, two 3×3 the second of stride 2, a max-pool."""
    double = (("branch3x3dbl_1", 64, 1), ("branch3x3dbl_2", 96, 3), ("branch3x3dbl_3", 96, 3))
    return _joined(
        prefix,
        _path(source, prefix, ("branch3x3", 384, 3), last_stride=2),
        _path(source, prefix, *double, last_stride=2),
        chain(source, (f"{prefix}.maxpool", max_pool(3, 2)), block=prefix),
    )


def inception_c(source: str, width: int, *, prefix: str) -> tuple[Layer, ...]:
    """7×7 written as 1×7 and 7×1, once and twice, with `width` channels inside."""
    across, down = (1, 7), (7, 1)
    double: tuple[Step, ...] = (("branch7x7dbl_1", width, 1), ("branch7x7dbl_2", width, down))
    double += (
        ("branch7x7dbl_3", width, across),
        ("branch7x7dbl_4", width, down),
        ("branch7x7dbl_5", 192, across),
    )
    single: tuple[Step, ...] = (
        ("branch7x7_1", width, 1),
        ("branch7x7_2", width, across),
        ("branch7x7_3", 192, down),
    )
    return _joined(
        prefix,
        _path(source, prefix, ("branch1x1", 192, 1)),
        _path(source, prefix, *single),
        _path(source, prefix, *double),
        _pooled(source, prefix, 192),
    )


def inception_d(source: str, *, prefix: str) -> tuple[Layer, ...]:
    """Halves the size: 3×3 stride 2, 1×7 · 7×1 · 3×3 stride 2, a max-pool."""
    long: tuple[Step, ...] = (("branch7x7x3_1", 192, 1), ("branch7x7x3_2", 192, (1, 7)))
    long += (("branch7x7x3_3", 192, (7, 1)), ("branch7x7x3_4", 192, 3))
    return _joined(
        prefix,
        _path(source, prefix, ("branch3x3_1", 192, 1), ("branch3x3_2", 320, 3), last_stride=2),
        _path(source, prefix, *long, last_stride=2),
        chain(source, (f"{prefix}.maxpool", max_pool(3, 2)), block=prefix),
    )


def inception_e(source: str, *, prefix: str) -> tuple[Layer, ...]:
    """Branches that part again into 1×3 and 3×1 side by side."""
    branches = [_path(source, prefix, ("branch1x1", 320, 1))]
    stems: tuple[tuple[str, str, tuple[Step, ...]], ...] = (
        ("branch3x3", "2", (("branch3x3_1", 384, 1),)),
        ("branch3x3dbl", "3", (("branch3x3dbl_1", 448, 1), ("branch3x3dbl_2", 384, 3))),
    )
    for name, number, steps in stems:
        stem = _path(source, prefix, *steps)
        across = _unit(stem[-1].id, prefix, f"{name}_{number}a", 384, (1, 3))
        down = _unit(stem[-1].id, prefix, f"{name}_{number}b", 384, (3, 1))
        ends = (across[-1].id, down[-1].id)
        branches.append(stem + across + down + join(f"{prefix}.{name}_concat", Concat(), *ends, block=prefix))
    return _joined(prefix, *branches, _pooled(source, prefix, 192))


def _stem() -> tuple[Layer, ...]:
    """From the image to 35×35×192."""
    layers = image(299, 299, 3)
    layers += basic_conv("image", "Conv2d_1a_3x3", conv(32, 3, 2, bias=False), "stem")
    layers += basic_conv(layers[-1].id, "Conv2d_2a_3x3", conv(32, 3, bias=False), "stem")
    layers += basic_conv(layers[-1].id, "Conv2d_2b_3x3", same_conv(64, 3, bias=False), "stem")
    layers += chain(layers[-1].id, ("maxpool1", max_pool(3, 2)), block="stem")
    layers += basic_conv("maxpool1", "Conv2d_3b_1x1", conv(80, 1, bias=False), "stem")
    layers += basic_conv(layers[-1].id, "Conv2d_4a_3x3", conv(192, 3, bias=False), "stem")
    return layers + chain(layers[-1].id, ("maxpool2", max_pool(3, 2)), block="stem")


def inception_v3() -> Design:
    """Inception-v3 (Szegedy et al. 2015) as in torchvision, without its training head: 23,834,568 parameters."""
    layers = _stem()
    for letter, pool in (("b", 32), ("c", 64), ("d", 64)):
        layers += inception_a(layers[-1].id, pool, prefix=f"Mixed_5{letter}")
    layers += inception_b(layers[-1].id, prefix="Mixed_6a")
    for letter, width in (("b", 128), ("c", 160), ("d", 160), ("e", 192)):
        layers += inception_c(layers[-1].id, width, prefix=f"Mixed_6{letter}")
    layers += inception_d(layers[-1].id, prefix="Mixed_7a")
    for letter in "bc":
        layers += inception_e(layers[-1].id, prefix=f"Mixed_7{letter}")
    layers += chain(
        layers[-1].id,
        ("avgpool", AdaptiveAvgPool2d()),
        ("dropout", Dropout(p=0.5)),
        ("flatten", Flatten()),
        ("fc", Linear(out_features=1000)),
    )
    return Design(layers, name="Inception-v3")
