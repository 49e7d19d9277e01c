"""Weights of a file: keys by content, parts, what is drawn because the file lacks it, layers renamed."""

import numpy as np
import pytest

from designer.engine.errors import WeightError
from designer.engine.weight_files import StoredWeights
from designer.engine.weights import RandomWeights, WeightSpec


def never():
    return False


def spec(layer="a", name="weight", shape=(2, 6)):
    return WeightSpec(layer, name, shape, "normal", 0.5)


def stored(array=None, **options):
    numbers = np.arange(12, dtype=np.float32).reshape(2, 6) if array is None else array
    return StoredWeights({"a.weight": numbers}, **options)


def test_keys_are_the_same_exactly_where_the_numbers_are():
    numbers = np.arange(12, dtype=np.float32)
    key = stored().key(spec(), 0)
    assert StoredWeights({"b.weight": numbers.reshape(2, 6)}).key(spec("b"), 5) == key
    assert stored(numbers.reshape(6, 2)).key(spec(shape=(6, 2)), 0) != key
    assert stored(numbers[::-1].reshape(2, 6)).key(spec(), 0) != key
    assert stored(np.asfortranarray(numbers.reshape(2, 6))).key(spec(), 0) == key


def test_what_the_file_lacks_is_drawn():
    weights, bias = stored(drawn=frozenset(["a.bias"])), spec(name="bias", shape=(2,))
    np.testing.assert_array_equal(weights.array(bias, 3, never), RandomWeights().array(bias, 3, never))
    assert weights.key(bias, 3) == RandomWeights().key(bias, 3)


def test_a_part_of_the_first_axis():
    np.testing.assert_array_equal(stored().array(spec(), 0, never, (1, 2)), [[6, 7, 8, 9, 10, 11]])


def test_what_is_missing_or_of_another_shape_is_an_error():
    with pytest.raises(WeightError, match=r"given: array 'b\.weight' of shape \[2, 6\] is missing"):
        stored().array(spec("b"), 0, never)
    with pytest.raises(WeightError, match=r"'a\.weight': expected shape \[6, 2\], found \[2, 6\]"):
        stored().array(spec(shape=(6, 2)), 0, never)


def test_a_renamed_layer_keeps_its_numbers():
    renamed = stored(drawn=frozenset(["a.bias"])).renamed({"a": "b"}, "b.bias drawn")
    np.testing.assert_array_equal(renamed.array(spec("b"), 0, never), stored().array(spec(), 0, never))
    assert renamed.drawn == {"b.bias"}
    assert renamed.origin == "given; b.bias drawn"
