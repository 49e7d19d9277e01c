"""What every option of every kind reads, shows and refuses, from a file and typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.kind import options_of
from designer.core.kinds import KINDS
from designer.core.options import LARGEST, Choice, Flag, Integer, OptionError, Real
from designer.core.size_options import PaddingOption, SizeOption, StrideOption
from tests.strategies import values_of

OPTIONS = [(name, key) for name, kind in KINDS.items() for key in options_of(kind)]
every_option = pytest.mark.parametrize(("name", "key"), OPTIONS)


@every_option
@given(data=st.data())
def test_what_a_form_shows_is_what_it_reads(name, key, data):
    option = options_of(KINDS[name])[key]
    value = data.draw(values_of(option))
    assert option.parse(option.text(value)) == value
    if value is not None:
        assert option.read(option.write(value)) == value


@every_option
@given(text=st.text() | st.from_regex(r"[-+0-9.eEx×, _a-z]*", fullmatch=True))
def test_whatever_is_typed_gives_a_value_or_says_what_was_expected(name, key, text):
    option = options_of(KINDS[name])[key]
    try:
        value = option.parse(text)
    except OptionError as error:
        value, said = None, str(error)
    else:
        said = option.expected
    assert said == option.expected or (said.endswith(f"of at most {LARGEST}") and any(map(str.isdigit, text)))
    assert value is None or option.read(option.write(value)) == value


@every_option
def test_options_refuse_what_is_not_theirs(name, key):
    option = options_of(KINDS[name])[key]
    wrong = [None, "", "3x", {}, [], [1], [1, 2, 3], [1] * 5, [1.0, 2.0], [True, True], ["1", "1"], object()]
    if not isinstance(option, Flag):
        wrong += [True, False]
    if not isinstance(option, Real):
        wrong += [1.5, 1e300]
    if not isinstance(option, PaddingOption):
        wrong += ["same", [1, 2, 3, 4]]
    wrong += [-LARGEST - 1, float("nan"), float("inf")]
    if isinstance(option, Integer):
        wrong += [option.minimum - 1]
    for value in wrong:
        with pytest.raises(OptionError) as refused:
            option.read(value)
        assert str(refused.value) == option.expected


@every_option
@pytest.mark.parametrize("number", [LARGEST + 1, 10**40])
def test_a_number_beyond_the_largest_is_told_what_that_is(name, key, number):
    option = options_of(KINDS[name])[key]
    bounded = isinstance(option, Flag | Choice) or getattr(option, "maximum", None) not in (None, LARGEST)
    for read in (lambda: option.read(number), lambda: option.parse(str(number)), lambda: option.parse("9" * 5000)):
        with pytest.raises(OptionError) as refused:
            read()
        assert str(refused.value).endswith(f"of at most {LARGEST}") == (not bounded)


@every_option
@pytest.mark.parametrize("text", ["1_0", "\u0661", "\uff11", "1\u00b2", "+-1", "+", "1_0.5", "\u0661.5"])
def test_numbers_are_ascii_digits(name, key, text):
    option = options_of(KINDS[name])[key]
    with pytest.raises(OptionError, match=re.escape(option.expected)):
        option.parse(text)


def test_signs_and_leading_zeros_of_typed_numbers():
    assert Integer("", 0).parse("+007") == Integer("", 0).parse(" 7 ") == 7
    assert Integer("", 0).parse("0" * 50) == 0
    assert SizeOption("").parse(f"{'0' * 30}3x{LARGEST}") == (3, LARGEST)
    assert Real("").parse("-5") == -5
    assert Real("").parse("1e-5") == 1e-5


def test_the_bounds_of_numbers_are_inside():
    assert Integer("", 3).read(3) == 3
    assert Integer("", 3).read(LARGEST) == LARGEST
    assert Real("", 0, 1).read(1) == 1
    assert Real("", 0, 1).read(0.0) == 0
    assert StrideOption("").parse("  ") is None
