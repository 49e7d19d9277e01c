"""Activation memory against a simulation that allocates and frees every tensor."""

from random import Random

import pytest

from designer.core.analysis import analyse
from designer.core.design import Design, Layer, Settings
from designer.core.fileformat import dumps
from designer.core.files import load
from designer.core.kinds import Activation, Add, BatchNorm2d, Conv2d, Dropout, Flatten, Input, Linear
from designer.core.shapes import Shape
from designer.paths import resource
from tests.strategies import random_design

IN_PLACE = ("activation", "dropout", "batch_norm2d")


def simulate(design, sizes):
    """(peak, all) bytes: run the list with buffers that are taken, overwritten where allowed, and given back.

    A layer may overwrite its input if it works in place and nobody reads that input later. What nobody reads at all
    is an output of the network and stays.
    """
    readers = {layer.id: [other.id for other in design if layer.id in other.inputs] for layer in design}
    buffers, holder = {}, {}  # buffer -> bytes; tensor -> the buffer that holds it now
    peak = total = 0
    done = set()
    for layer in design:
        waiting = [name for name in layer.inputs[:1] if set(readers[name]) - done - {layer.id}]
        if layer.kind.name in IN_PLACE and not waiting:
            holder[layer.id] = holder.pop(layer.inputs[0])
        else:
            buffers[layer.id] = sizes[layer.id]
            holder[layer.id] = layer.id
            total += sizes[layer.id]
        peak = max(peak, sum(buffers.values()))
        done.add(layer.id)
        for tensor in list(holder):
            if readers[tensor] and set(readers[tensor]) <= done:
                del buffers[holder.pop(tensor)]
    return peak, total


@pytest.mark.parametrize("chunk", range(6))
def test_random_networks(chunk):
    for seed in range(100 * chunk, 100 * chunk + 100):
        design = random_design(Random(seed), most=14)
        analysis = analyse(design)
        width = {"float16": 2, "bfloat16": 2, "float32": 4, "float64": 8, "int8": 1}[design.settings.dtype]
        sizes = {
            name: facts.output.elements * width * design.settings.batch_size for name, facts in analysis.facts.items()
        }
        peak, kept = simulate(design, sizes)
        totals = analysis.totals
        said = f"seed {seed}\n{dumps(design).decode()}"
        assert totals.peak_activation_bytes == peak, said
        assert totals.training_bytes == 4 * totals.parameter_bytes + kept, said
        assert totals.activation_bytes == sum(sizes.values()), said
        assert totals.parameter_bytes == totals.parameters * width, said


def peak(*layers, **settings):
    design = Design((Layer("image", Input(height=10, width=10, channels=1)), *layers), settings=Settings(**settings))
    return analyse(design).totals.peak_activation_bytes


CONV = Conv2d(out_channels=1, kernel_size=(1, 1))


def test_input_and_output_of_a_layer_are_alive_together():
    assert peak(Layer("c", CONV, ("image",))) == 800
    assert peak(Layer("c", CONV, ("image",)), Layer("d", CONV, ("c",))) == 800
    assert peak(Layer("c", CONV, ("image",)), batch_size=3, dtype="int8") == 600


def test_a_shortcut_stays_alive_until_it_is_added():
    block = [Layer("c", CONV, ("image",)), Layer("d", CONV, ("c",)), Layer("sum", Add(), ("d", "image"))]
    assert peak(*block) == 1200


@pytest.mark.parametrize("kind", [Activation(), Dropout(), BatchNorm2d()])
def test_a_layer_in_place_takes_no_memory_of_its_own(kind):
    assert peak(Layer("a", kind, ("image",))) == 400
    assert peak(Layer("a", kind, ("image",)), Layer("b", kind, ("a",)), Layer("c", CONV, ("b",))) == 800


def test_a_layer_in_place_copies_what_is_still_needed():
    assert peak(Layer("a", Activation(), ("image",)), Layer("sum", Add(), ("a", "image"))) == 1200


def test_what_nobody_reads_is_an_output_and_stays():
    side = Layer("side", CONV, ("image",))
    assert peak(side, Layer("c", CONV, ("image",)), Layer("d", CONV, ("c",))) == 1200


def test_training_keeps_every_output_that_is_not_overwritten():
    layers = (
        Layer("image", Input(height=2, width=2, channels=1)),
        Layer("c", Conv2d(out_channels=2, kernel_size=(1, 1)), ("image",)),
        Layer("a", Activation(), ("c",)),
        Layer("f", Flatten(), ("a",)),
        Layer("out", Linear(out_features=3), ("f",)),
    )
    totals = analyse(Design(layers)).totals
    assert totals.parameters == 2 + 2 + 8 * 3 + 3
    assert totals.training_bytes == 4 * 4 * 31 + 4 * (4 + 8 + 8 + 3)


def test_vgg16_peaks_at_its_two_largest_maps():
    analysis = analyse(load(resource("designs", "vgg16.cnn.json")))
    assert analysis.totals.peak_activation_bytes == 2 * 64 * 224 * 224 * 4  # 24.5 MiB
    assert analysis.totals.peak_activation_bytes / 2**20 == 24.5


def test_a_join_of_thousands_is_counted_in_no_time():
    image = Layer("image", Input(height=1, width=1, channels=1))
    branches = [Layer(f"c{i}", CONV, ("image",)) for i in range(5000)]
    layers = (image, *branches, *(Layer(f"s{i}", Add(), tuple(x.id for x in branches)) for i in range(20)))
    analysis = analyse(Design(layers))
    assert analysis.facts["s19"].output == Shape(1, 1, 1)
    assert analysis.totals.peak_activation_bytes == 4 * (5000 + 20)
