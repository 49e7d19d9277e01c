"""The house rules that a machine can see: who may import whom, what loads when, sizes, docstrings."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from designer.paths import resource

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "designer").rglob("*.py"))
MOST_LINES = 600

# Room, or a module at the door: what it may import, and what more inside functions. The standard library goes unsaid.
ALLOWED = {
    "core": ("designer.core designer.paths", ""),
    "engine": ("designer.engine designer.core designer.paths numpy", "PIL"),
    "export": ("designer.export designer.core designer.paths", "designer.engine.weights numpy xlsxwriter"),
    "ui": (
        "designer.ui designer.export designer.engine designer.core designer.paths PySide6 shiboken6 pyqtgraph numpy",
        "",
    ),
    "cli": (
        "designer.cli designer.core designer.paths",
        "designer.display designer.export designer.engine designer.ui",
    ),
    "display": ("", ""),
    "__main__": ("designer.cli", ""),
    "paths": ("", ""),
    "__init__": ("", ""),
}


# Packages whose names differ from those of their distributions.
DISTRIBUTIONS = {"PySide6": "pyside6-essentials", "shiboken6": "pyside6-essentials", "PIL": "pillow"}


@dataclass(frozen=True)
class Import:
    module: str  # the module or, of "from package import module", the module too
    name: str  # what is taken from it, "" for the whole
    deferred: bool  # inside a function, or for the type checker only
    line: int


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in SOURCES}


def imports(module: str, text: str) -> list[Import]:
    return list(_imports(ast.parse(text), module, deferred=False))


def _imports(node: ast.AST, module: str, deferred: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, "", deferred, child.lineno)
        elif isinstance(child, ast.ImportFrom):
            source = _absolute(child, module)
            for alias in child.names:
                inner = f"{source}.{alias.name}"
                # "from designer import cli" and the rooms bring a module in even where the file is yet to be written.
                whole = inner in MODULES or (source == "designer" and not alias.name.startswith("_"))
                yield Import(inner if whole else source, "" if whole else alias.name, deferred, child.lineno)
        else:
            function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            types_only = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
            yield from _imports(child, module, deferred or function or types_only)


def _absolute(node: ast.ImportFrom, module: str) -> str:
    if not node.level:
        return node.module or ""
    is_package = module in MODULES and MODULES[module].name == "__init__.py"
    package = module.split(".") if is_package else module.split(".")[:-1]
    base = package[: len(package) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def room(path: Path) -> str:
    return path.relative_to(ROOT / "designer").with_suffix("").parts[0]


def permitted(path: Path, imported: Import) -> bool:
    if imported.module.split(".")[0] in sys.stdlib_module_names or imported.module == "designer":
        return True  # the package itself holds the version alone
    top, inside = ALLOWED[room(path)]
    names = f"{top} {inside}" if imported.deferred else top
    return any(imported.module == name or imported.module.startswith(f"{name}.") for name in names.split())


@pytest.mark.parametrize("module", MODULES)
def test_imports_only_from_below(module):
    path = MODULES[module]
    wrong = [f"line {i.line}: {i.module}" for i in imports(module, path.read_text()) if not permitted(path, i)]
    assert not wrong, f"{module} must not import {', '.join(wrong)}"


@pytest.mark.parametrize("module", MODULES)
def test_private_names_stay_in_their_package(module):
    package = module.rpartition(".")[0]
    wrong = [
        f"line {i.line}: {i.module} {i.name}"
        for i in imports(module, MODULES[module].read_text())
        if i.module.startswith("designer.")
        and any(part.startswith("_") and not part.startswith("__") for part in [*i.module.split("."), i.name])
        and not i.module.startswith(f"{package}.")
    ]
    assert not wrong, f"{module} takes private names: {', '.join(wrong)}"


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_owns(module):
    text = ast.get_docstring(ast.parse(MODULES[module].read_text()))
    assert text, f"{module} has no docstring"
    assert text.splitlines()[0].endswith("."), f"{module}: the first line of its docstring is one sentence"


def test_every_import_is_a_declared_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {re.split(r"[^\w-]", line)[0].lower() for line in project["dependencies"]}
    for module, path in MODULES.items():
        for found in imports(module, path.read_text()):
            top = found.module.split(".")[0]
            if top != "designer" and top not in sys.stdlib_module_names:
                assert DISTRIBUTIONS.get(top, top) in declared, f"{module}, line {found.line}: {top}"


def test_files_stay_small():
    files = [path for folder in ("designer", "tests", "packaging") for path in (ROOT / folder).rglob("*.py")]
    large = {str(path.relative_to(ROOT)): lines for path in files if (lines := _lines(path)) > MOST_LINES}
    assert not large, f"over {MOST_LINES} lines: {large}"


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


@pytest.mark.parametrize("command", ["table", "check"])
def test_figures_load_neither_qt_nor_numpy(command):
    program = f"""
import sys
from designer.cli import main
status = main(["{command}", {str(resource("designs", "lenet5.cnn.json"))!r}])
heavy = {{"PySide6", "shiboken6", "numpy", "pyqtgraph"}} & set(sys.modules)
sys.exit(f"loaded {{heavy}}" if heavy else status)
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize(
    ("room_of", "line", "good"),
    [
        ("core/a.py", "import json", True),
        ("core/a.py", "import numpy as np", False),
        ("core/a.py", "def f():\n    import numpy", False),
        ("core/a.py", "from designer.engine import ops", False),
        ("core/a.py", "from ..engine import ops", False),
        ("core/a.py", "from designer import cli", False),
        ("core/a.py", "from designer import __version__", True),
        ("core/kinds/a.py", "from ..shapes import Shape", True),
        ("engine/a.py", "import numpy", True),
        ("engine/a.py", "import PySide6.QtCore", False),
        ("engine/a.py", "from designer.export import table", False),
        ("export/a.py", "import xlsxwriter", False),
        ("export/a.py", "def f():\n    import xlsxwriter", True),
        ("export/a.py", "if TYPE_CHECKING:\n    from designer.engine.weights import Weights", True),
        ("export/a.py", "def f():\n    from designer.engine.weights import Weights", True),
        ("export/a.py", "def f():\n    from designer.engine.forward import forward", False),
        ("export/a.py", "from designer.ui import window", False),
        ("ui/a.py", "from PySide6.QtCore import QObject", True),
        ("ui/a.py", "from designer import cli", False),
        ("cli.py", "from designer.ui import app", False),
        ("cli.py", "def f():\n    from designer.ui import app", True),
    ],
)
def test_the_rule_of_imports_tells_good_from_bad(room_of, line, good):
    path = ROOT / "designer" / room_of
    assert all(permitted(path, found) for found in imports(module_name(path), line)) is good
