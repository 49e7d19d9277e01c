"""What is refused before a run, in one line: weights and pictures that do not fit, too much memory."""

import numpy as np
import pytest

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import (
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    Input,
    Linear,
    MaxPool2d,
    Upsample,
)
from designer.engine.errors import ImageError, MemoryLimit, WeightError
from designer.engine.forward import Engine
from designer.engine.team import Alone
from designer.engine.weight_files import StoredWeights
from designer.engine.weights import RandomWeights, all_specs
from tests.engine.kit import BRANCHES, ask, run_all


def test_weights_of_a_file_are_held_against_the_design():
    weights = {s.full_name: RandomWeights().array(s, 5, lambda: False) for s in all_specs(analyse(BRANCHES))}
    found = run_all(ask(BRANCHES, weights=StoredWeights(weights), wanted=("out",)))
    expected = run_all(ask(BRANCHES, seed=5, wanted=("out",)))
    np.testing.assert_array_equal(found["out"], expected["out"])
    for name, text in (("c1.weight", "is missing"), ("out.bias", "is missing")):
        with pytest.raises(WeightError, match=rf"'{name}'.*{text}"):
            run_all(ask(BRANCHES, weights=StoredWeights({n: a for n, a in weights.items() if n != name})))
    with pytest.raises(WeightError, match="'extra' belongs to no layer"):
        run_all(ask(BRANCHES, weights=StoredWeights({**weights, "extra": np.zeros(1, np.float32)})))
    with pytest.raises(WeightError, match=r"'c1.bias': expected shape \[4\], found \[5\]"):
        run_all(ask(BRANCHES, weights=StoredWeights({**weights, "c1.bias": np.zeros(5, np.float32)})))


def test_batch_counters_of_pytorch_are_no_weights():
    design = Design((Layer("image", Input(channels=2, height=3, width=3)), Layer("b", BatchNorm2d(), ("image",))))
    weights = {s.full_name: RandomWeights().array(s, 0, lambda: False) for s in all_specs(analyse(design))}
    weights["b.num_batches_tracked"] = np.zeros((), np.float32)
    run_all(ask(design, weights=StoredWeights(weights)))


def test_a_picture_that_does_not_fit():
    with pytest.raises(ImageError, match="needs an array of 3×12×12"):
        run_all(ask(BRANCHES, image=np.zeros((3, 4, 4), np.float32)))
    with pytest.raises(ImageError, match="no picture was given"):
        run_all(ask(BRANCHES, image={}))


def test_refusal_before_anything_is_allocated(monkeypatch):
    monkeypatch.setattr(Alone, "room", None)
    with pytest.raises(MemoryLimit, match=r"needs .* and may take 9 KiB: try a smaller image"):
        list(Engine().run(ask(BRANCHES, memory_limit=10_000)))


HUGE = 2**62
ABSURD = [
    Conv2d(out_channels=HUGE),
    Conv2d(out_channels=1, kernel_size=(HUGE, 1), padding=(HUGE, 0)),
    Conv2d(out_channels=1, kernel_size=(1, 1), padding=(HUGE, 0), stride=(HUGE, 1)),
    MaxPool2d(kernel_size=(HUGE, HUGE), padding=(HUGE, HUGE), stride=(HUGE, HUGE)),
    AvgPool2d(kernel_size=(HUGE, HUGE), padding=(HUGE, HUGE), stride=(HUGE, HUGE)),
    MaxPool2d(kernel_size=(HUGE, 1), padding=(HUGE, 0)),
    Linear(out_features=HUGE),
    Upsample(scale_factor=(HUGE, 1)),
]


@pytest.mark.parametrize("kind", ABSURD, ids=repr)
def test_absurd_sizes_are_refused_or_run(kind):
    design = Design((Layer("image", Input(channels=3, height=12, width=12)), Layer("x", kind, ("image",))))
    try:
        results = list(Engine().run(ask(design)))
    except MemoryLimit:
        return
    assert results[-1].array is not None
