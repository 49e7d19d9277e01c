"""The command line: exit statuses, formats, columns, one-line errors, closed and broken outputs."""

import csv
import io
import json

import pytest

from designer import __version__
from designer.cli import COMMANDS, _command, main
from designer.core.design import Design, Layer, Settings
from designer.core.fileformat import dumps
from designer.core.kinds import Conv2d, Flatten, Input, Linear, MaxPool2d
from tests.cli_kit import LENET, refused, run

LARGEST = 2**63 - 1


@pytest.fixture
def broken(tmp_path):
    """A design with an error: a kernel that does not fit."""
    image = Layer("image", Input(height=4, width=4, channels=1))
    layers = (image, Layer("c", Conv2d(out_channels=1, kernel_size=(5, 5)), ("image",)))
    path = tmp_path / "broken.cnn.json"
    path.write_bytes(dumps(Design(layers, "broken")))
    return str(path)


def test_as_a_module_it_prints_the_table_and_says_done():
    status, out, err = run("table", LENET)
    assert (status, err) == (0, "")
    assert "61,706" in out


@pytest.mark.parametrize("command", ["table", "check"])
def test_an_error_in_the_design_is_status_1_with_the_whole_output(command, broken, capsys):
    assert main([command, broken]) == 1
    assert "c" in capsys.readouterr().out
    assert main([command, LENET]) == 0


def test_check_names_layer_severity_and_code(broken, capsys):
    main(["check", broken])
    line = "error: c: the kernel's height 5 is larger than the padded input's 4"
    assert capsys.readouterr().out.startswith(line)
    main(["check", broken, "--format", "json"])
    tree = json.loads(capsys.readouterr().out)
    assert tree["name"] == "broken"
    assert {(f["code"], f["severity"], f["layer"]) for f in tree["findings"]} == {
        ("kernel-larger-than-input", "error", "c")
    }


@pytest.mark.parametrize("name", ["text", "csv", "tsv", "markdown", "html", "latex", "json", "xlsx"])
def test_every_format_is_written_to_a_file_or_the_output(name, tmp_path, capsysbinary):
    assert main(["table", LENET, "--format", name, "-o", str(tmp_path / "out")]) == 0
    content = (tmp_path / "out").read_bytes()
    assert capsysbinary.readouterr().out == b""
    assert content
    if name != "xlsx":
        assert main(["table", LENET, "--format", name]) == 0
        assert capsysbinary.readouterr().out == content


def test_columns_are_those_asked_for_in_that_order(capsys):
    assert main(["table", LENET, "--format", "csv", "--columns", "macs, name"]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows[0] == ["MACs", "Name"]
    assert rows[-1] == ["416520", "Total"]
    line = refused(capsys, "table", LENET, "--columns", "name,colour")
    assert line.startswith("--columns: expected keys out of name, ")
    assert line.endswith("; found 'colour'")
    assert refused(capsys, "table", LENET, "--columns", "").endswith("; found ''")


def test_integers_of_the_json_table_are_exact(tmp_path, capsys):
    layers = (
        Layer("image", Input(height=LARGEST, width=LARGEST, channels=LARGEST)),
        Layer("c", Conv2d(out_channels=LARGEST, kernel_size=(2, 3)), ("image",)),
        Layer("f", Flatten(), ("c",)),
        Layer("out", Linear(out_features=LARGEST, bias=False), ("f",)),
    )
    path = tmp_path / "large.cnn.json"
    path.write_bytes(dumps(Design(layers, settings=Settings(LARGEST, "float64"))))
    assert main(["table", str(path), "--format", "json"]) == 0
    tree = json.loads(capsys.readouterr().out)
    conv, out = tree["layers"][1], tree["layers"][3]
    assert conv["output"] == {"channels": LARGEST, "height": LARGEST - 1, "width": LARGEST - 2}
    assert conv["macs"] == LARGEST * (LARGEST - 1) * (LARGEST - 2) * LARGEST * 6
    assert conv["parameters"] == 6 * LARGEST**2 + LARGEST
    assert out["parameters"] == LARGEST**2 * (LARGEST - 1) * (LARGEST - 2)
    assert out["receptive_field"] == [LARGEST, LARGEST]
    assert tree["totals"]["parameters"] == conv["parameters"] + out["parameters"]
    assert tree["layers"][0]["output_bytes"] == 8 * LARGEST**4
    for name in ("text", "csv", "html", "latex", "markdown", "tsv"):
        assert main(["table", str(path), "--format", name]) == 0
    capsys.readouterr()


def field(capsys, *arguments):
    assert main(["field", *arguments, "--format", "json"]) == 0
    return capsys.readouterr().out


def test_field_prints_interval_box_and_share_to_the_letter(tmp_path, capsys):
    layers = (
        Layer("image", Input(height=8, width=16, channels=1)),
        Layer("c", Conv2d(out_channels=1, kernel_size=(3, 3), padding=(1, 1)), ("image",)),
        Layer("p", MaxPool2d(padding=(2, 2)), ("c",)),
        Layer("f", Flatten(), ("p",)),
    )
    path = tmp_path / "field.cnn.json"
    path.write_bytes(dumps(Design(layers)))
    name = str(path)
    assert field(capsys, name, "--layer", "c", "--unit", "0,0") == (
        '{"interval": [-1, -1, 1, 1], "box": [0, 0, 1, 1], "share": 0.03125}\n'
    )
    assert field(capsys, name, "--layer", "c", "--unit", "7,4") == (
        '{"interval": [6, 3, 8, 5], "box": [6, 3, 7, 5], "share": 0.046875}\n'
    )
    assert field(capsys, name, "--layer", "p", "--unit", "0,3") == (
        '{"interval": [-3, 3, 0, 6], "box": null, "share": 0.0}\n'
    )
    whole = '{"interval": [-3, -3, 10, 18], "box": [0, 0, 7, 15], "share": 1.0}\n'
    assert (
        field(capsys, name, "--layer", "f", "--unit", "59")
        == field(capsys, name, "--layer", "f", "--unit", "0,0")
        == whole
    )
    assert main(["field", name, "--layer", "c", "--unit", "0,0"]) == 0
    assert capsys.readouterr().out.startswith("unit 0,0 of c\n")


@pytest.mark.parametrize(
    "unit", ["", "0", "0,0,0", "28,0", "0,28", "a,b", "1.0,1", " 0,0", "0,99999999999999999999", "٣x,0"]
)
def test_a_unit_that_is_not_there_is_refused(unit, capsys):
    line = refused(capsys, "field", LENET, "--layer", "c1", f"--unit={unit}")
    assert line == f"--unit: expected ROW,COLUMN from 0,0 to 27,27, found {unit}"


def test_layers_without_units_are_refused(broken, capsys):
    assert refused(capsys, "field", broken, "--layer", "x", "--unit", "0,0") == (
        "--layer: expected the id of a layer, found x"
    )
    line = refused(capsys, "field", broken, "--layer", "c", "--unit", "0,0")
    assert line == "--layer: c has no output: the design has an error there or above"
    line = refused(capsys, "field", LENET, "--layer", "output", "--unit", "10")
    assert line == "--unit: expected an index from 0 to 9, found 10"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["table"], "the following arguments are required: FILE (see cnn-designer table --help)"),
        (["table", LENET, "more"], "unrecognized arguments: more (see cnn-designer table --help)"),
        (["table", LENET, "--format"], "argument --format: expected one argument (see cnn-designer table --help)"),
        (["field", LENET], "the following arguments are required: --layer, --unit (see cnn-designer field --help)"),
        (["--wrong"], "unrecognized arguments: --wrong (see cnn-designer --help)"),
        (["a", "b"], "unrecognized arguments: b (see cnn-designer --help)"),
        (["no\nsuch"], "no\\nsuch: cannot be read: no such file or directory"),
    ],
)
def test_wrong_arguments_are_one_line(arguments, line, capsys):
    assert refused(capsys, *arguments) == line


def test_a_format_that_is_not_there_names_those_that_are(capsys):
    line = refused(capsys, "table", LENET, "--format", "pdf")
    assert line.startswith("argument --format: invalid choice: 'pdf' (choose from ")
    assert "xlsx" in line


@pytest.mark.parametrize("arguments", [["--help"], *[[command, "--help"] for command in COMMANDS]])
def test_help_tells_every_argument(arguments, capsys):
    with pytest.raises(SystemExit) as done:
        main(arguments)
    out, err = capsys.readouterr()
    assert (done.value.code, err) == (0, "")
    assert out.startswith(f"usage: cnn-designer {arguments[0] if len(arguments) > 1 else '[-h]'}")
    if len(arguments) > 1:
        assert _command(arguments[0]).text.split()[-1] in out
    else:
        assert all(command in out for command in COMMANDS)


def test_the_version(capsys):
    with pytest.raises(SystemExit) as done:
        main(["--version"])
    assert done.value.code == 0
    assert capsys.readouterr().out == f"cnn-designer {__version__}\n"
