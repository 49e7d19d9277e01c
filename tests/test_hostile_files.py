"""Hostile files on the command line: one line, exit status 2, in bounded memory, with no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from designer.core.files import load
from designer.core.strictjson import FileError
from tests.core.hostile import REFUSED
from tests.core.hostile_kit import file_of

PATIENCE = 60  # seconds before a hanging child fails its test; on an idle machine a refusal takes a tenth of one


def refuse(*arguments, **options):
    """Run a command that must refuse; give its line."""
    child = subprocess.Popen(
        [sys.executable, "-m", "designer", *map(os.fspath, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
    )  # fmt: skip
    try:
        out, err = child.communicate(timeout=PATIENCE)
    finally:
        child.kill()
    line = err.decode()
    assert (child.returncode, out) == (2, b""), line
    assert line.startswith("cnn-designer: error: ")
    assert line.count("\n") == 1
    assert line.endswith("\n")
    return line.removeprefix("cnn-designer: error: ").rstrip("\n")


PEAK = """
import sys
from designer.cli import main

def peak():  # ru_maxrss would count the test process that this one was forked from
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
"""

MEASURED = (
    PEAK
    + """
status = main(sys.argv[1:])
sys.exit(f"used {peak()} kB") if peak() > 300 * 1024 else sys.exit(status)
"""
)


def measured(*arguments):
    """(status, standard error) of a command that fails by itself if it used more memory than it may."""
    child = subprocess.run(
        [sys.executable, "-c", MEASURED, *map(os.fspath, arguments)], capture_output=True, timeout=PATIENCE
    )
    return child.returncode, child.stderr.decode()


ALL = (
    PEAK
    + """
statuses = {main(["check", path]) for path in sys.argv[1:]}
assert statuses == {2}, statuses
assert peak() < 300 * 1024, peak()
"""
)


def test_every_broken_file_is_one_line_that_names_file_and_place(tmp_path):
    expected = []
    for number, (data, line) in enumerate(REFUSED.values()):
        path = tmp_path / f"{number}.cnn.json"
        path.write_bytes(data)
        expected.append((str(path), f"cnn-designer: error: {path}: {line}"))
    paths, lines = zip(*expected, strict=True)
    child = subprocess.run([sys.executable, "-c", ALL, *paths], capture_output=True, text=True, timeout=PATIENCE)
    assert child.stderr.splitlines() == list(lines)
    assert (child.returncode, child.stdout) == (0, "")


@pytest.mark.parametrize(
    "name", ["deep lists", "100,000 digits", "a million values", "8 MB of blanks", "utf-16", "truncated"]
)
def test_a_broken_file_alone(name, tmp_path):
    path = tmp_path / "bad.cnn.json"
    data, line = REFUSED[name]
    path.write_bytes(data)
    assert measured("check", path) == (2, f"cnn-designer: error: {path}: {line}\n")


def test_every_command_and_the_window_refuse_alike(tmp_path):
    path = tmp_path / "bad.cnn.json"
    path.write_bytes(b"{}")
    line = f'{path}: format: expected "cnn-design", found nothing'
    assert refuse("table", path) == line
    assert refuse("field", path, "--layer", "a", "--unit", "0,0") == line
    assert refuse("run", path, "--input", "x.png", "-o", tmp_path / "x.npz") == line
    assert refuse("screenshot", path, "-o", tmp_path / "x.png") == line
    assert refuse(path) == line


def test_what_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    for place, line in {
        tmp_path: "expected a regular file, found a folder",
        tmp_path / "pipe": "expected a regular file, found a device or a pipe",
        Path("/dev/zero"): "expected a regular file, found a device or a pipe",
        Path("/dev/stdin"): "expected a regular file, found a device or a pipe",
        tmp_path / "none.cnn.json": "cannot be read: no such file or directory",
        tmp_path / "loop": "cannot be read: too many levels of symbolic links",
        tmp_path / ("n" * 300): "cannot be read: file name too long",
    }.items():
        assert refuse("check", place, stdin=subprocess.PIPE) == f"{place}: {line}"


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.cnn.json"
    with path.open("wb") as file:
        file.truncate(2**40)  # sparse
    assert measured("table", path) == (2, f"cnn-designer: error: {path}: expected at most 8388608 bytes, found more\n")


def test_the_largest_files_that_are_parsed_stay_in_bounds(tmp_path):
    path = tmp_path / "large.cnn.json"
    for filling in (b'{"a":0},', b"[[]],", b'"' + b"x" * 12 + b'",', b"0.1234567891,"):
        count = min(8_000_000 // len(filling), 499_000)
        path.write_bytes(file_of().removesuffix(b"]}") + b"," + filling * count + b"0]}")
        status, line = measured("check", path)
        assert status == 2, line
        assert line.count("\n") == 1


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root reads everything")
def test_a_file_without_permission(tmp_path):
    path = tmp_path / "secret.cnn.json"
    path.write_bytes(file_of())
    path.chmod(0)
    assert refuse("table", path) == f"{path}: cannot be read: permission denied"


@pytest.mark.parametrize("name", ["line\nbreak", "es\x1b[31mcape", "tab\t", "網路 🧠", b"latin-\xe9"])
def test_odd_names_of_files_stay_on_one_line(name, tmp_path):
    path = os.fsencode(tmp_path) + b"/" + (name if isinstance(name, bytes) else name.encode())
    line = refuse("table", os.fsdecode(path))
    assert line.isprintable()
    assert line.endswith(": cannot be read: no such file or directory")


def test_a_name_with_a_nul(tmp_path):
    with pytest.raises(FileError, match=r"a\\x00b: cannot be read: .*embedded null"):
        load(f"{tmp_path}/a\0b")


ABSURD = {
    "upsampled out of sight": '{"kind": "upsample", "scale_factor": 4611686018427387904}',
    "a kernel per phase": '{"kind": "conv2d", "out_channels": 1, "kernel_size": 4001, "padding": 2000}',
    "strides of strides": '{"kind": "conv2d", "out_channels": 1, "kernel_size": 1, "stride": 4611686018427387904}',
}


@pytest.mark.parametrize("name", ABSURD)
def test_absurd_but_valid_designs_are_analysed_in_bounds(name, tmp_path):
    path = tmp_path / "absurd.cnn.json"
    fine = '{"kind": "adaptive_avg_pool2d", "output_size": 61}', '{"kind": "upsample", "scale_factor": 4096}'
    path.write_bytes(file_of(*(fine if "phase" in name else ()), *[ABSURD[name]] * 120))
    for format_of_table in ("text", "json"):
        status, line = measured("table", path, "--format", format_of_table)
        assert status in (0, 1), line
        assert line == ""
