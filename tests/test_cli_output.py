"""Where commands write: files replaced whole, outputs that are closed, full or left early, any encoding."""

import os
import subprocess
import sys

import pytest

from designer.cli import main
from designer.core.design import Design, Layer
from designer.core.fileformat import dumps
from designer.core.kinds import Flatten, Input
from tests.cli_kit import LENET, PATIENCE, refused, run


def test_an_output_that_cannot_be_written_is_refused(tmp_path, capsys):
    for place, reason in (
        (tmp_path / "none" / "x.csv", "cannot be written: no such file or directory"),
        (tmp_path, "expected a regular file, found a folder or a device"),
    ):
        assert refused(capsys, "table", LENET, "-o", str(place)) == f"{place}: {reason}"
    if os.path.exists("/dev/full"):  # noqa: PTH110 (a device)
        assert refused(capsys, "table", LENET, "-o", "/dev/full").startswith("/dev/full: expected a regular file")


def test_an_old_output_is_replaced_whole(tmp_path):
    (tmp_path / "out.csv").write_text("x" * 100_000)
    assert main(["table", LENET, "--format", "csv", "-o", str(tmp_path / "out.csv")]) == 0
    assert "x" * 100 not in (tmp_path / "out.csv").read_text()
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.csv"]


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
@pytest.mark.parametrize(
    ("redirection", "status", "line"),
    [
        (">&-", 2, "cnn-designer: error: cannot write: standard output is closed\n"),
        (">/dev/full", 2, "cnn-designer: error: cannot write: no space left on device\n"),
        ("| head -c 1 >/dev/null", 0, ""),
        ("2>&- >/dev/null", 0, ""),
    ],
)
def test_outputs_that_are_closed_full_or_left_early(redirection, status, line):
    if "/dev/full" in redirection and not os.path.exists("/dev/full"):  # noqa: PTH110 (a device)
        pytest.skip("there is no /dev/full")
    command = f'"{sys.executable}" -m designer table "{LENET}" --format html {redirection}'
    child = subprocess.run(["sh", "-c", command], capture_output=True, timeout=PATIENCE)
    assert (child.returncode, child.stdout, child.stderr.decode()) == (status, b"", line)


def test_a_reader_that_leaves_early_is_no_error(tmp_path):
    """Many more bytes than a pipe holds, and nobody who takes them."""
    image = Layer("image", Input(height=4, width=4, channels=1))
    path = tmp_path / "long.cnn.json"
    path.write_bytes(dumps(Design((image, *(Layer(f"f{i}", Flatten(), ("image",)) for i in range(2000))))))
    command = [sys.executable, "-m", "designer", "table", str(path), "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        child.stdout.read(1)
        child.stdout.close()
        assert child.stderr.read() == b""
    assert child.returncode == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_the_output_is_utf_8_wherever_it_goes(encoding):
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"}
    status, out, err = run("table", LENET, env=environment)
    assert (status, err) == (0, "")
    assert "28×28×6" in out


def test_without_a_display_nothing_but_the_file_is_wrong(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    assert refused(capsys, str(tmp_path)) == f"{tmp_path}: expected a regular file, found a folder"
