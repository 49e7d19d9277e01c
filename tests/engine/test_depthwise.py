"""Depthwise convolutions: every stride, dilation and multiplier has a way of its own through the kernel."""

import numpy as np
import pytest

from designer.core.kinds import Conv2d
from designer.core.shapes import Shape
from tests.engine.cases import Case, close, run_case, weights_for
from tests.engine.reference import reference


@pytest.mark.parametrize("stride", [(1, 1), (2, 1), (1, 2), (3, 2)])
@pytest.mark.parametrize("dilation", [(1, 1), (2, 1), (1, 3)])
@pytest.mark.parametrize("multiplier", [1, 2, 3])
@pytest.mark.parametrize("bias", [True, False])
def test_as_defined(stride, dilation, multiplier, bias):
    kind = Conv2d(
        out_channels=3 * multiplier, kernel_size=(3, 2), stride=stride, padding=(1, 0, 2, 1), dilation=dilation,
        groups=3, bias=bias,
    )  # fmt: skip
    random = np.random.default_rng(multiplier)
    x = random.normal(size=(3, 7, 8)).astype(np.float32)
    case = Case(kind, [x], weights_for(kind, [Shape(*x.shape)], random))
    close(run_case(case), reference(kind, case.inputs, case.arrays), tolerance=1e-6)
