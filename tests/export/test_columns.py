"""What each column shows of each layer."""

import pytest

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import Add, Conv2d, ConvTranspose2d, Dropout, Input, MaxPool2d, ZeroPad2d
from designer.export.columns import BY_KEY, COLUMNS, ColumnError, columns_named
from designer.export.rows import lay_out
from tests.export.designs import broken, lenet, stack, uneven


def values(design, keys):
    """The exact values of these columns, by layer."""
    table = lay_out(analyse(design), columns_named(keys))
    return dict(zip((layer.id for layer in design), (tuple(c.value for c in row) for row in table.rows), strict=True))


def test_figures_of_lenet():
    rows = values(lenet(), "kernel,stride,padding,input,output,jump_in,jump_out,rf_in,rf_out,start,parameters,macs")
    assert rows["image"] == (None, None, None, None, "32×32×1", None, 1, None, 1, 0, 0, 0)
    assert rows["c1"] == (5, 1, 0, "32×32×1", "28×28×6", 1, 1, 1, 5, 0, 156, 117600)
    assert rows["s2"] == (2, 2, 0, "28×28×6", "14×14×6", 1, 2, 5, 6, 0, 0, 0)
    assert rows["c3"] == (5, 1, 0, "14×14×6", "10×10×16", 2, 2, 6, 14, 0, 2416, 240000)
    assert rows["flatten"] == (None, None, None, "5×5×16", 400, 4, None, 16, 32, 0, 0, 0)
    assert rows["output"] == (None, None, None, 84, 10, None, None, 32, 32, 0, 850, 840)


def test_axes_apart():
    rows = values(uneven(), "kernel,stride,padding,jump_in,jump_out,rf_in,rf_out,start,memory,parameter_bytes,block")
    assert rows["c1"] == ("3×5", "2×1", "1×2", 1, "2×1", 1, "3×5", "−1×−2", 1920, 248, None)
    assert rows["c2"][2] == "0+1"
    assert rows["c3"][2] == "1×0"
    assert rows["up"][4] == 0.5
    assert rows["sum"][-1] == "stage/residual"


def test_a_join_shows_all_inputs_and_the_largest_field():
    rows = values(uneven(), "input,jump_in,rf_in,output_elements,buffers")
    assert rows["sum"] == ("10×12×4 + 10×12×4", "2×1", "9×6", 480, 0)


def test_inputs_of_unequal_jump_have_none_in_common():
    layers = (
        *stack(("image", Input(height=8, width=8, channels=2)), ("pool", MaxPool2d())).layers,
        Layer("deconv", ConvTranspose2d(out_channels=2), ("pool",)),
        Layer("crop", Conv2d(out_channels=2, kernel_size=(1, 1), stride=(2, 2)), ("image",)),
        Layer("sum", Add(), ("pool", "crop")),
        Layer("wide", Add(), ("deconv", "image")),
        Layer("odd", Add(), ("pool", "image")),
    )
    rows = values(Design(layers), "jump_in,rf_in")
    assert rows["sum"] == (2, 2)
    assert rows["wide"] == (1, 2)
    assert rows["odd"] == (None, 2)


def test_a_join_of_a_branch_without_figures_has_no_field_coming_in():
    design = Design((*broken().layers, Layer("sum", Add(), ("c1", "c2"))))
    assert values(design, "input,rf_in,rf_out")["sum"] == ("6×6×4 + –", None, None)


def test_paddings_that_are_no_window():
    design = stack(
        ("image", Input(height=8, width=8, channels=1)),
        ("pad", ZeroPad2d(padding=(0, 1, 2, 2))),
        ("up", ConvTranspose2d(out_channels=1, kernel_size=(4, 4), padding=(1, 1))),
    )
    assert values(design, "kernel,stride,padding") == {
        "image": (None, None, None),
        "pad": (None, None, "0+1×2+2"),
        "up": (4, 2, 1),
    }


def test_below_an_error_only_options_are_known():
    design = broken()
    below = (*design.layers, Layer("same", Conv2d(out_channels=1, padding="same"), ("a2",)))
    design = Design((*below, Layer("wide", Conv2d(out_channels=1, padding=(2, 2)), ("same",))), "broken")
    rows = values(design, "kernel,padding,input,output,rf_in,rf_out,parameters,macs,memory")
    assert rows["c2"] == ("9×7", 0, "6×6×4", None, 3, None, None, None, None)
    assert rows["same"] == (3, "same", None, None, None, None, None, None, None)
    assert rows["wide"][1] == 2


def test_options_are_those_that_differ_from_their_default():
    design = stack(
        ("image", Input(height=8, width=6, channels=1)),
        ("c", Conv2d(out_channels=4, kernel_size=(3, 5), padding="same", bias=False)),
        ("p", MaxPool2d(ceil_mode=True)),
        ("d", Dropout()),
    )
    assert values(design, "options") == {
        "image": ("height 8, width 6, channels 1",),
        "c": ("out_channels 4, kernel_size 3×5, padding same, bias no",),
        "p": ("ceil_mode yes",),
        "d": (None,),
    }


def test_keys_and_headings_are_unique_and_every_tip_is_a_sentence():
    assert len(BY_KEY) == len({column.heading for column in COLUMNS}) == len(COLUMNS)
    assert all(column.tip.endswith(".") and column.tip[0].isupper() for column in COLUMNS)


def test_columns_by_key_in_the_order_asked():
    assert [column.key for column in columns_named("macs, name,rf_out")] == ["macs", "name", "rf_out"]


@pytest.mark.parametrize("key", ["flops", "", "Name", "x\ny"])
def test_an_unknown_key_is_named_beside_those_that_exist(key):
    with pytest.raises(ColumnError) as error:
        columns_named(f"name,{key}")
    assert str(error.value) == f"expected keys out of {', '.join(BY_KEY)}; found {key!a}"
