"""The JSON of `table` and the reports of `check`, to the letter of their contract."""

import json

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import AdaptiveAvgPool2d, Add, Input
from designer.export.findings_report import findings_json, findings_text
from designer.export.table import render
from tests.export.designs import broken, lenet, named, stack, uneven
from tests.export.hostile import HOSTILE


def tree(design):
    return json.loads(render(analyse(design), "json"))


def test_fields_and_their_order():
    written = tree(broken())
    assert list(written) == ["name", "batch_size", "dtype", "layers", "totals", "findings"]
    assert {tuple(layer) for layer in written["layers"]} == {
        (
            "id", "kind", "inputs", "block", "output", "receptive_field", "jump", "start", "parameters", "buffers",
            "macs", "output_elements", "output_bytes", "parameter_bytes",
        )
    }  # fmt: skip
    assert list(written["totals"]) == [
        "parameters", "buffers", "macs", "activation_bytes", "parameter_bytes", "peak_activation_bytes",
        "training_bytes",
    ]  # fmt: skip
    assert {tuple(finding) for finding in written["findings"]} == {("code", "severity", "layer", "message")}


def test_the_layer_of_the_contract():
    assert tree(lenet())["layers"][1] == {
        "id": "c1",
        "kind": "conv2d",
        "inputs": ["image"],
        "block": None,
        "output": {"channels": 6, "height": 28, "width": 28},
        "receptive_field": [5, 5],
        "jump": [1, 1],
        "start": [0, 0],
        "parameters": 156,
        "buffers": 0,
        "macs": 117600,
        "output_elements": 4704,
        "output_bytes": 18816,
        "parameter_bytes": 624,
    }


def test_settings_and_blocks():
    written = tree(uneven())
    assert (written["name"], written["batch_size"], written["dtype"]) == ("uneven", 2, "float16")
    assert written["layers"][4]["block"] == "stage/residual"
    assert written["layers"][4]["inputs"] == ["c3", "c1"]


def test_a_flat_output_and_what_it_lacks():
    flatten = tree(lenet())["layers"][7]
    assert flatten["output"] == {"features": 400}
    assert flatten["jump"] is None
    assert flatten["receptive_field"] == [32, 32]


def test_below_an_error_every_figure_is_null():
    for layer in tree(broken())["layers"][2:]:
        assert {layer[name] for name in list(layer)[4:]} == {None}


def test_jumps_may_be_fractions_or_exist_on_one_axis_only():
    assert tree(uneven())["layers"][-1]["jump"] == [0.5, 0.5]
    pooled = stack(("image", Input(height=8, width=1, channels=1)), ("pool", AdaptiveAvgPool2d(output_size=(1, 1))))
    assert tree(pooled)["layers"][1]["jump"] is None


def test_a_figure_that_exists_on_one_axis_only():
    layers = stack(
        ("image", Input(height=8, width=1, channels=1)), ("pool", AdaptiveAvgPool2d(output_size=(8, 1)))
    ).layers
    design = Design((*layers, Layer("sum", Add(), ("image", "pool"))))
    assert tree(design)["layers"][1]["jump"] == [1, None]


def test_integers_are_exact():
    design = stack(("image", Input(height=2**62, width=2**62, channels=3)))
    assert tree(design)["layers"][0]["output_elements"] == 3 * 2**124


def test_names_come_back_exactly_and_the_text_is_ascii():
    design = named(HOSTILE, name="\u202e网")
    text = render(analyse(design), "json")
    assert text.isascii()
    assert [layer["id"] for layer in json.loads(text)["layers"]] == HOSTILE
    assert json.loads(text)["name"] == "\u202e网"


def test_check_as_json():
    finding = {
        "code": "kernel-larger-than-input",
        "severity": "error",
        "layer": "c2",
        "message": analyse(broken()).findings[0].message,
    }
    text = findings_json(analyse(broken()))
    assert json.loads(text) == {"name": "broken", "findings": [finding]}
    assert list(json.loads(text)["findings"][0]) == list(finding)


def test_check_as_text():
    message = analyse(broken()).findings[0].message
    assert findings_text(analyse(broken())) == f"error: c2: {message} [kernel-larger-than-input]\n"
    assert findings_text(analyse(lenet())) == "no findings\n"
