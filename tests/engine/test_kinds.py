"""Every kind of layer gives what its definition says, over random options and shapes."""

import pytest
from hypothesis import given

from designer.core.kinds import KINDS
from tests.engine.cases import COMPUTED, cases, close, run_case
from tests.engine.reference import reference


@pytest.mark.parametrize("name", COMPUTED)
def test_as_defined(name):
    @given(cases(name))
    def check(case):
        close(run_case(case), reference(case.kind, case.inputs, case.arrays))

    check()


def test_every_kind_is_compared():
    assert set(COMPUTED) == set(KINDS) - {"input"}
