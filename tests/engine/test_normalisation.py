"""What an input layer is given of a picture: ranges, means and deviations, the order of channels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import Conv2d, Input
from designer.core.shapes import Shape
from designer.engine.errors import ImageError
from designer.engine.forward import Engine
from designer.engine.images import to_input
from designer.engine.normalisation import MOST_VALUES, PRESETS, Normalisation, numbers
from designer.engine.request import Request
from designer.engine.wire import Receiver, Sender

PICTURE = np.random.default_rng(0).integers(0, 256, (4, 6, 3), dtype=np.uint8)
LEVELS = PICTURE.transpose(2, 0, 1) / 255
DESIGN = Design((Layer("image", Input(channels=3, height=4, width=6)), Layer("c", Conv2d(out_channels=2), ("image",))))


def given_to_network(normalisation, channels=3):
    return to_input(PICTURE, Shape(channels, 4, 6), normalisation)


def column(*values):
    return np.reshape(values, (3, 1, 1))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("0…1, RGB", LEVELS),
        ("0…255, RGB", LEVELS * 255),
        ("−1…1, RGB", LEVELS * 2 - 1),
        ("ImageNet, RGB", (LEVELS - column(0.485, 0.456, 0.406)) / column(0.229, 0.224, 0.225)),
        ("Caffe, BGR", LEVELS[::-1] * 255 - column(103.939, 116.779, 123.68)),
    ],
)
def test_presets_by_their_formulas(name, expected):
    assert PRESETS[name].text == name
    np.testing.assert_allclose(given_to_network(PRESETS[name]), expected, atol=2e-5)


def test_grey_is_luma_and_repeated():
    grey = np.tensordot([0.299, 0.587, 0.114], LEVELS, 1)
    np.testing.assert_allclose(given_to_network(Normalisation(order="grey")), [grey] * 3, atol=1e-6)
    np.testing.assert_allclose(given_to_network(Normalisation(255, mean=(10,)), 1), [grey * 255 - 10], atol=1e-4)


def test_the_usual_one_is_that_of_the_command_line():
    np.testing.assert_array_equal(given_to_network(Normalisation()), to_input(PICTURE, Shape(3, 4, 6)))


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (Normalisation(order="BGR"), "0…1, BGR"),
        (Normalisation(mean=(0.1,)), "0…1 with mean, RGB"),
        (Normalisation(255, "grey", (1.0,), (2.0,)), "0…255 with mean and std, grey"),
        (Normalisation(1, "BGR", (0.5,), (0.5,)), "−1…1, BGR"),
    ],
)
def test_others_are_said_in_words(values, text):
    assert values.text == text


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"std": (1.0, 0.0, 1.0)}, "std: expected numbers other than 0, found 0"),
        ({"mean": (float("nan"),)}, "mean: expected at most 64 finite numbers"),
        ({"std": (1.0,) * (MOST_VALUES + 1)}, "std: expected at most 64 finite numbers"),
        ({"top": 2}, "expected 1 or 255"),
        ({"order": "HSV"}, "RGB, BGR, grey"),
    ],
)
def test_values_that_cannot_be_used(fields, line):
    with pytest.raises(ImageError, match=line):
        Normalisation(**fields)


def test_as_many_values_as_channels():
    with pytest.raises(ImageError, match="mean: expected 1 value or 3, one a channel, found 2"):
        given_to_network(Normalisation(mean=(0.1, 0.2)))
    with pytest.raises(ImageError, match="std: expected 1 value, found 3"):
        given_to_network(Normalisation(std=(1, 2, 3)), 1)


def test_numbers_are_read_as_people_write_them():
    assert numbers("0.485, 0.456 0.406;−1", "mean") == (0.485, 0.456, 0.406, -1)
    assert numbers("  ", "mean") == ()
    with pytest.raises(ImageError, match=r"^mean: expected numbers such as .*, found '0,5x'$|found '5x'"):
        numbers("0,5x", "mean")


@given(st.text(max_size=30))
def test_what_is_kept_in_settings_may_be_anything(text):
    assert isinstance(Normalisation.from_text(text), Normalisation)


@pytest.mark.parametrize("values", PRESETS.values())
def test_settings_keep_it(values):
    assert Normalisation.from_text(values.to_text()) == values


def maps(engine, normalisation, image=PICTURE):
    request = Request(DESIGN, ANALYSIS, image, wanted=("image", "c"), normalisation=normalisation)
    return {result.layer: result.array.copy() for result in engine.run(request) if result.array is not None}


ANALYSIS = analyse(DESIGN)


def test_another_normalisation_of_the_same_picture_is_run_anew():
    engine = Engine()
    plain, wide, again = (maps(engine, some) for some in (Normalisation(), Normalisation(255), Normalisation()))
    np.testing.assert_allclose(wide["image"], 255 * plain["image"], rtol=1e-5)
    np.testing.assert_allclose(wide["c"], 255 * plain["c"], rtol=1e-3, atol=1e-3)
    np.testing.assert_array_equal(again["c"], plain["c"])


def test_one_that_does_not_fit_is_refused_each_time_and_forgotten():
    engine = Engine()
    before = maps(engine, Normalisation())
    for _ in range(2):
        with pytest.raises(ImageError, match="expected 1 value or 3"):
            maps(engine, Normalisation(mean=(1.0, 2.0)))
    np.testing.assert_array_equal(maps(engine, Normalisation())["c"], before["c"])


def test_numbers_of_an_array_are_not_normalised():
    numbers_given = np.ones((3, 4, 6), np.float32)
    np.testing.assert_array_equal(maps(Engine(), Normalisation(255), numbers_given)["image"], numbers_given)


def test_it_travels_between_processes():
    sender, receiver = Sender(), Receiver()
    for values in (Normalisation(255), Normalisation()):
        request = Request(DESIGN, ANALYSIS, PICTURE, normalisation=values)
        assert receiver.request(sender.message(request)).normalisation == values
