"""The shipped network reads digits: its weights fit, drawings it never saw are recognised, and its training learns."""

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from designer.core.analysis import analyse
from designer.core.files import load
from designer.core.kinds import Input
from designer.engine import handwriting as digits
from designer.engine.forward import Engine
from designer.engine.images import read_image
from designer.engine.request import Request
from designer.engine.weight_files import load_weights
from designer.paths import resource

PACKAGING = Path(__file__).resolve().parent.parent / "packaging"
DESIGN = load(resource("designs", "digits.cnn.json"))
ANALYSIS = analyse(DESIGN)
WEIGHTS = load_weights(resource("weights", "digits.safetensors"))
CLASSES = resource("weights", "digits.txt").read_text().splitlines()


def script(name: str) -> ModuleType:
    """A script of packaging/."""
    sys.path.insert(0, str(PACKAGING))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(PACKAGING))


training = script("train_digits")


def read(engine: Engine, picture: np.ndarray) -> np.ndarray:
    """The probabilities that the program shows for a picture."""
    request = Request(DESIGN, ANALYSIS, picture, weights=WEIGHTS, wanted=("softmax",))
    (chances,) = (result.array for result in engine.run(request) if result.layer == "softmax")
    return chances


@pytest.fixture
def fresh():
    return training.Network(DESIGN, seed=3)


def test_weights_are_those_of_the_design_and_small():
    WEIGHTS.check(ANALYSIS)
    assert resource("weights", "digits.safetensors").stat().st_size < 200_000
    assert all(np.isfinite(values).all() for values in WEIGHTS.arrays.values())


def test_each_class_has_its_name():
    assert list(map(str, range(10))) == CLASSES
    assert ANALYSIS.facts["softmax"].output.features == len(CLASSES)


@pytest.mark.parametrize("seed", [digits.FIRST_UNSEEN, digits.FIRST_UNSEEN + 1])
def test_drawings_of_other_seeds_are_read(seed):
    engine = Engine()
    pictures, drawn = digits.drawings(400, seed)
    found = np.array([read(engine, picture).argmax() for picture in pictures])
    assert (found == drawn).mean() > 0.95


@pytest.mark.parametrize("turned", [False, True], ids=["light on dark", "dark on light"])
def test_sample_digit_is_read_as_an_eight(turned):
    picture = read_image(resource("samples", "digit.png"))
    chances = read(Engine(), 255 - picture if turned else picture)
    assert CLASSES[chances.argmax()] == "8"
    assert chances.max() > 0.9


def test_generator_repeats_itself_by_seed():
    (first, classes), (again, same), (other, _) = (digits.drawings(30, seed) for seed in (7, 7, 8))
    assert np.array_equal(first, again)
    assert np.array_equal(classes, same)
    assert not np.array_equal(first, other)


def test_drawings_are_pictures_of_every_digit_alike_often():
    pictures, classes = digits.drawings(100, 1)
    assert pictures.shape == (100, 1, digits.SIZE, digits.SIZE)
    assert pictures.dtype == np.float32
    assert pictures.min() >= 0
    assert pictures.max() <= 1
    assert pictures.std((1, 2, 3)).min() > 0.02
    assert np.bincount(classes).tolist() == [10] * 10


def test_each_digit_has_several_ways_and_none_leaves_the_picture():
    rng = np.random.default_rng(5)
    for ways in digits.HANDS:
        assert len(ways) > 5
        for way in ways:
            path = digits.written(way, rng)
            assert path.min() > 0
            assert path.max() < 1


def test_curve_goes_through_the_points_and_turns_sharply_where_asked():
    way = digits.Way.read("0,0 30,0! 30,100 | 0,50 60,50")
    curve = way.curve @ way.points
    assert all(np.abs(curve - point).sum(1).min() < 1e-12 for point in way.points)
    after_corner = curve[(curve[:, 1] > -0.5) & (curve[:, 1] < 0.5)][: digits.STEPS - 1]
    assert np.allclose(after_corner[:, 0], 0)
    assert np.flatnonzero(~way.drawn).tolist() == [3 * digits.STEPS]


def test_training_computes_what_the_engine_computes(fresh):
    for name, values in WEIGHTS.arrays.items():
        fresh.weights[name][...] = values
    pictures, _ = digits.drawings(5, 4)
    engine = Engine()
    expected = [read(engine, picture) for picture in pictures]
    assert np.allclose(fresh.chances(pictures), expected, atol=1e-5)


def test_slopes_are_those_of_the_loss(fresh):
    pictures, classes = digits.drawings(4, 6)
    network, rng = fresh, np.random.default_rng(0)  # biases of 0 on black paper stand on the corner of the rectifier
    for stage in network.stages.values():
        stage.weights = {part: values + rng.normal(size=values.shape) / 20 for part, values in stage.weights.items()}
    _, slopes = network.learn(pictures, classes)
    assert slopes.keys() == network.weights.keys()
    for name, values in network.weights.items():
        step = rng.normal(size=values.shape) * 1e-6
        values += step
        above, _ = network.learn(pictures, classes)
        values -= 2 * step
        below, _ = network.learn(pictures, classes)
        values += step
        assert (above - below) / 2 == pytest.approx((slopes[name] * step).sum(), rel=2e-3, abs=1e-11)


def test_one_epoch_on_a_few_drawings_lowers_the_loss(fresh):
    pictures, classes = digits.drawings(160, 9)
    before, _ = fresh.learn(pictures, classes)
    training.epoch(fresh, training.Adam(fresh.weights), (pictures, classes), [0.003] * 5)
    after, _ = fresh.learn(pictures, classes)
    assert after < before - 0.05


def test_accuracy_counts_the_right_ones(fresh):
    pictures, classes = digits.drawings(20, 2)
    likeliest = fresh.chances(pictures).argmax(1)
    assert training.accuracy(fresh, pictures, likeliest) == 1
    assert training.accuracy(fresh, pictures, np.where(classes < 5, likeliest, likeliest + 1)) == 0.5


def test_file_written_is_read_back(fresh, tmp_path):
    path = tmp_path / "w.safetensors"
    path.write_bytes(training.safetensors(fresh.weights))
    arrays = load_weights(path).arrays
    assert arrays.keys() == fresh.weights.keys()
    assert all(np.array_equal(arrays[name], values) for name, values in fresh.weights.items())


def test_a_design_it_cannot_train_is_refused():
    with pytest.raises(ValueError, match="tanh1: Activation cannot be trained here"):
        training.Network(load(resource("designs", "lenet5.cnn.json")))


def test_script_draws_a_sheet(tmp_path):
    command = [sys.executable, str(PACKAGING / "digits.py"), str(tmp_path / "sheet.png")]
    subprocess.run(command, check=True, timeout=60)
    assert read_image(tmp_path / "sheet.png").shape[:2] == (20 * digits.SIZE, 48 * digits.SIZE)


def test_input_is_as_large_as_the_drawings():
    (layer,) = DESIGN.inputs
    assert layer.kind == Input(height=digits.SIZE, width=digits.SIZE, channels=1)
