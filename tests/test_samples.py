"""The sample images are what the script draws, and are good for what they are for."""

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PySide6.QtGui import QColorSpace, QImage

from designer.paths import resource, resources_dir

SCRIPT = Path(__file__).resolve().parent.parent / "packaging" / "draw_samples.py"
GREY = ("digit",)


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw_samples", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = _script()
NAMES = pytest.mark.parametrize("name", script.SAMPLES)


def stored(name: str, folder: Path | None = None) -> np.ndarray:
    """The bytes of a sample, the shipped one by default: [height, width] if it is grey, else [height, width, 3]."""
    image = QImage(str((folder or resources_dir() / "samples") / f"{name}.png"))
    assert image.isGrayscale() == (name in GREY)
    form = QImage.Format.Format_Grayscale8 if name in GREY else QImage.Format.Format_RGB888
    image.convertTo(form)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    shape = (image.height(), image.width()) if name in GREY else (image.height(), image.width(), 3)
    return rows[:, : np.prod(shape[1:])].reshape(shape).copy()


def test_no_sample_without_its_drawing():
    assert {path.name for path in (resources_dir() / "samples").iterdir()} == {f"{name}.png" for name in script.SAMPLES}


@NAMES
def test_redrawn_alike(name):
    drawn, kept = script.SAMPLES[name](), stored(name)
    assert drawn.shape == kept.shape
    # One level of tolerance: sines and exponentials of another processor may round otherwise.
    assert np.abs(drawn.astype(int) - kept).max() <= 1


@NAMES
def test_saved_as_drawn(name, tmp_path):
    kept = stored(name)
    script.save(kept, tmp_path / f"{name}.png")
    assert np.array_equal(stored(name, tmp_path), kept)


@NAMES
def test_small_opaque_and_srgb(name):
    path = resource("samples", f"{name}.png")
    image = QImage(str(path))
    assert path.stat().st_size < 180_000
    assert image.width() == image.height() == (224 if name == "digit" else 448)
    assert not image.hasAlphaChannel()
    if name not in GREY:
        assert image.colorSpace() == QColorSpace(QColorSpace.NamedColorSpace.SRgb)


def test_saving_says_what_it_cannot_write(tmp_path):
    with pytest.raises(OSError, match="cannot write"):
        script.save(stored("digit"), tmp_path / "missing" / "digit.png")


def test_digit_is_light_on_dark_and_centred():
    pixels = stored("digit") / 255.0
    assert np.median(pixels) == 0
    assert 0.08 < pixels.mean() < 0.3
    rows, columns = np.nonzero(pixels > 0.5)
    assert abs(rows.mean() - 112) < 12
    assert abs(columns.mean() - 112) < 12
    assert rows.min() > 16
    assert rows.max() < 208


def test_card_has_edges_in_all_directions():
    grey = stored("edges").mean(axis=2)
    down, across = np.gradient(grey)
    strength, angle = np.hypot(down, across), np.arctan2(down, across)
    shares, _ = np.histogram((angle + np.pi / 16) % np.pi, 8, (0, np.pi), weights=strength)
    assert (shares / strength.sum()).min() > 0.05


def test_scene_is_colourful():
    pixels = stored("scene").astype(int)
    leading = np.bincount(pixels.argmax(axis=2).ravel(), minlength=3) / pixels[..., 0].size
    assert (pixels.max(axis=2) - pixels.min(axis=2)).mean() > 60
    assert leading.min() > 0.15


def test_face_is_lit_from_the_left():
    grey = stored("face").mean(axis=2)
    assert grey[240:270, 140:180].mean() > grey[240:270, 268:308].mean() + 10
