"""Saving: at every moment the old file or the new one is there whole, whatever goes wrong."""

import os
import signal
import stat
import subprocess
import sys
from random import Random
from select import select

import pytest

from designer.core.design import Design, Layer
from designer.core.fileformat import dumps
from designer.core.files import load, replace_file, save
from designer.core.kinds import Activation, Input
from designer.core.strictjson import FileError

KILLS = 64
SAVING = """
import os, sys
from designer.core.property_edits import set_name
from designer.core.fileformat import dumps
from designer.core.files import load, replace_file
path = sys.argv[1]
files = [dumps(set_name(load(path), str(n))) for n in range(10)]
while sys.stdin.readline():  # one life per line: starting Python takes longer than all the rest
    child = os.fork()
    if child == 0:
        while True:
            for data in files:
                replace_file(path, data)
    print(child, flush=True)
    os.waitpid(child, 0)
"""


def network(layers=300, name=""):
    image = Layer("image", Input(height=8, width=8, channels=3))
    return Design((image, *(Layer(f"a{i}", Activation(), ("image",), note="x" * 200) for i in range(layers))), name)


def test_a_killed_process_leaves_a_whole_file(tmp_path):
    path = tmp_path / "design.cnn.json"
    save(network(), path)
    whole = {dumps(network(name=name)) for name in ["", *map(str, range(10))]}
    random, found = Random(1), []
    command = [sys.executable, "-c", SAVING, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as parent:
        for _ in range(KILLS):
            parent.stdin.write("next\n")
            child = int(parent.stdout.readline())
            select([], [], [], 0.002 + random.random() * 0.03)
            os.kill(child, signal.SIGKILL)
            parent.stdin.flush()
            found.append(path.read_bytes())
        parent.stdin.close()
    assert set(found) <= whole
    assert len(set(found)) > 2  # they were killed while saving, not before


@pytest.mark.skipif(os.name != "posix", reason="limits of the file size are those of POSIX")
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "design.cnn.json"
    save(network(1), path)
    old = path.read_bytes()
    program = """
import resource, signal, sys
from designer.core.files import load, save
from designer.core.strictjson import FileError
from designer.core.property_edits import set_note
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    save(set_note(load(sys.argv[1]), "a0", "y" * 9000), sys.argv[1])
except FileError as error:
    print(error)
"""
    child = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, timeout=60)
    assert (child.stdout, child.stderr) == (f"{path}: cannot be saved: file too large\n", "")
    assert path.read_bytes() == old
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_failing_write_is_cleared_away(tmp_path, monkeypatch):
    path = tmp_path / "design.cnn.json"
    save(network(1), path)
    old = path.read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match=r"design\.cnn\.json: cannot be saved: no space left on device"):
        save(network(2), path)
    assert path.read_bytes() == old
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_links_and_permissions_are_kept(tmp_path):
    real, link = tmp_path / "real.cnn.json", tmp_path / "link.cnn.json"
    save(network(1), real)
    real.chmod(0o640)
    link.symlink_to(real.name)
    save(network(2), link)
    assert link.is_symlink()
    assert load(real) == load(link) == network(2)
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_new_file_has_the_permissions_of_the_user(tmp_path):
    before = os.umask(0o027)
    try:
        save(network(1), tmp_path / "new.cnn.json")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.cnn.json").stat().st_mode) == 0o640


def test_a_link_to_nowhere_makes_the_file_it_names(tmp_path):
    link = tmp_path / "link.cnn.json"
    link.symlink_to("real.cnn.json")
    save(network(1), link)
    assert link.is_symlink()
    assert load(tmp_path / "real.cnn.json") == network(1)


def test_what_is_no_regular_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for place in (tmp_path / "pipe", tmp_path / "folder"):
        with pytest.raises(FileError, match="cannot be saved: expected a regular file, found a folder or a device"):
            save(network(1), place)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    (tmp_path / "loop").symlink_to("loop")
    for place, reason in (
        (tmp_path / "none" / "x.cnn.json", "no such file or directory"),
        (tmp_path / ("n" * 300), "file name too long"),
        (tmp_path / "a\0b", "embedded null"),
        (tmp_path / "loop", "too many levels of symbolic links"),
    ):
        with pytest.raises(FileError, match=f"cannot be saved: .*{reason}"):
            save(network(1), place)


def test_a_read_only_file_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "design.cnn.json"
    save(network(1), path)
    path.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everything
    with pytest.raises(FileError, match="cannot be saved: permission denied"):
        save(network(2), path)
    assert load(path) == network(1)


@pytest.mark.parametrize("name", ["網" * 80 + ".json", "ü.cnn.json", "n" * 255, " ", "-o", "a\nb"])
def test_any_name_that_the_system_takes_can_be_saved(name, tmp_path):
    save(network(1), tmp_path / name)
    save(network(2), tmp_path / name)
    assert load(tmp_path / name) == network(2)
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_nothing_planted_in_the_folder_is_written_through(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "urandom", lambda count: bytes(count))
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / f".{os.getpid()}-{bytes(4).hex()}.part").symlink_to(victim)
    with pytest.raises(FileExistsError):
        replace_file(tmp_path / "design.cnn.json", b"{}")
    assert victim.read_text() == "mine"


def test_a_design_that_no_file_can_hold_is_not_written(tmp_path):
    path = tmp_path / "design.cnn.json"
    save(network(1), path)
    for wrong in (Design(()), Design(network(1).layers, "\ud800"), Design((*network(1).layers, *network(1).layers))):
        with pytest.raises(FileError, match=r"design\.cnn\.json: cannot be saved: "):
            save(wrong, path)
    assert load(path) == network(1)
