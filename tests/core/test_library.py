"""The folder of the user's own blocks: what is saved comes back, and what is broken or hostile stays one line."""

import json
import os
from pathlib import Path

import pytest

from designer.core import clipboard
from designer.core.analysis import analyse
from designer.core.blocks import blocks, insert_block
from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError
from designer.core.fileformat import dumps
from designer.core.fragments import Fragment
from designer.core.kinds import Activation, Conv2d, Input
from designer.core.library import SUFFIX, cut_block, read_folder, remove_saved, rename_saved, save_block

IMAGE = Layer("image", Input(height=16, width=16, channels=8))
STACK = Design(
    (
        IMAGE,
        Layer("conv", Conv2d(out_channels=8, padding=(1, 1)), ("image",)),
        Layer("relu", Activation(), ("conv",)),
        Layer("end", Activation(), ("relu",)),
    )
)
BODY = cut_block(STACK, ("conv", "relu"))


def files(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def names(folder: Path) -> list[str]:
    return [block.name for block in read_folder(folder)]


def test_saved_block_comes_back_and_is_pasted_as_text(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "yet"
    path = save_block(folder, BODY, "Conv & ReLU")
    [block] = read_folder(folder)
    assert (block.path, block.name, block.problem) == (path, "Conv & ReLU", "")
    assert block.fragment is not None
    assert block.fragment.layers == BODY.layers
    after = clipboard.put(STACK, block.fragment, "end", None, block.name)
    assert blocks(after) == ("Conv & ReLU",)
    assert not analyse(after).has_errors
    assert "conv_2" in clipboard.paste(STACK, path.read_text(), "end")
    assert files(folder) == [path.name]


def test_a_whole_block_is_saved_under_its_own_name_without_its_frame() -> None:
    design = insert_block(STACK, "dense", "relu")
    ids = tuple(layer.id for layer in design if layer.block)
    fragment = cut_block(design, ids)
    assert fragment.name == "dense_1"
    assert {layer.block for layer in fragment.layers} == {"1", "2", "3", "4"}
    assert cut_block(design, ("conv", *ids)).name == ""
    after = clipboard.put(STACK, fragment, "relu", None, fragment.name)
    assert blocks(after) == ("dense_1", "dense_1/1", "dense_1/2", "dense_1/3", "dense_1/4")


@pytest.mark.parametrize("ids", [(), ("image",)])
def test_nothing_and_inputs_alone_are_no_block(ids: tuple[str, ...]) -> None:
    with pytest.raises(EditError):
        cut_block(STACK, ids)


@pytest.mark.parametrize(
    "name", ["..", ".hidden", "CON", "<b>bold<b>", "a\\b", "ÄÖÜ", "名前", "x" * 128, "-rf *", "%s", '"', "a  b"]
)
def test_hostile_names_are_kept_in_the_file_and_stay_in_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "blocks"
    path = save_block(folder, BODY, name)
    assert path.parent == folder
    assert path.name.removesuffix(SUFFIX).replace("-", "").replace("_", "").isalnum()
    assert len(path.name) < 80
    assert names(folder) == [name]


@pytest.mark.parametrize("name", ["", " ", "a/b", "a\nb", "\u202eabc", "x" * 129, "\x00"])
def test_names_that_no_block_can_have_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(EditError, match="a block's name has 1 to 128 printable characters"):
        save_block(tmp_path, BODY, name)
    path = save_block(tmp_path, BODY, "good")
    with pytest.raises(EditError, match="a block's name has"):
        rename_saved(read_folder(tmp_path)[0], name)
    assert files(tmp_path) == [path.name]


def test_the_same_name_gets_a_number_and_one_file_each(tmp_path: Path) -> None:
    for _ in range(3):
        save_block(tmp_path, BODY, "a b")
    save_block(tmp_path, BODY, "A-B")
    assert names(tmp_path) == ["a b", "a b_2", "a b_3", "A-B"]
    assert len(files(tmp_path)) == 4


def test_rename_and_remove(tmp_path: Path) -> None:
    save_block(tmp_path, BODY, "one")
    save_block(tmp_path, BODY, "two")
    one, two = read_folder(tmp_path)
    with pytest.raises(EditError, match="there is a block two already"):
        rename_saved(one, "two")
    rename_saved(one, "three")
    rename_saved(two, "two")
    assert names(tmp_path) == ["three", "two"]
    remove_saved(two)
    remove_saved(two)
    assert names(tmp_path) == ["three"]


HEAD = {"format": "cnn-design-fragment", "version": 1}
BROKEN = {
    "nothing": b"",
    "not text": b"\xff\xfe",
    "not JSON": b"{",
    "a list": b"[]",
    "another format": b'{"format": "else"}',
    "deep": b"[" * 5000,
    "layers missing": json.dumps(HEAD).encode(),
    "hostile name": json.dumps({**HEAD, "name": "a/b", "layers": [{"kind": "flatten"}]}).encode(),
    "name of no text": json.dumps({**HEAD, "name": 7, "layers": [{"kind": "flatten"}]}).encode(),
    "long name": json.dumps({**HEAD, "name": "x" * 129, "layers": [{"kind": "flatten"}]}).encode(),
    "unknown kind": json.dumps({**HEAD, "layers": [{"kind": "os.system"}]}).encode(),
    "an input alone": dumps(Design((IMAGE,))),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=list(BROKEN))
def test_a_broken_file_is_one_line_beside_the_others(tmp_path: Path, content: bytes) -> None:
    save_block(tmp_path, BODY, "good")
    (tmp_path / f"bad{SUFFIX}").write_bytes(content)
    bad, good = read_folder(tmp_path)
    assert (bad.name, bad.fragment) == ("bad", None)
    assert bad.problem
    assert "\n" not in bad.problem
    assert good.name == "good"
    with pytest.raises(EditError, match="cannot be renamed"):
        rename_saved(bad, "other")
    remove_saved(bad)
    assert names(tmp_path) == ["good"]


def test_what_is_no_regular_file_is_one_line_too(tmp_path: Path) -> None:
    (tmp_path / f"folder{SUFFIX}").mkdir()
    os.mkfifo(tmp_path / f"pipe{SUFFIX}")
    (tmp_path / f"link{SUFFIX}").symlink_to(tmp_path / "nowhere")
    (tmp_path / "notes.txt").write_text("not mine")
    assert [block.fragment for block in read_folder(tmp_path)] == [None] * 3


def test_a_design_file_put_there_by_hand_is_a_block(tmp_path: Path) -> None:
    (tmp_path / f"net{SUFFIX}").write_bytes(dumps(STACK))
    [block] = read_folder(tmp_path)
    assert block.name == "net"
    assert isinstance(block.fragment, Fragment)


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EditError, match="the block cannot be saved: "):
        save_block(tmp_path / "file" / "below", BODY, "x")
    assert read_folder(tmp_path / "file") == ()
