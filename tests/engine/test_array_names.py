"""Names of arrays of several frameworks, parted into module and part."""

import pytest

from designer.engine.array_names import module_and_part


@pytest.mark.parametrize(
    ("name", "module", "part"),
    [
        ("layer1.0.conv1.weight", "layer1.0.conv1", "weight"),
        ("block1/conv/kernel:0", "block1/conv", "weight"),
        ("bn/moving_variance:0", "bn", "running_var"),
        ("weight", "", "weight"),
        ("arr_0", "arr_0", ""),
        ("a.b\nc", "a.b\nc", ""),
        ("", "", ""),
    ],
)
def test_names_are_parted(name, module, part):
    assert module_and_part(name) == (module, part)
