"""Folded blocks: one row with its borders, whose figures add up."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.blocks import (
    blocks,
)
from designer.core.design import Design, Layer
from designer.core.folding import block_key, folded
from designer.core.kinds import Add
from designer.core.shapes import Shape
from designer.core.structure import Edge
from designer.core.templates import NETWORKS
from tests.core.blocks_kit import CONV, IMAGE, RESIDUAL
from tests.strategies import any_designs, broken_designs, designs

SUMS = ("parameters", "buffers", "macs", "activation_bytes", "parameter_bytes", "training_bytes")


def test_folded_block_is_one_row_with_its_borders() -> None:
    view = folded(RESIDUAL, analyse(RESIDUAL), ["outer"])
    assert [row.key for row in view.rows] == ["image", "a", block_key("outer"), "end"]
    row = view.rows[2]
    assert (row.path, row.layers, row.inputs, row.sources) == ("outer", ("b", "c", "sum"), ("a",), ("a",))
    assert row.entering == (Edge("a", "b", 0), Edge("a", "sum", 1))
    assert row.leaving == (Edge("sum", "end", 0),)
    assert (row.input_shapes, row.outputs, row.output_shapes) == ((Shape(4, 8, 8),), ("sum",), (Shape(4, 8, 8),))
    assert (row.field_in, row.field_out) == ((3, 3), (5, 5))
    assert (row.parameters, row.macs) == (4 * 4 * 9 + 4, 64 * 4 * 4 * 9)
    assert view.rows[3].inputs == (block_key("outer"),)
    assert view.row_of == {"image": "image", "a": "a", "end": "end"} | dict.fromkeys(row.layers, row.key)


def test_only_the_inner_block_folded() -> None:
    view = folded(RESIDUAL, analyse(RESIDUAL), ["outer/inner", "no such block"])
    assert [row.key for row in view.rows] == ["image", "a", block_key("outer/inner"), "sum", "end"]
    assert view.rows[3].inputs == (block_key("outer/inner"), "a")


def test_nothing_folded_is_the_layers() -> None:
    view = folded(RESIDUAL, analyse(RESIDUAL), [])
    assert [(row.key, row.inputs) for row in view.rows] == [(layer.id, layer.inputs) for layer in RESIDUAL]


def test_block_that_would_close_a_loop_stays_open() -> None:
    layers = (IMAGE, Layer("a", CONV, ("image",), "x"), Layer("b", CONV, ("a",)), Layer("c", CONV, ("b",), "x"))
    design = Design(layers)
    view = folded(design, analyse(design), ["x"])
    assert view.unfoldable == ("x",)
    assert [row.key for row in view.rows] == ["image", "a", "b", "c"]


def test_of_two_blocks_that_feed_each_other_one_folds() -> None:
    x, y = "x", "y"
    layers = (
        Layer("1", CONV, ("image",), x), Layer("2", CONV, ("1",), y),
        Layer("3", CONV, ("image",), y), Layer("4", CONV, ("3",), x), Layer("5", Add(), ("2", "4")),
    )  # fmt: skip
    design = Design((IMAGE, *layers))
    view = folded(design, analyse(design), [x, y])
    assert view.unfoldable == ("y",)
    assert [row.key for row in view.rows] == ["image", "3", block_key("x"), "2", "5"]


@pytest.mark.parametrize("name", NETWORKS)
def test_subtotals_add_up(name: str) -> None:
    design = NETWORKS[name]()
    analysis = analyse(design)
    every = blocks(design)
    for chosen in (every, every[::2], [path for path in every if "/" in path]):
        view = folded(design, analysis, chosen)
        assert not view.unfoldable
        for key in SUMS:
            assert sum(getattr(row, key) for row in view.rows) == getattr(analysis.totals, key)
        assert [name for row in view.rows for name in row.layers] == [layer.id for layer in design]


@given(any_designs() | designs | broken_designs, st.sets(st.sampled_from(["x", "y", "x/z", "y/z", "x/z/w"])), st.data())
def test_folded_rows_add_up_and_stand_behind_what_they_read(design: Design, chosen: set[str], data: object) -> None:
    names = st.sampled_from([None, "x", "y", "x/z", "y/z", "x/z/w"])
    design = replace(design, layers=tuple(replace(layer, block=data.draw(names)) for layer in design))
    analysis = analyse(design)
    view = folded(design, analysis, chosen)
    for key in SUMS:
        assert sum(getattr(row, key) for row in view.rows) == getattr(analysis.totals, key)
    assert any(row.partial for row in view.rows) == analysis.totals.partial
    seen: set[str] = set()
    for row in view.rows:
        assert seen.issuperset(row.inputs)
        seen.add(row.key)
    assert sorted(name for row in view.rows for name in row.layers) == sorted(layer.id for layer in design)
    crossing = sum(view.row_of[name] != view.row_of[layer.id] for layer in design for name in layer.inputs)
    assert sum(len(row.entering) for row in view.rows) == sum(len(row.leaving) for row in view.rows) == crossing
