"""Edits tried while hovering: what would come out, what would be wrong, where a connection may end."""

from hypothesis import given
from hypothesis import strategies as st

from designer.core import edits, property_edits, removals
from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError
from designer.core.kinds import Activation, Add, Concat, Conv2d, Input, MaxPool2d
from designer.core.trial import legal_targets, try_edit
from tests.strategies import any_designs, designs

SAME = Conv2d(out_channels=4, padding=(1, 1))
DESIGN = Design(
    (
        Layer("image", Input(height=8, width=8, channels=4)),
        Layer("a", SAME, ("image",)),
        Layer("pool", MaxPool2d(), ("image",)),
        Layer("b", Activation(), ("a",)),
        Layer("sum", Add(), ("b", "image")),
    )
)
BEFORE = analyse(DESIGN)


def test_shape_that_would_come_out() -> None:
    trial = try_edit(BEFORE, lambda design: edits.insert_after(design, "pool", SAME))
    assert (trial.text, trial.refused, trial.finding) == ("conv2d_1 → 4×4×4", False, None)
    assert trial.analysis is not None
    assert "conv2d_1" in trial.analysis.design
    assert try_edit(BEFORE, lambda d: property_edits.set_options(d, "pool", {"stride": 3})).text == "pool → 3×3×4"
    assert try_edit(BEFORE, lambda d: property_edits.set_note(d, "a", "x")).text == "sum → 8×8×4"
    assert try_edit(BEFORE, lambda d: removals.remove(d, ["b"])).text == "sum → 8×8×4"


def test_error_that_would_come_and_was_not_there() -> None:
    trial = try_edit(BEFORE, lambda design: edits.connect(design, "pool", "sum"))
    assert trial.text.startswith("sum: all inputs must have one shape")
    assert trial.finding is not None
    assert not trial.refused
    broken = analyse(edits.connect(DESIGN, "pool", "sum"))
    assert try_edit(broken, lambda design: edits.insert_after(design, "a", SAME)).text == "conv2d_1 → 8×8×4"


def test_reason_why_not_and_nothing() -> None:
    trial = try_edit(BEFORE, lambda design: edits.connect(design, "sum", "a"))
    assert (trial.refused, trial.text) == (True, "a stands above sum: the connection would close a loop")
    assert try_edit(BEFORE, lambda design: design).text == ""
    assert try_edit(BEFORE, lambda _: Design()).text == ""


def test_targets_of_a_connection() -> None:
    assert legal_targets(DESIGN, "pool") == {
        "image": "an input layer reads nothing",
        "a": None,
        "pool": "a layer cannot read itself",
        "b": None,
        "sum": None,
    }
    assert legal_targets(DESIGN, "b") == {
        "image": "an input layer reads nothing",
        "a": "a stands above b: the connection would close a loop",
        "pool": None,
        "b": "a layer cannot read itself",
        "sum": "sum reads b already",
    }


def test_targets_whose_arithmetic_would_fail() -> None:
    targets = legal_targets(DESIGN, "pool", BEFORE)
    assert targets["a"] == "all inputs must have one shape, and they are 8×8×4, 4×4×4"
    assert targets["sum"] == "all inputs must have one shape, and they are 8×8×4, 8×8×4, 4×4×4"
    assert "height and width" in str(legal_targets(DESIGN, "pool", BEFORE, Concat())["a"])
    assert legal_targets(DESIGN, "a", BEFORE)["sum"] is None
    broken = analyse(Design((*DESIGN.layers, Layer("huge", MaxPool2d(kernel_size=(99, 99)), ("a",)))))
    assert legal_targets(broken.design, "huge", broken)["sum"] is None


@given(any_designs() | designs, st.integers(0, 99))
def test_legal_is_what_can_be_connected(design: Design, at: int) -> None:
    source = design.layers[at % len(design)].id
    for target, reason in legal_targets(design, source).items():
        try:
            edits.connect(design, source, target)
        except EditError as error:
            refusal: str | None = str(error)
        else:
            refusal = None
        assert (reason is None) == (refusal is None), (source, target, reason, refusal)


@given(designs, st.integers(0, 99))
def test_fitting_is_what_brings_no_new_error(design: Design, at: int) -> None:
    source = design.layers[at % len(design)].id
    before = analyse(design)
    for target, reason in legal_targets(design, source, before).items():
        trial = try_edit(before, lambda value, target=target: edits.connect(value, source, target))
        if reason is None:
            assert trial.finding is None or trial.finding.layer != target
        elif not trial.refused:
            assert trial.finding is not None
