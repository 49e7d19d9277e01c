"""How much work is done between two looks at the flag that stops a run: counted, not timed."""

import math

import numpy as np
import pytest

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import (
    Activation,
    AdaptiveAvgPool2d,
    BatchNorm2d,
    Conv2d,
    ConvTranspose2d,
    Flatten,
    Input,
    Linear,
    MaxPool2d,
)
from designer.core.shapes import Shape
from designer.engine import binding, lowering
from designer.engine.binding import Job
from designer.engine.errors import Stopped
from designer.engine.forward import Engine
from designer.engine.kernels.blocks import CACHE_BYTES, Epilogue, Scratch
from designer.engine.maps import Border, Map, outside, padded_shape
from designer.engine.plan import make_plan
from designer.engine.program import Store
from designer.engine.request import Request
from designer.engine.storeys import storeys
from designer.engine.team import Alone
from designer.engine.ways import SHARED_NUMBERS, Share
from designer.engine.weights import DRAWN_AT_ONCE, RandomWeights, WeightSpec

MOST_WORK = 800e6  # ten milliseconds of one core
MOST_PACKED = 1 << 18
LARGE = [
    (Conv2d(out_channels=4096, kernel_size=(1, 1)), Shape(4096, 32, 64)),
    (Conv2d(out_channels=2048, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1)), Shape(256, 16, 256)),
    (Conv2d(out_channels=1024, kernel_size=(3, 3), padding=(1, 1)), Shape(1024, 16, 224)),
    (Conv2d(out_channels=2048, kernel_size=(3, 3), padding=(1, 1), groups=2), Shape(2048, 8, 128)),
    (Conv2d(out_channels=512, kernel_size=(3, 3), padding=(1, 1)), Shape(512, 28, 28)),
    (Linear(out_features=4096), Shape(512, 4, 4)),
    (Linear(out_features=64), Shape(512, 32, 32)),
]


class Untouched:
    """Weights of zeros that take no memory; the largest part asked for at once is written down."""

    def __init__(self, shapes):
        self.shapes, self.largest = shapes, 0

    def __call__(self, name, part=None):
        shape = self.shapes[name]
        first, last = part or (0, shape[0])
        array = np.broadcast_to(np.float32(0), (last - first, *shape[1:]))
        self.largest = max(self.largest, array.size)
        return array


@pytest.fixture
def products(monkeypatch):
    """Multiply–accumulates of every product of matrices; nothing is multiplied."""
    done = []

    def matmul(left, right, out):
        done.append(math.prod(out.shape) * right.shape[0 if right.ndim == 1 else -2])
        assert left.shape[-1] == right.shape[0 if right.ndim == 1 else -2]

    monkeypatch.setattr(np, "matmul", matmul)
    monkeypatch.setattr(np, "dot", matmul)
    return done


@pytest.mark.parametrize(("kind", "shape"), LARGE, ids=lambda value: str(value)[:60])
@pytest.mark.parametrize("members", [1, 2])
def test_a_layer_is_cut_into_small_blocks(kind, shape, members, products):
    output, share = kind.output((shape,)), Share(0, members)
    weights = Untouched({weight.name: weight.shape for weight in kind.weights((shape,))})
    full = [np.empty(padded_shape(shape, lowering.border_read(kind, (shape,), output)), np.float32)]
    full.append(np.empty(padded_shape(output, Border()), np.float32))
    packed = lowering.pack(kind, (shape,), output, weights, share)
    assert isinstance(kind, Linear) or weights.largest <= MOST_PACKED + 64 * math.prod(weights.shapes["weight"][1:])
    maps = Map(full[0], lowering.border_read(kind, (shape,), output)), Map(full[1], Border())
    shared = Scratch(np.empty(SHARED_NUMBERS + 1024, np.float32))
    job = Job((shape,), maps[:1], maps[1], packed, share, Scratch(), Epilogue("relu"), lambda: None, shared)
    total = 0
    for block in binding.bind(kind, job):
        products.clear()
        with np.errstate(all="ignore"):  # what is not multiplied may hold anything
            block()
        assert sum(products) <= MOST_WORK
        total += sum(products)
    assert total > MOST_WORK / 80


@pytest.mark.parametrize("kind", [Flatten(), Linear(out_features=1)])
def test_a_large_map_is_flattened_in_parts(kind):
    shape = Shape(64, 256, 256)
    maps = [
        Map(np.zeros(padded_shape(each, Border()), np.float32), Border()) for each in (shape, kind.output((shape,)))
    ]
    weight = np.zeros((1, shape.elements), np.float32), np.zeros(1, np.float32)
    blocks = binding.bind(kind, Job((shape,), maps[:1], maps[1], weight, Share(), Scratch()))
    assert len(blocks) >= shape.elements * 4 // CACHE_BYTES


def test_a_large_copy_looks_before_every_row():
    looks = []
    shown = Map(np.ones((5, 2, 1), np.float32), Border())
    assert outside(shown, Shape(1, 5, 2), stopped=lambda: bool(looks.append(None))).sum() == 10
    assert len(looks) == 5
    with pytest.raises(Stopped):
        outside(shown, Shape(1, 5, 2), stopped=lambda: True)


@pytest.mark.parametrize(
    "kind",
    [
        ConvTranspose2d(out_channels=8, stride=(2, 2), groups=4),
        Conv2d(out_channels=8, groups=4),
        Conv2d(out_channels=8, kernel_size=(5, 5), dilation=(2, 2)),
        Conv2d(out_channels=8, kernel_size=(5, 5)),
        Conv2d(out_channels=32, padding=(1, 1)),
        Conv2d(out_channels=16, groups=16),
        Conv2d(out_channels=16, kernel_size=(1, 1)),
    ],
    ids=repr,
)
def test_there_is_a_look_before_each_call_that_is_bound(kind):
    image = Layer("image", Input(channels=16, height=300, width=300))
    design, looks = Design((image, Layer("a", kind, ("image",)))), []
    store = Store(Alone(), 1 << 30, 1 << 30)
    step = store.steps(storeys(make_plan(analyse(design), RandomWeights(), 0), ("a",)))[-1]
    store.weights(step.storey.base, RandomWeights(), 0, lambda: False)
    blocks = store.bind(step, RandomWeights(), 0, lambda: bool(looks.append(None)))
    assert len(looks) == len(blocks) > 1
    step.value.bound_to = ()
    with pytest.raises(Stopped):
        store.bind(step, RandomWeights(), 0, lambda: True)


def test_drawing_looks_before_every_block():
    looks = []
    spec = WeightSpec("fc", "weight", (10, DRAWN_AT_ONCE // 2), "normal", 1.0)
    RandomWeights().array(spec, 0, lambda: bool(looks.append(None)))
    assert len(looks) >= 5
    with pytest.raises(Stopped):
        RandomWeights().array(spec, 0, lambda: len(looks.append(None) or looks) > 7)
    assert len(looks) == 8


def test_every_look_can_stop_a_run():
    kinds = (
        Input(channels=3, height=20, width=20), Conv2d(out_channels=32, padding=(1, 1)), BatchNorm2d(), Activation(),
        MaxPool2d(), AdaptiveAvgPool2d(output_size=(2, 2)), Linear(out_features=5),
    )  # fmt: skip
    design = Design(tuple(Layer(f"l{n}", kind, (f"l{n - 1}",) if n else ()) for n, kind in enumerate(kinds)))
    request = Request(design, analyse(design), np.zeros((20, 20), np.uint8), rest="kept")
    looks = []
    list(Engine().run(request, lambda: bool(looks.append(None))))
    for at in range(len(looks)):
        seen = []
        results = list(Engine().run(request, lambda seen=seen, at=at: len(seen.append(None) or seen) > at))
        assert len(seen) == at + 1
        assert not any(result.layer == "l6" and result.array is not None for result in results)
