"""Values behave as frozen dataclasses in all that the standard library and the program ask of them."""

import copy
import dataclasses
import pickle

import pytest

from designer.core.design import Design, Layer, Settings
from designer.core.kinds import Conv2d, Flatten, Input, MaxPool2d
from designer.core.shapes import Flat, Shape
from designer.core.value import dataclass, fields, replace

CONV = Conv2d(out_channels=4, kernel_size=(3, 5))
VALUES = [CONV, Flatten(), Shape(1, 2, 3), Flat(7), Settings(), Layer("a", CONV, ("b",)), Design((Layer("a", CONV),))]


def test_fields_are_given_by_name_or_place_with_defaults():
    assert Shape(1, 2, width=3) == Shape(1, 2, 3)
    assert (CONV.stride, CONV.bias) == ((1, 1), True)
    for wrong in (lambda: Shape(1, 2), lambda: Shape(1, 2, 3, 4), lambda: Shape(1, 2, 3, width=3), lambda: Conv2d(4)):
        with pytest.raises(TypeError):
            wrong()


def test_a_field_may_have_any_name():
    @dataclass(frozen=True)
    class Odd:
        values: tuple[int, ...] = ()
        defaults: int = 1
        name: str = "odd"

    assert (Odd().values, Odd().defaults, Odd((1,), 2, "a").values) == ((), 1, (1,))


def test_equal_are_values_of_one_class_with_equal_fields():
    assert Conv2d(out_channels=4) == Conv2d(out_channels=4, stride=(1, 1)) != Conv2d(out_channels=5)
    assert hash(Conv2d(out_channels=4)) == hash(Conv2d(out_channels=4, stride=(1, 1)))
    assert Flat(7) != 7
    assert Flatten() == Flatten() != MaxPool2d()
    assert len({Flat(7), Flat(7), Flat(8)}) == 2


def test_what_was_calculated_on_the_way_does_not_count():
    one, other = Design((Layer("a", CONV),)), Design((Layer("a", CONV),))
    assert "a" in one
    assert one == other
    assert hash(one) == hash(other)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_they_cannot_be_changed(value):
    for name in [*(field.name for field in fields(value)), "more"]:
        with pytest.raises(dataclasses.FrozenInstanceError, match=name):
            setattr(value, name, 1)
        with pytest.raises(dataclasses.FrozenInstanceError, match=name):
            delattr(value, name)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_the_standard_library_takes_them_for_dataclasses(value):
    assert dataclasses.is_dataclass(value)
    assert [field.name for field in dataclasses.fields(value)] == [field.name for field in fields(value)]
    assert dataclasses.replace(value) == replace(value) == value
    assert copy.copy(value) == copy.deepcopy(value) == pickle.loads(pickle.dumps(value)) == value
    assert eval(repr(value), vars(__import__("designer.core.kinds", fromlist=["*"])) | globals()) == value


def test_the_standard_fields_are_made_once():
    assert Conv2d.__dataclass_fields__ is Conv2d.__dataclass_fields__
    assert Conv2d.__dataclass_fields__ is not MaxPool2d.__dataclass_fields__


def test_the_standard_fields_know_defaults_and_options():
    given = {field.name: field for field in dataclasses.fields(Conv2d)}
    assert given["out_channels"].default is dataclasses.MISSING
    assert given["kernel_size"].default == (3, 3)
    assert given["kernel_size"].metadata["option"].minimum == 1
    assert dataclasses.replace(CONV, bias=False) == replace(CONV, bias=False) != CONV


def test_a_class_that_follows_adds_its_fields_and_prepares_them():
    @dataclass(frozen=True, kw_only=True)
    class Doubled(Input):
        twice: int = 2

        def __post_init__(self):
            object.__setattr__(self, "twice", 2 * self.twice)

    made = Doubled(height=1, width=2, channels=3, twice=4)
    assert (made.height, made.twice) == (1, 8)
    assert [field.name for field in fields(Doubled)] == ["height", "width", "channels", "twice"]
    assert made != Input(height=1, width=2, channels=3)
    assert MaxPool2d(kernel_size=(3, 3), stride=(3, 3)).stride is None
