"""Files of names of classes."""

from pathlib import Path

import pytest

from designer.engine.errors import EngineError
from designer.ui.weights_draft import read_classes


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "expected 1 to 100,000 names, one a line, found 0"),
        (b"\xff\xfe\xfa", "expected names of classes as UTF-8 text"),
        (b"a\n" * 100_001, "found 100,001"),
    ],
)
def test_class_names_that_cannot_be_read(tmp_path: Path, content: bytes, line: str) -> None:
    path = tmp_path / "names.txt"
    path.write_bytes(content)
    with pytest.raises(EngineError, match=f"^names.txt: .*{line}"):
        read_classes(path)
    with pytest.raises(EngineError, match="expected a text file"):
        read_classes(tmp_path)


def test_class_names_are_trimmed(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_bytes("\ufeffcat\r\n\n  großer Hund \n".encode())
    assert read_classes(path) == ("cat", "großer Hund")
