"""Figures taken over from before an edit are those of a full pass, and only what an edit touches is worked out."""

from dataclasses import replace
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.core import edits, property_edits, removals
from designer.core import receptive_field as rf
from designer.core.analysis import analyse
from designer.core.design import Design, Settings
from designer.core.edit_basics import EditError
from designer.core.fileformat import dumps, loads
from designer.core.kinds import Activation, Add, BatchNorm2d, Concat, Conv2d, MaxPool2d, Upsample
from designer.core.makes import Maker
from tests.benchmarks.core import residual
from tests.strategies import random_design

KINDS = (
    Activation(),
    BatchNorm2d(),
    Conv2d(out_channels=2, padding=(1, 1)),
    Conv2d(out_channels=3, kernel_size=(2, 1), stride=(2, 1)),
    MaxPool2d(kernel_size=(9, 9)),
    Upsample(),
)


def edited(design: Design, random: Random) -> Design:
    """The design after one edit of any kind; the same where that cannot be made."""
    names = [layer.id for layer in design]
    one, other, kind = random.choice(names), random.choice(names), random.choice(KINDS)
    readers = [layer for layer in design if layer.inputs]
    target = random.choice(readers) if readers else None
    ways = [
        lambda: edits.insert_after(design, one, kind),
        lambda: removals.remove(design, [one, other]),
        lambda: property_edits.set_kind(design, one, kind),
        lambda: edits.branch(design, one, one, kind, random.choice([Add(), Concat()])),
        lambda: property_edits.rename(design, one, f"{one}x"),
        lambda: edits.connect(design, one, other, Add()),
        lambda: removals.move(design, [one], other, None),
        lambda: removals.disconnect(design, target.id, 0) if target else design,
        lambda: property_edits.set_settings(design, Settings(random.randint(1, 3), "float16")),
        lambda: loads(dumps(design)),
        lambda: replace(design, layers=design.layers[: random.randint(1, len(design))]),
        lambda: _renamed_across(design, one, other),
    ]
    try:
        return random.choice(ways)()
    except EditError:
        return design


def _renamed_across(design: Design, one: str, other: str) -> Design:
    """Two layers that swap their ids: each stands under a known id, and is another."""
    swap = {one: other, other: one}
    layers = [
        replace(x, id=swap.get(x.id, x.id), inputs=tuple(swap.get(name, name) for name in x.inputs)) for x in design
    ]
    return replace(design, layers=tuple(layers))


def same(one, other) -> None:
    assert one == other
    assert one.totals == other.totals
    assert list(one.facts) == list(other.facts)
    assert repr(one) == repr(other)
    assert all(facts.layer is layer for facts, layer in zip(one.facts.values(), one.design, strict=True))


@settings(max_examples=200)
@given(st.randoms(use_true_random=False), st.sampled_from([2**19, 60, 25]))
def test_any_edits_lead_to_the_figures_of_a_full_pass(random, most_phases):
    with patch.object(rf, "MOST_PHASES_IN_ALL", most_phases):
        design = random_design(random, broken=random.choice([0.0, 0.3]), most=random.choice([6, 14]))
        analysis = analyse(design)
        for _ in range(random.randint(1, 6)):
            after = edited(design, random)
            taken_over = analyse(after, analysis)
            same(taken_over, analyse(after))
            if random.random() < 0.8:  # else the next one follows from two edits at once
                analysis = taken_over
            design = after


@pytest.fixture
def worked_out():
    """The kinds that are asked for figures."""
    asked = []
    make = Maker.make

    def counted(self, kind, inputs):
        asked.append(kind)
        return make(self, kind, inputs)

    with patch.object(Maker, "make", counted):
        yield asked


def test_an_insertion_that_changes_no_figure_works_out_two_layers(worked_out):
    design = residual(200)
    before = analyse(design)
    after = edits.insert_after(design, "2", BatchNorm2d())
    worked_out.clear()
    analysis = analyse(after, before)
    assert worked_out == [BatchNorm2d(), design["3"].kind]
    assert analysis.facts["199"] is before.facts["199"]


def test_an_edit_works_out_only_what_stands_below_it(worked_out):
    design = residual(200)
    before = analyse(design)
    after = property_edits.set_options(design, "190", {"padding": 0})
    worked_out.clear()
    analysis = analyse(after, before)
    assert 1 < len(worked_out) <= 10
    above = [layer.id for layer in design][: design.index("190")]
    assert all(analysis.facts[name] is before.facts[name] for name in above)
    worked_out.clear()
    assert analyse(after, analysis) == analysis
    assert not worked_out


def test_other_settings_work_out_all(worked_out):
    design = residual(20)
    before = analyse(design)
    worked_out.clear()
    after = property_edits.set_settings(design, Settings(batch_size=2))
    assert analyse(after, before).facts["5"].output_bytes == 2 * before.facts["5"].output_bytes
    assert len(worked_out) == 20
