"""The series-parallel reading: runs, branches, nesting, tangles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.series_parallel import read
from designer.core.structure import Branches, Edge, Run, Tangle, runs


def net(text):
    """Nodes from 'a; b a; c a b': each a name and its inputs."""
    return [(name, tuple(inputs)) for name, *inputs in (part.split() for part in text.split(";"))]


def tangles(run):
    """All parts of the run that are not series-parallel, outer before inner."""
    return [link for each in runs(run) for link in each.links if isinstance(link, Tangle)]


@st.composite
def acyclic(draw):
    count = draw(st.integers(1, 25))
    inputs = [draw(st.lists(st.integers(0, node - 1), max_size=3)) if node else [] for node in range(count)]
    return [(str(node), tuple(map(str, names))) for node, names in enumerate(inputs)]


def test_empty_network_is_an_empty_run():
    assert read([]) == Run(None, None, (), (), 0)


def test_chain_is_one_run_with_open_ends():
    run = read(net("a; b a; c b"))
    assert run.nodes == ("a", "b", "c")
    assert run.links == (Edge(None, "a", 0), Edge("a", "b", 0), Edge("b", "c", 0), Edge("c", None, 3))


def test_residual_block_has_a_bare_lane():
    run = read(net("x; f x; g f; add g x; y add"))
    assert run.nodes == ("x", "add", "y")
    branches = run.links[1]
    assert isinstance(branches, Branches)
    assert [lane.nodes for lane in branches.lanes] == [("f", "g"), ()]
    assert branches.lanes[1].links == (Edge("x", "add", 1),)


def test_lanes_stand_in_the_order_of_the_inputs_they_feed():
    run = read(net("x; a x; b x; c x; cat c a b"))
    assert [lane.nodes for lane in run.links[1].lanes] == [("c",), ("a",), ("b",)]


def test_the_same_source_twice_makes_two_bare_lanes():
    run = read(net("x; add x x"))
    assert [lane.links[0] for lane in run.links[1].lanes] == [Edge("x", "add", 0), Edge("x", "add", 1)]


def test_long_skips_nest():
    run = read(net("a; b a; c b; d c; e d b; f e a"))
    outer = run.links[1]
    body = next(lane for lane in outer.lanes if lane.nodes)
    assert body.nodes == ("b", "e")
    assert {lane.nodes for lane in body.links[1].lanes} == {("c", "d"), ()}


def test_branches_that_share_both_ends_partly_join_are_one_level_deeper():
    run = read(net("u; a u; b u; m a b; p m u"))
    lanes = run.links[1].lanes
    assert lanes[0].nodes == ("m",)
    assert [lane.nodes for lane in lanes[0].links[0].lanes] == [("a",), ("b",)]


def test_several_inputs_and_outputs_are_open_branches():
    run = read(net("a; b; cat a b; c cat; d cat"))
    assert run.nodes == ("cat",)
    assert [lane.nodes for lane in run.links[0].lanes] == [("a",), ("b",)]
    assert [lane.nodes for lane in run.links[1].lanes] == [("c",), ("d",)]


def test_separate_parts_are_lanes_from_outside_to_outside():
    run = read(net("a; b a; c; d c"))
    assert run.nodes == ()
    assert [lane.nodes for lane in run.links[0].lanes] == [("a", "b"), ("c", "d")]


def test_bridge_is_a_tangle_between_its_two_ends():
    run = read(net("s; i s; a i; b i; c a b; d c b; z d c; out z"))
    assert tangles(run)
    assert run.nodes == ("s", "i", "z", "out")
    assert isinstance(run.links[2], Tangle)
    assert run.links[2].nodes == ("b", "c", "d")
    assert [inner.nodes for inner in run.links[2].runs if inner.nodes] == [("a",)]


def test_parts_within_a_tangle_stay_series_parallel():
    run = read(net("i; a i; b i; f a; g a; h f g; k h b; l k b; m a; z l m"))
    (tangle,) = tangles(run)
    inner = [link for each in tangle.runs for link in each.links if isinstance(link, Branches)]
    assert [lane.nodes for lane in inner[0].lanes] == [("f",), ("g",)]


def test_two_tangles_in_a_row_and_one_beside_a_skip_are_three():
    bridge = "a{0} {1}; b{0} {1}; c{0} a{0} b{0}; d{0} a{0} b{0}; e{0} c{0} d{0}"
    text = "x; " + bridge.format(1, "x") + "; " + bridge.format(2, "e1") + "; " + bridge.format(3, "e2")
    run = read(net(text + "; add e3 e2"))
    assert len(tangles(run)) == 3
    assert all(tangle.nodes[0][0] == "a" and len(tangle.nodes) == 4 for tangle in tangles(run))


def test_unknown_input_is_a_key_error():
    with pytest.raises(KeyError, match="nowhere"):
        read(net("a; b nowhere"))


def test_a_thousand_nested_skips_do_not_overflow():
    nodes = [("0", ())] + [(str(node), (str(node - 1),)) for node in range(1, 1500)]
    run = read([*nodes, ("cat", tuple(name for name, _ in nodes))])
    assert not tangles(run)
    assert sum(len(each.nodes) for each in runs(run)) == 1501


@given(acyclic())
def test_reading_holds_every_node_and_every_connection_once(nodes):
    run = read(nodes)
    held = [name for each in runs(run) for name in each.nodes]
    held += [name for tangle in tangles(run) for name in tangle.nodes]
    assert sorted(held) == sorted(name for name, _ in nodes)
    edges = [link for each in runs(run) for link in each.links if isinstance(link, Edge)]
    inner = sorted((edge.source, edge.target, edge.index) for edge in edges if edge.source and edge.target)
    assert inner == sorted((source, name, index) for name, inputs in nodes for index, source in enumerate(inputs))


@given(acyclic())
def test_links_meet_their_neighbours(nodes):
    for run in runs(read(nodes)):
        ends = [run.source, *run.nodes, run.target]
        assert len(run.links) == len(ends) - 1
        for link, source, target in zip(run.links, ends[:-1], ends[1:], strict=True):
            lanes = link.lanes if isinstance(link, Branches) else [link] if isinstance(link, Edge) else []
            assert all((lane.source, lane.target) == (source, target) for lane in lanes)


@given(st.lists(st.tuples(st.sampled_from(["insert", "branch", "skip"]), st.integers(0, 99)), max_size=25))
def test_networks_grown_by_series_parallel_steps_have_no_tangle(steps):
    edges = [("in", "out")]
    for number, (step, choice) in enumerate(steps):
        source, target = edges[choice % len(edges)]
        if step == "skip":
            edges.append((source, target))
            continue
        if step == "insert":
            edges.remove((source, target))
        edges += [(source, str(number)), (str(number), target)]
    sources = {"in": [], **{target: [] for _, target in edges}}
    for source, target in edges:
        sources[target].append(source)
    placed = {}
    while len(placed) < len(sources):
        placed |= {name: tuple(before) for name, before in sources.items() if set(before) <= placed.keys()}
    assert not tangles(read(placed.items()))
