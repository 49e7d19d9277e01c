"""After an edit that changes how a layer is computed, and not its weights, these are packed anew for it."""

from dataclasses import replace

import numpy as np
import pytest

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import Conv2d, Input
from designer.engine.forward import Engine
from designer.engine.request import Request
from tests.engine.kit import run_all

WINOGRAD = Conv2d(out_channels=32, padding=(1, 1))
WAYS = {
    "columns": replace(WINOGRAD, stride=(2, 2)),
    "dilated": replace(WINOGRAD, padding=(2, 2), dilation=(2, 2)),
    "no padding": replace(WINOGRAD, padding=(0, 0)),
}


def asked(kind, size=20):
    design = Design((Layer("image", Input(channels=16, height=size, width=size)), Layer("c", kind, ("image",))))
    image = np.random.default_rng(size).normal(size=(16, size, size)).astype(np.float32)
    return Request(design, analyse(design), image)


@pytest.mark.parametrize("other", [*(asked(kind) for kind in WAYS.values()), asked(WINOGRAD, 3)], ids=[*WAYS, "small"])
def test_the_same_as_a_first_run(other):
    engine = Engine()
    for request in (asked(WINOGRAD), other, asked(WINOGRAD)):
        found = {result.layer: result.array for result in engine.run(request)}
        np.testing.assert_array_equal(found["c"], run_all(request)["c"])
