"""Write the example designs from the templates: `python packaging/write_designs.py [FOLDER]`."""

import sys
from pathlib import Path

from designer.core.files import save
from designer.core.templates import EXAMPLES

DESIGNS = Path(__file__).resolve().parent.parent / "resources" / "designs"


def write(folder: Path) -> None:
    """Write one `NAME.cnn.json` per example into the folder, which is made where missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, build in EXAMPLES.items():
        save(build(), folder / f"{name}.cnn.json")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else DESIGNS)
