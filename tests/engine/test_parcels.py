"""Results sent in parts: the same arrays on the other side, and large ones that are stopped on the way."""

from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe

import numpy as np
import pytest

from designer.engine.parcels import PART_BYTES, receive, send_result
from designer.engine.request import LayerResult

NUMBERS = PART_BYTES // 4


def result(array):
    return LayerResult(3, "conv", array, None, 0.5, 0.25)


def sent(found, stopped=lambda: False, look=lambda: None):
    """What arrives of a result, and then of the end of the run."""
    ours, theirs = Pipe()
    with ours, theirs, ThreadPoolExecutor(1) as pool:
        sending = pool.submit(send_result, theirs, found, stopped)
        arrived = receive(ours, look)
        sending.result()
        theirs.send(None)
        assert receive(ours) is None
    return arrived


@pytest.mark.parametrize("shape", [(1,), (5,), (2, 3, 4), (1, 1, NUMBERS), (3, 700, 701), (NUMBERS * 2 + 1,)])
def test_an_array_arrives_whole_and_read_only(shape):
    array = np.random.default_rng(0).random(shape, np.float32)
    found = sent(result(array))
    np.testing.assert_array_equal(found.array, array)
    assert not found.array.flags.writeable
    assert (found.generation, found.layer, found.seconds, found.progress) == (3, "conv", 0.5, 0.25)


def test_a_result_without_an_array_arrives():
    assert sent(result(None)).array is None


def test_a_large_array_is_stopped_between_two_parts():
    looks = []
    whole = result(np.ones(NUMBERS * 5, np.float32))
    assert sent(whole, stopped=lambda: len(looks) >= 2 or looks.append(None)).array is None
    assert len(looks) == 2


def test_who_receives_looks_before_every_part():
    looks = []
    assert sent(result(np.ones(NUMBERS * 5, np.float32)), look=lambda: looks.append(None)).array is not None
    assert len(looks) == 5
