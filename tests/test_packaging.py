"""What an installation brings: the wheel holds its resources and finds them without the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from designer import paths

ROOT = Path(__file__).parents[1]
DESKTOP = "io.github.cnn_designer.CnnDesigner"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Give the unpacked wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=100)
    (file,) = folder.glob("*.whl")
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def python(wheel: Path, program: str) -> str:
    """Run a program that sees the wheel and the standard library alone; give what it printed."""
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(wheel)!r})\n{program}"]
    run = subprocess.run(command, cwd=wheel.parent, capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout


def test_the_wheel_holds_every_resource(wheel):
    source = ROOT / "resources"
    files = {path.relative_to(source) for path in source.rglob("*") if path.is_file()}
    packed = wheel / "designer" / "resources"
    assert {path.relative_to(packed) for path in packed.rglob("*") if path.is_file()} == files


def test_the_wheel_brings_the_command(wheel):
    (file,) = wheel.glob("*.dist-info/entry_points.txt")
    assert "cnn-designer = designer.cli:main" in file.read_text()


def test_the_wheel_finds_its_own_resources(wheel):
    folder = python(wheel, "from designer.paths import resources_dir; print(resources_dir())")
    assert Path(folder.strip()) == (wheel / "designer" / "resources").resolve()


def test_the_wheel_prints_a_table_by_the_standard_library_alone(wheel):
    table = python(
        wheel,
        "from designer.cli import main\n"
        "from designer.paths import resource\n"
        "sys.exit(main(['table', str(resource('designs', 'lenet5.cnn.json'))]))",
    )
    assert "c1" in table


def test_the_wheel_brings_the_desktop_files_under_one_name(wheel):
    (share,) = wheel.glob("*.data/data/share")
    files = {path.relative_to(share).as_posix() for path in share.rglob("*") if path.is_file()}
    assert files == {
        f"applications/{DESKTOP}.desktop",
        f"icons/hicolor/scalable/apps/{DESKTOP}.svg",
        f"metainfo/{DESKTOP}.metainfo.xml",
        f"mime/packages/{DESKTOP}.xml",
    }
    entry = (share / "applications" / f"{DESKTOP}.desktop").read_text()
    assert f"Icon={DESKTOP}\n" in entry
    (kind,) = ElementTree.parse(share / "mime" / "packages" / f"{DESKTOP}.xml").getroot()
    assert f"MimeType={kind.get('type')};\n" in entry
    match = kind.find(".//{*}match")
    start = int(match.get("offset").split(":")[1])
    for design in paths.resource("designs", "lenet5.cnn.json").parent.glob("*.json"):
        assert 0 <= design.read_text().find(match.get("value")) <= start, design.name


def test_the_checkout_finds_its_resources():
    assert paths.resources_dir() == ROOT / "resources"
    assert paths.resource("MANIFEST.txt") == ROOT / "resources" / "MANIFEST.txt"


def test_a_missing_resource_is_named():
    with pytest.raises(FileNotFoundError, match=r"designs/none\.cnn\.json"):
        paths.resource("designs", "none.cnn.json")


def test_a_strange_folder_of_resources_is_not_taken(tmp_path, monkeypatch):
    (tmp_path / "resources").mkdir()  # another package's, without the marker
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "designer" / "paths.py"))
    with pytest.raises(RuntimeError, match="install CNN Designer again"):
        paths.resources_dir()


def test_set_up_stops_with_one_line_on_wrong_arguments(tmp_path):
    bootstrap = ["sh", str(ROOT / "packaging" / "bootstrap.sh"), "runs"]
    run = subprocess.run(bootstrap, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "bootstrap: usage: bootstrap.sh run [FILE] | test [ARGUMENTS OF PYTEST]\n"
