"""The user's own blocks: a folder of fragments, one file each, read without trust and written atomically."""

import re
from pathlib import Path

from designer.core import clipboard, fragments
from designer.core.blocks import check_name
from designer.core.design import Design
from designer.core.edit_basics import EditError, free_name
from designer.core.files import reason_of, replace_file
from designer.core.fragments import Fragment
from designer.core.kinds import Input
from designer.core.strictjson import MOST_BYTES, FileError, printable
from designer.core.value import dataclass, replace

SUFFIX = ".cnn-block.json"
MOST_BLOCKS = 500
_LONGEST_STEM = 40


@dataclass(frozen=True)
class SavedBlock:
    """A file of the user's palette: the fragment in it, or one line that says why it cannot be used."""

    path: Path
    fragment: Fragment | None
    problem: str = ""

    @property
    def name(self) -> str:
        """What the palette calls it: the name in the file, or the file's own."""
        stem = printable(self.path.name.removesuffix(SUFFIX))
        return self.fragment.name if self.fragment is not None and self.fragment.name else stem


def read_folder(folder: Path) -> tuple[SavedBlock, ...]:
    """The blocks of a folder by name, broken ones too; none where there is no such folder."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.name.endswith(SUFFIX) and path.name[0] != ".")
    except OSError:
        return ()
    return tuple(sorted(map(_read, paths[:MOST_BLOCKS]), key=lambda block: (block.name.casefold(), block.path.name)))


def _read(path: Path) -> SavedBlock:
    try:
        if not path.is_file():
            raise FileError("expected a regular file, found a folder or a device")
        with path.open("rb") as file:
            fragment = fragments.read_bytes(file.read(MOST_BYTES + 1))
        check_block(fragment)
        if fragment.name:
            check_name(fragment.name)
    except OSError as error:
        return SavedBlock(path, None, f"cannot be read: {reason_of(error)}")
    except (EditError, FileError) as error:
        return SavedBlock(path, None, str(error))
    return SavedBlock(path, fragment)


def check_block(fragment: Fragment) -> None:
    """Raise EditError for layers that cannot be put below others."""
    if all(isinstance(layer.kind, Input) for layer in fragment.layers):
        raise EditError("an input stands at the head of a network: a block needs other layers")


def cut_block(design: Design, ids: tuple[str, ...]) -> Fragment:
    """The layers as a block: under the name of the block whose whole they are, else without one; raises EditError."""
    fragment = clipboard.cut_out(design, ids)
    check_block(fragment)
    heads = {(layer.block or "").partition("/")[0] for layer in fragment.layers}
    head = heads.pop()
    if heads or not head:
        return fragment
    inner = ((layer.block or "").partition("/")[2] for layer in fragment.layers)
    layers = (replace(layer, block=path or None) for layer, path in zip(fragment.layers, inner, strict=True))
    return replace(fragment, layers=tuple(layers), name=head)


def save_block(folder: Path, fragment: Fragment, name: str) -> Path:
    """Write a block to a file of its own, under a name that no other has; raises EditError with one line."""
    taken = read_folder(folder)
    if len(taken) >= MOST_BLOCKS:
        raise EditError(f"there are {MOST_BLOCKS} blocks already: remove some first")
    check_name(name)
    final = free_name(name, {block.name for block in taken})
    try:
        folder.mkdir(parents=True, exist_ok=True)
        there = {path.name.removesuffix(SUFFIX) for path in folder.iterdir()}
        path = folder / f"{free_name(_stem(final), there)}{SUFFIX}"
        _write(path, replace(fragment, name=final))
    except OSError as error:
        raise EditError(f"the block cannot be saved: {reason_of(error)}") from None
    return path


def rename_saved(block: SavedBlock, name: str) -> None:
    """Another name in the file of a block, which stays the same file; raises EditError with one line."""
    check_name(name)
    if block.fragment is None:
        raise EditError(f"{block.path.name} cannot be renamed: {block.problem}")
    if name == block.name:
        return
    if name in {other.name for other in read_folder(block.path.parent)}:
        raise EditError(f"there is a block {name} already")
    try:
        _write(block.path, replace(block.fragment, name=name))
    except OSError as error:
        raise EditError(f"{block.name} cannot be renamed: {reason_of(error)}") from None


def remove_saved(block: SavedBlock) -> None:
    """Take the file of a block away; raises EditError with one line."""
    try:
        block.path.unlink(missing_ok=True)
    except OSError as error:
        raise EditError(f"{block.name} cannot be removed: {reason_of(error)}") from None


def _write(path: Path, fragment: Fragment) -> None:
    """Raises EditError for more than can be read again, OSError where it cannot be written."""
    data = fragments.written(fragment).encode()
    try:
        if fragments.read_bytes(data).layers != fragment.layers:
            raise EditError("the written block reads back differently")
        replace_file(path, data)
    except FileError as error:
        raise EditError(f"the block cannot be saved: {error}") from None


def _stem(name: str) -> str:
    """Letters that every file system takes, whatever the name says."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:_LONGEST_STEM] or "block"
