"""The depth of nesting that is read, held against a count character by character; the same on every Python."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.strictjson import MOST_DEPTH, FileError, parse

REFUSAL = f": expected at most {MOST_DEPTH} levels of nesting"

texts = st.text(st.sampled_from('[{]}"\\\n a,:1é'), max_size=60)
values = st.recursive(
    st.none() | st.integers(-9, 9) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)


def depth_of(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth_of, inner), default=0)


def line_too_deep(text):
    """The line of the first bracket that stands in too many others, or None."""
    depth, line, inside, i = 0, 1, False, 0
    while i < len(text):
        char = text[i]
        if char == "\\" and text[i + 1 : i + 2] in ("\\", '"'):
            i += 1
        elif char == "\n":
            line += 1
        elif char == '"':
            inside = not inside
        elif not inside:
            depth += (char in "[{") - (char in "]}")
            if depth > MOST_DEPTH:
                return line
        i += 1
    return None


def refused_line(text):
    """The line that the reader names for too deep a nesting; None where it refuses nothing, or something else."""
    try:
        parse(text.encode())
    except FileError as error:
        line, found, _ = str(error).partition(REFUSAL)
        return int(line.removeprefix("line ")) if found else None
    return None


@given(values, st.integers(MOST_DEPTH - 4, MOST_DEPTH + 4), st.sampled_from([None, 1]))
def test_documents_are_read_up_to_the_limit_and_not_beyond(value, around, indent):
    for n in range(around):
        value = [n, value] if n % 2 else {"[": value, "{": "]"}
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    if depth_of(value) <= MOST_DEPTH:
        assert parse(text.encode()) == value
    else:
        assert refused_line(text) == line_too_deep(text) is not None


@given(st.lists(texts | st.sampled_from(["[" * 40, "{" * 30, "]" * 20, '"', "\\"]), max_size=8).map("".join))
def test_any_text_is_too_deep_on_the_line_that_a_plain_count_names(text):
    assert refused_line(text) == line_too_deep(text)


@pytest.mark.parametrize("text", ["[" * 10**6, '{"a":' * 10**6, '["\\"[",' * 10**5])
def test_a_million_brackets_are_one_line(text):
    assert refused_line(text) == 1
