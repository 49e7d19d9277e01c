"""Where the read-only resources lie: the one place that knows."""

from pathlib import Path


def resources_dir() -> Path:
    """Give the folder of icons and examples: inside the package in a wheel or built program, else beside it.

    Raises RuntimeError where neither place holds it, which only a damaged installation does.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "resources", package.parent / "resources"):
        # A marker decides: another package's folder called "resources" beside an installed one must not win.
        if (folder / "MANIFEST.txt").is_file():
            return folder
    raise RuntimeError(f"the folder of resources is missing beside {package}: install CNN Designer again")


def resource(*parts: str) -> Path:
    """Give the path of one resource file, as in resource("designs", "lenet5.cnn.json").

    Raises FileNotFoundError with the file's path within the resources.
    """
    path = resources_dir().joinpath(*parts)
    if not path.is_file():
        raise FileNotFoundError(f"no such resource: {'/'.join(parts)}")
    return path
