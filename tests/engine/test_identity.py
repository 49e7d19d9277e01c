"""Numbers that say whether the maps of a layer are still the same, held against the keys of a plan."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from designer.core import edits, property_edits
from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kept_weights import Seed
from designer.core.kinds import Activation, Add, Conv2d, Dropout, Input, MaxPool2d
from designer.engine.design_weights import weights_of
from designer.engine.identity import Identities
from designer.engine.normalisation import Normalisation
from designer.engine.plan import make_plan
from designer.engine.request import Request
from designer.engine.weights import RandomWeights

IMAGE = np.zeros((8, 8, 3), np.uint8)
DESIGN = Design(
    (
        Layer("image", Input(height=8, width=8, channels=3)),
        Layer("a", Conv2d(out_channels=4, padding=(1, 1)), ("image",)),
        Layer("b", Conv2d(out_channels=4, padding=(1, 1)), ("image",)),
        Layer("relu", Activation(), ("a",)),
        Layer("other", Activation(), ("a",)),
        Layer("sum", Add(), ("relu", "b")),
        Layer("pool", MaxPool2d(), ("sum",)),
    )
)


def request(design: Design, image=IMAGE, seed: int = 0, edges: bool = True, **others) -> Request:
    return Request(design, analyse(design), image, seed, weights_of(design, RandomWeights(edges)), **others)


def test_an_edit_changes_what_is_below_it_and_nothing_else() -> None:
    identities = Identities()
    before = identities.of(request(DESIGN))
    after = identities.of(request(property_edits.set_options(DESIGN, "b", {"out_channels": 4, "bias": False})))
    assert {name for name in before if before[name] != after[name]} == {"b", "sum", "pool"}
    assert identities.of(request(DESIGN)) == before


def test_equal_content_is_equal_and_ids_count_where_weights_go_by_them() -> None:
    found = Identities().of(request(DESIGN))
    assert found["relu"] == found["other"]
    assert found["a"] != found["b"]


def test_another_picture_seed_or_source_of_weights_makes_all_new() -> None:
    normalised = request(DESIGN, normalisation=Normalisation(top=255))
    for other in (request(DESIGN, IMAGE.copy()), request(DESIGN, seed=1), request(DESIGN, edges=False), normalised):
        identities = Identities()
        before, after = identities.of(request(DESIGN)), identities.of(other)
        assert not set(before.values()) & set(after.values())
        assert not set(after.values()) & set(identities.of(request(DESIGN)).values())


def test_weights_that_a_design_keeps_count_where_they_are() -> None:
    identities = Identities()
    before = identities.of(request(DESIGN))
    layers = (replace(each, weights=(("weight", Seed(3)),)) if each.id == "b" else each for each in DESIGN)
    after = identities.of(request(replace(DESIGN, layers=tuple(layers))))
    assert {name for name in before if before[name] != after[name]} == {"b", "sum", "pool"}
    assert identities.of(request(DESIGN)) == before


def test_layers_without_an_output_have_none() -> None:
    broken = property_edits.set_options(DESIGN, "b", {"kernel_size": 99})
    assert set(Identities().of(request(broken))) == {"image", "a", "relu", "other"}


@given(
    st.lists(
        st.sampled_from([Conv2d(out_channels=4, padding=(1, 1)), Activation(), MaxPool2d(), Dropout()]), max_size=6
    )
)
def test_equal_numbers_mean_equal_keys_of_a_plan(kinds: list) -> None:
    design = DESIGN
    for kind in kinds:
        design = edits.insert_after(design, "pool", kind)
    asked = request(design)
    found = Identities().of(asked)
    tasks = make_plan(asked.analysis, asked.weights, 0).tasks
    assert set(found) == set(tasks)
    for one in found:
        for other in found:
            if found[one] == found[other]:
                assert tasks[one].key == tasks[other].key
