"""The numbers that storeys keep and take for a while, beside what their kernels and their packing really take."""

import tracemalloc
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import Conv2d, Input, Linear
from designer.core.shapes import Shape
from designer.engine.footprint import packed_by_each, packed_numbers, passing_numbers, scratch_numbers
from designer.engine.kernels.blocks import Scratch
from designer.engine.packing import pack_task
from designer.engine.plan import make_plan
from designer.engine.program import Store
from designer.engine.storeys import storeys
from designer.engine.team import Alone
from designer.engine.ways import Share
from designer.engine.weights import RandomWeights
from tests.benchmarks.networks import design_of
from tests.engine.cases import COMPUTED, cases
from tests.engine.reference import shape_of

LINES = 1024
"""Numbers by which scratch memory may be larger: arrays start on cache lines."""
PARTED = 32
"""The same for two arrays."""
PYTHON = 1 << 16
"""Bytes that names, generators and views take besides arrays."""


def all_storeys(design):
    wanted = (design.layers[-1].id,)
    return storeys(make_plan(analyse(design), RandomWeights(), 0), wanted)


def taken(found, share):
    """Numbers of scratch memory that a worker's kernels take, storey by storey."""
    team = Alone()
    team.share = share
    numbers = {}
    for step in Store(team, 1 << 30, 1 << 30).steps(found):
        if step.storey.base.inputs:
            team.scratch, store = Scratch(), Store(team, 1 << 30, 1 << 30)
            store.bind(step, RandomWeights(), 0, lambda: False)
            numbers[step.storey] = team.scratch.bytes // 4
    return numbers


@pytest.mark.parametrize("name", ["nin", "squeezenet", "student64", "lenet5", "alexnet:features.0"])
@pytest.mark.parametrize("members", [1, 2, 3])
def test_scratch_is_what_kernels_take(name, members):
    found = all_storeys(design_of(name))
    by_member = [taken(found, Share(member, members)) for member in range(members)]
    for storey in by_member[0]:
        most, said = max(numbers[storey] for numbers in by_member), scratch_numbers(storey, members)
        assert most <= said + LINES, storey.last.layer
        if isinstance(storey.base.kind, Conv2d):
            assert said <= most + LINES, storey.last.layer


@pytest.mark.parametrize("name", COMPUTED)
def test_every_kind_takes_no_more_scratch_than_is_said(name):
    @given(cases(name), st.integers(1, 3))
    def check(case, members):
        shapes = [shape_of(x) for x in case.inputs]
        if not all(isinstance(shape, Shape) for shape in shapes):
            return
        images = [Layer(f"image{number}", Input(**asdict(shape))) for number, shape in enumerate(shapes)]
        design = Design((*images, Layer("layer", case.kind, tuple(image.id for image in images))))
        found = all_storeys(design)
        for member in range(members):
            for storey, most in taken(found, Share(member, members)).items():
                assert most <= scratch_numbers(storey, members) + PARTED

    check()


KINDS = {
    "columns": (Conv2d(out_channels=256, kernel_size=(7, 7), stride=(2, 2)), (64, 40, 40)),
    "strips": (Conv2d(out_channels=512, kernel_size=(7, 7), stride=(2, 2)), (24, 40, 40)),
    "product": (Conv2d(out_channels=1024, kernel_size=(1, 1)), (512, 20, 20)),
    "channels": (Conv2d(out_channels=1024, kernel_size=(1, 1)), (512, 4, 4)),
    "winograd": (Conv2d(out_channels=192, padding=(1, 1)), (160, 80, 80)),
    "one part": (Conv2d(out_channels=64, padding=(1, 1)), (64, 80, 80)),
    "frequencies": (Conv2d(out_channels=320, padding=(1, 1)), (320, 12, 12)),
    "depthwise": (Conv2d(out_channels=4096, groups=4096, kernel_size=(5, 5)), (4096, 8, 8)),
    "wide linear": (Linear(out_features=3072), (64, 10, 10)),
    "narrow linear": (Linear(out_features=100), (64, 20, 20)),
}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("members", [1, 2, 3])
def test_packing_takes_what_is_said(name, members):
    kind, shape = KINDS[name]
    design = Design(
        (Layer("image", Input(channels=shape[0], height=shape[1], width=shape[2])), Layer("layer", kind, ("image",)))
    )
    storey = all_storeys(design)[-1]
    kept = packed_numbers(storey) // (1 if packed_by_each(storey) else members)
    said = 4 * (kept + passing_numbers(storey, members))
    peaks = []
    for member in range(members):
        tracemalloc.start()
        pack_task(storey.base, Share(member, members), RandomWeights(), 0, lambda: False)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert max(peaks) <= said * 1.125 + PYTHON
    assert said <= 1.3 * max(peaks) + PYTHON
