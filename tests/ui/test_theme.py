"""The two themes: legible everywhere, told apart by all eyes, with a drawing for every name."""

import re
from itertools import combinations, pairwise

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QPushButton

from designer.core.kinds import KINDS
from designer.paths import resources_dir
from designer.ui import icons, theme

THEMES = pytest.mark.parametrize("worn", [theme.LIGHT, theme.DARK], ids=lambda worn: worn.name)
GROUNDS = ("window", "base", "alternate", "canvas", "card", "hover", "selection")
INKS = ("text", "muted")

# Machado, Oliveira and Fernandes 2009, table 1, severity 1.0; rows give linear red, green and blue.
SIGHTS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}


@pytest.fixture
def undressed(qapp: QApplication):
    """Give the application, and take off afterwards whatever a test dressed it in."""
    before = QPalette(qapp.palette())
    yield qapp
    qapp.setStyleSheet("")
    qapp.setPalette(before)


def linear(colour: str) -> np.ndarray:
    """Linear red, green and blue (IEC 61966-2-1)."""
    values = np.array(list(bytes.fromhex(colour[1:]))) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, two: str) -> float:
    """Contrast ratio of WCAG 2.2, 1 to 21."""
    darker, lighter = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, two))
    return (lighter + 0.05) / (darker + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (D65) of linear red, green and blue."""
    to_xyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    ratio = to_xyz @ np.clip(rgb, 0, 1) / [0.95047, 1, 1.08883]
    x, y, z = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def colours(worn: theme.Theme) -> dict[str, str]:
    return {name: value for name, value in vars(worn).items() if isinstance(value, str) and name != "name"}


@THEMES
def test_every_colour_is_written_in_full(worn):
    assert all(re.fullmatch("#[0-9a-f]{6}", value) for value in (*colours(worn).values(), *worn.groups.values()))


@THEMES
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", INKS)
def test_text_is_legible_on_every_ground(worn, ground, ink):
    assert contrast(getattr(worn, ink), getattr(worn, ground)) >= 4.5


@THEMES
@pytest.mark.parametrize("ground", ["window", "base", "card", "canvas"])
@pytest.mark.parametrize("ink", ["error", "warning", "info", "good"])
def test_messages_are_legible(worn, ground, ink):
    assert contrast(getattr(worn, ink), getattr(worn, ground)) >= 4.5


@THEMES
def test_text_is_legible_on_accent_and_on_the_fill_of_each_group(worn):
    assert contrast(worn.accent_text, worn.accent) >= 4.5
    for group in worn.groups:
        assert contrast(worn.text, worn.fill(group)) >= 4.5, group
        assert contrast(worn.muted, worn.fill(group)) >= 4.5, group


@THEMES
def test_marks_outlines_and_focus_are_seen(worn):
    """Three to one is what WCAG 2.2 (1.4.11) asks of what is not text."""
    for name in ("accent", "outline", "wire", "drop"):
        for ground in ("window", "base", "canvas"):
            assert contrast(getattr(worn, name), getattr(worn, ground)) >= 3, (name, ground)
    for group, mark in worn.groups.items():
        assert min(contrast(mark, worn.card), contrast(mark, worn.canvas)) >= 3, group


@THEMES
@pytest.mark.parametrize("sight", SIGHTS)
def test_any_two_groups_differ_for_every_sight(worn, sight):
    seen = {group: lab(SIGHTS[sight] @ linear(mark)) for group, mark in worn.groups.items()}
    apart = {(a, b): float(np.linalg.norm(seen[a] - seen[b])) for a, b in combinations(seen, 2)}
    closest = min(apart, key=lambda pair: apart[pair])
    assert apart[closest] >= 20, closest


@THEMES
def test_every_kind_has_a_colour_and_no_colour_is_spare(worn):
    assert {kind.group for kind in KINDS.values()} | {"Block"} == set(worn.groups)


def test_every_kind_has_a_drawing():
    assert set(KINDS) <= set(icons.names())


def test_choice():
    assert theme.choose("light", Qt.ColorScheme.Dark) is theme.LIGHT
    assert theme.choose("dark", Qt.ColorScheme.Light) is theme.DARK
    assert theme.choose("system", Qt.ColorScheme.Dark) is theme.DARK
    assert theme.choose("system", Qt.ColorScheme.Light) is theme.LIGHT
    assert theme.choose("system", Qt.ColorScheme.Unknown) is theme.LIGHT
    with pytest.raises(KeyError):
        theme.choose("pink", Qt.ColorScheme.Dark)


@pytest.mark.parametrize(("share", "mixed"), [(0, "#102030"), (1, "#ffeedd"), (0.5, "#888786")])
def test_mix(share, mixed):
    assert theme.mix("#102030", "#ffeedd", share) == mixed


@THEMES
def test_style_sheet_names_only_files_and_colours_that_exist(worn):
    sheet = theme.style_sheet(worn)
    files = re.findall(r'url\("([^"]+)"\)', sheet)
    assert files
    assert {file for file in files if not (resources_dir() / file).is_file()} == set()
    folder = resources_dir() / "icons" / "controls"
    assert {path.name for path in folder.iterdir()} == {file.rsplit("/", 1)[1] for file in files}
    assert set(re.findall(r"#[0-9a-fA-F]+\b", sheet)) <= set(colours(worn).values())
    assert "$" not in sheet


@THEMES
def test_arrows_and_ticks_of_controls_are_seen(worn):
    for drawing in (resources_dir() / "icons" / "controls").glob("*.svg"):
        ink = re.search("#[0-9a-f]{6}", drawing.read_text(encoding="utf-8")).group()
        grounds = (worn.accent,) if ink == "#ffffff" else (worn.window, worn.base, worn.card)
        assert min(contrast(ink, ground) for ground in grounds) >= 3, drawing.name


@THEMES
def test_apply_dresses_widgets(undressed, qtbot, worn):
    theme.apply(undressed, worn)
    assert undressed.palette().color(QPalette.ColorRole.Window).name() == worn.window
    button = QPushButton()
    qtbot.addWidget(button)
    button.resize(80, 30)
    assert button.grab().toImage().pixelColor(40, 15).name() == worn.card
    button.setEnabled(False)
    assert button.palette().color(QPalette.ColorRole.ButtonText).name() == worn.faint


@THEMES
@pytest.mark.parametrize("name", icons.names())
def test_every_icon_renders_in_the_colours_of_the_palette(qapp, worn, name):
    drawn = icons.icon(name, theme.palette(worn))
    for mode, ink in ((QIcon.Mode.Normal, worn.text), (QIcon.Mode.Disabled, worn.faint)):
        shades = opaque(drawn.pixmap(QSize(24, 24), 1.0, mode))
        assert len(shades) >= 20, "hardly anything was drawn"
        assert all(near(shade, ink) for shade in shades)


def test_a_colour_of_its_own_leaves_disabled_and_selected_to_the_palette(qapp):
    drawn = icons.icon("conv2d", theme.palette(theme.DARK), colour="#ff0000")
    inks = {QIcon.Mode.Normal: "#ff0000", QIcon.Mode.Selected: theme.DARK.text, QIcon.Mode.Disabled: theme.DARK.faint}
    for mode, ink in inks.items():
        assert all(near(shade, ink) for shade in opaque(drawn.pixmap(QSize(24, 24), 1.0, mode)))


def test_without_a_palette_an_icon_takes_the_application_s(undressed):
    theme.apply(undressed, theme.DARK)
    assert near(opaque(icons.icon("save").pixmap(QSize(24, 24), 1.0))[0], theme.DARK.text)


def test_pixmap_is_sharp_on_a_dense_screen(qapp):
    drawn = icons.pixmap("conv2d", 20, "#ff0000", 2.0)
    assert (drawn.width(), drawn.deviceIndependentSize().width()) == (40, 20)
    assert near(opaque(drawn)[0], "#ff0000")


def test_drawings_differ_from_each_other(qapp):
    seen = sorted((bytes(icons.pixmap(n, 24, "#000000").toImage().constBits()), n) for n in icons.names())
    assert [(a[1], b[1]) for a, b in pairwise(seen) if a[0] == b[0]] == []


def test_unknown_drawing_is_refused(qapp):
    with pytest.raises(FileNotFoundError, match="nothing"):
        icons.icon("nothing")


def test_app_icon_has_its_own_colours(qapp):
    shades = opaque(icons.app_icon().pixmap(QSize(16, 16), 1.0))
    assert len({shade.name() for shade in shades}) > 20


def opaque(pixmap) -> list[QColor]:
    """The colours of the pixels that are drawn with at least half strength."""
    image = pixmap.toImage()
    pixels = [image.pixelColor(x, y) for y in range(image.height()) for x in range(image.width())]
    return [QColor(pixel.rgb()) for pixel in pixels if pixel.alpha() >= 128]


def near(shade: QColor, ink: str) -> bool:
    """Whether two colours are one but for the rounding of half-transparent pixels."""
    return all(abs(a - b) <= 3 for a, b in zip(shade.getRgb(), QColor(ink).getRgb(), strict=True))
