"""Reading the drawing: fit the selection, heat with its legend, shapes on wires, the overview map, small pictures."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from designer.core import property_edits, removals
from designer.core.design import Design
from designer.core.kinds import Conv2d
from designer.core.templates import EXAMPLES
from designer.ui import theme
from designer.ui.canvas import Canvas
from designer.ui.canvas.heat import MEASURES, Heat
from designer.ui.canvas.items import Thumbnail
from designer.ui.canvas.labels import Labels
from tests.ui.canvas_kit import check, edits, fork, nested, on, stack
from tests.ui.gestures import CONTROL, click, wheel

LEFT, NOTHING = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def at_overview(canvas: Canvas, kind: QEvent.Type, at: QPointF, buttons=LEFT) -> None:
    event = QMouseEvent(kind, at, canvas.overview.mapToGlobal(at), LEFT, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas.overview, event)


def picture(colour: str, first: str | None = None) -> Thumbnail:
    """Small pictures of one colour: the tiles, and the map that tells most."""
    pixmaps = QPixmap(8, 8), QPixmap(8, 8)
    for pixmap, name in zip(pixmaps, (colour, first or colour), strict=True):
        pixmap.fill(QColor(name))
    return Thumbnail(*pixmaps)


def test_fit_selection_shows_the_selected_layers(canvas: Canvas) -> None:
    canvas.document.reset(EXAMPLES["vgg16"]())
    chosen = tuple(layer.id for layer in canvas.document.design if layer.block == "stage4")
    canvas.document.select(chosen)
    canvas.fit_selection()
    seen = canvas.camera.visible()
    frames = [canvas.network.layout.frames[name] for name in chosen]
    assert all(seen.top() <= frame.y and frame.bottom <= seen.bottom() for frame in frames)
    bounds = canvas.network.layout.bounds
    assert seen.height() < bounds.height / 2
    canvas.document.select(())
    canvas.fit_selection()
    assert canvas.camera.visible().height() >= bounds.height


def test_fit_selection_by_key(canvas: Canvas, qtbot) -> None:
    canvas.document.reset(EXAMPLES["vgg16"]())
    canvas.document.select(("classifier.6",))
    canvas.set_zoom(0.1)
    qtbot.keyClick(canvas, Qt.Key.Key_2, CONTROL)
    assert canvas.zoom == 1


@pytest.mark.parametrize("measure", MEASURES)
def test_heat_follows_its_figure(canvas: Canvas, measure: str) -> None:
    canvas.document.reset(EXAMPLES["googlenet"]())
    canvas.set_heat(measure)
    heat = canvas.network.heat
    assert heat is not None
    facts = canvas.document.analysis.facts
    figure = {
        "parameters": lambda each: each.parameters,
        "macs": lambda each: each.macs,
        "memory": lambda each: each.output_bytes + each.parameter_bytes,
    }.get(measure)
    if figure:
        assert heat.values == {name: figure(each) for name, each in facts.items()}
    ordered = sorted((value, heat.share(key)) for key, value in heat.values.items() if value > 0)
    shares = [share for _, share in ordered]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert canvas.legend.isVisible()
    assert MEASURES[measure] in canvas.legend.accessibleDescription()
    check(canvas)
    canvas.set_heat(None)
    assert not canvas.legend.isVisible()
    assert not any(item.hot for item in canvas.network.layers.values())


def test_the_growth_of_the_field_is_that_of_the_window(canvas: Canvas) -> None:
    canvas.set_heat("field")
    assert canvas.network.heat is not None
    assert canvas.network.heat.values == {"image": 0, "conv1": 2, "relu1": 0, "pool": 1, "conv2": 4, "relu2": 0}


def test_figures_stand_beside_the_colours(canvas: Canvas) -> None:
    canvas.set_heat("parameters")
    assert "16.2 %" in [line.text for line in canvas.network.layers["conv1"].lines()]
    assert "83.8 %" in [line.text for line in canvas.network.layers["conv2"].lines()]
    assert [line.text for line in canvas.network.layers["relu1"].lines()] == ["ReLU", "relu1"]


def test_heat_follows_edits_and_folds(canvas: Canvas) -> None:
    canvas.document.reset(nested())
    canvas.set_heat("parameters")
    canvas.document.apply("More", lambda d: property_edits.set_kind(d, "below", Conv2d(out_channels=512)))
    assert canvas.network.heat is not None
    assert canvas.network.heat.share("below") == 1
    canvas.fold_all()
    assert canvas.network.heat.values["\tmodule"] == 3 * 2320
    assert canvas.network.layers["\tmodule"].hot is not None
    check(canvas)


@pytest.mark.parametrize("values", [{}, {"a": 0}, {"a": 5}, {"a": 5, "b": 5}, {"a": 1, "b": 10**30}])
def test_heat_of_odd_figures(values: dict[str, int]) -> None:
    heat = Heat("macs", values)
    assert all((heat.share(key) is None) == (value == 0) for key, value in values.items())
    assert all(0 <= (heat.share(key) or 0) <= 1 for key in values)
    assert len(heat.ends()) == 2
    assert [heat.text(key) for key in values] == [heat.text(key).strip() for key in values]
    assert heat.share("nobody") is None


@pytest.mark.parametrize("look", [theme.LIGHT, theme.DARK])
def test_text_is_legible_on_the_hottest_card(look: theme.Theme) -> None:
    from designer.ui.canvas.heat import colour

    def light(value: str) -> float:
        parts = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for share in (0.0, 0.5, 1.0):
        one, other = sorted((light(look.text), light(colour(look, share))))
        assert (other + 0.05) / (one + 0.05) >= 4.5


@pytest.mark.parametrize("measure", [None, *MEASURES])
def test_every_look_of_heat_is_drawn(canvas: Canvas, measure: str | None) -> None:
    canvas.fit()
    plain = canvas.grab().toImage()
    for zoom in (0.1, 0.3, 1):
        for look in (theme.DARK, theme.LIGHT):
            canvas.set_theme(look)
            canvas.set_heat(measure)
            canvas.set_zoom(zoom)
            canvas.grab()
    canvas.fit()
    assert (canvas.grab().toImage() == plain) == (measure is None)


def labels(canvas: Canvas) -> Labels:
    return canvas.network.labels


@pytest.mark.parametrize("name", ["vgg16", "googlenet", "resnet50", "unet"])
def test_shapes_on_wires_meet_nothing(canvas: Canvas, name: str) -> None:
    canvas.document.reset(EXAMPLES[name]())
    layout, network = canvas.network.layout, canvas.network
    bounds = layout.bounds
    found = list(labels(canvas).within(bounds.y, bounds.bottom))
    assert len(found) > len(layout.frames) / 6
    for text, place in found:
        assert not list(network.picker.within(place)), text
        for wire in layout.wires:
            for (x, y), (to_x, to_y) in zip(wire.points, wire.points[1:], strict=False):
                apart = max(x, to_x) <= place.x or min(x, to_x) >= place.right
                assert apart or max(y, to_y) <= place.y or min(y, to_y) >= place.bottom
    for i, (_, one) in enumerate(found):
        for _, other in found[:i]:
            apart = one.x >= other.right or other.x >= one.right or one.y >= other.bottom or other.y >= one.bottom
            assert apart


def test_shapes_show_when_the_drawing_is_large_enough(canvas: Canvas) -> None:
    texts = [text for text, _ in labels(canvas).within(-1000, 5000)]
    assert texts == ["32×32×3", "32×32×16", "16×16×16"]
    canvas.set_zoom(1.2)
    canvas.grab()
    canvas.network._labels = None
    canvas.grab()
    assert canvas.network._labels is None
    canvas.set_zoom(1.25)
    canvas.grab()
    assert canvas.network._labels is not None
    canvas.document.reset(fork())
    canvas.grab()


def test_the_overview_shows_and_hides(canvas: Canvas) -> None:
    plain = canvas.grab().toImage()
    assert not canvas.overview.isVisible()
    canvas.set_overview(True)
    assert canvas.overview.isVisible()
    assert canvas.viewport().geometry().contains(canvas.overview.geometry())
    assert canvas.grab().toImage() != plain
    assert canvas.overview.accessibleName()
    canvas.set_overview(False)
    assert canvas.grab().toImage() == plain


@pytest.mark.parametrize("kind", [QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove])
def test_the_overview_leads_the_view(canvas: Canvas, kind: QEvent.Type) -> None:
    canvas.document.reset(EXAMPLES["googlenet"]())
    canvas.set_overview(True)
    frame = canvas.network.layout.frames["inception_5b/output"]
    assert not canvas.camera.sees(frame)
    at_overview(canvas, kind, canvas.overview.map_point(frame.centre, frame.y))
    assert canvas.camera.sees(frame)
    middle = canvas.camera.visible().center()
    assert abs(middle.y() - frame.y) < 40
    assert canvas.document.selection == ()


def test_the_overview_ignores_a_pointer_that_only_passes(canvas: Canvas) -> None:
    canvas.document.reset(EXAMPLES["googlenet"]())
    canvas.set_overview(True)
    before = canvas.camera.visible()
    at_overview(canvas, QEvent.Type.MouseMove, QPointF(50, 200), NOTHING)
    assert canvas.camera.visible() == before


def test_the_overview_follows_scrolls_zooms_edits_and_themes(canvas: Canvas) -> None:
    canvas.document.reset(EXAMPLES["resnet18"]())
    canvas.set_overview(True)
    shown = [canvas.overview.grab().toImage()]
    for act in (
        lambda: wheel(canvas, QPointF(300, 300), -240),
        lambda: wheel(canvas, QPointF(300, 300), -480, CONTROL),
        lambda: canvas.document.apply("Delete", lambda d: removals.remove(d, ["layer2.0.conv1"])),
        lambda: canvas.set_heat("macs"),
        lambda: canvas.set_theme(theme.DARK),
        canvas.fold_all,
    ):
        act()
        shown.append(canvas.overview.grab().toImage())
        assert shown[-1] != shown[-2]


def test_the_overview_of_nothing(canvas: Canvas) -> None:
    canvas.set_overview(True)
    canvas.document.reset(Design())
    canvas.grab()
    at_overview(canvas, QEvent.Type.MouseButtonPress, QPointF(3, 3))
    canvas.resize(300, 200)
    canvas.grab()


def test_small_pictures_hang_on_cards(canvas: Canvas) -> None:
    plain = canvas.grab().toImage()
    canvas.network.set_thumbnail("conv1", picture("#00ff00"))
    canvas.network.set_thumbnail("no such layer", picture("#00ff00"))
    shown = canvas.grab().toImage()
    assert shown != plain
    at = on(canvas, "conv1", across=0.9, down=0.65).toPoint()
    assert shown.pixelColor(at).name() == "#00ff00"
    canvas.document.apply("More", lambda design: edits.insert_after(design, "image", Conv2d(out_channels=3)))
    assert canvas.network.layers["conv1"].thumbnail is not None
    canvas.network.show_thumbnails({"pool": picture("#00ff00")})
    assert [name for name, item in canvas.network.layers.items() if item.thumbnail is not None] == ["pool"]
    canvas.network.show_thumbnails({})
    assert all(item.thumbnail is None for item in canvas.network.layers.values())


def test_several_maps_show_where_there_is_room_for_them(canvas: Canvas) -> None:
    canvas.network.set_thumbnail("conv1", picture("#00ff00", first="#ff0000"))
    for zoom, colour in ((0.5, "#ff0000"), (1.0, "#ff0000"), (1.4, "#00ff00"), (3.0, "#00ff00")):
        canvas.set_zoom(zoom)
        canvas.reveal("conv1")
        at = on(canvas, "conv1", across=0.9, down=0.65).toPoint()
        assert canvas.grab().toImage().pixelColor(at).name() == colour, zoom
    canvas.set_zoom(0.4)
    assert canvas.grab().toImage().pixelColor(on(canvas, "conv1", across=0.9, down=0.65).toPoint()).name() != "#ff0000"


def test_enlarged_maps_keep_their_edges(canvas: Canvas) -> None:
    pixels = QPixmap(2, 1)
    pixels.fill(QColor("#000000"))
    painter = QPainter(pixels)
    painter.fillRect(1, 0, 1, 1, QColor("#ffffff"))
    painter.end()
    canvas.network.set_thumbnail("conv1", Thumbnail(pixels, pixels))
    canvas.set_zoom(4)
    canvas.look_at(*_corner(canvas, "conv1"))
    image = canvas.grab().toImage()
    left, right = (on(canvas, "conv1", across=x, down=0.67).toPoint() for x in (0.85, 0.94))
    colours = {image.pixelColor(x, left.y()).name() for x in range(left.x(), right.x())}
    assert colours == {"#000000", "#ffffff"}


def _corner(canvas: Canvas, name: str) -> tuple[float, float]:
    frame = canvas.network.layout.frames[name]
    return frame.right - 30, frame.bottom - 20


def test_a_folded_block_shows_the_picture_of_its_output(canvas: Canvas) -> None:
    canvas.document.reset(nested())
    canvas.fold_all()
    canvas.network.set_thumbnail("joined", picture("#ff0000"))
    assert canvas.network.layers["\tmodule"].thumbnail is not None
    canvas.network.show_thumbnails({})
    assert canvas.network.layers["\tmodule"].thumbnail is None


def test_no_text_leaves_a_card_with_heat_and_picture(canvas: Canvas) -> None:
    for name in ("mobilenet_v1", "resnet50", "googlenet"):
        canvas.document.reset(EXAMPLES[name]())
        canvas.set_heat("memory")
        canvas.network.set_thumbnail(canvas.document.design.layers[1].id, picture("#ff0000"))
        for item in canvas.network.layers.values():
            boxes = [
                item.look.metrics_of(font).tightBoundingRect(text).translated(at) for text, at, font, _ in item.lines()
            ]
            assert all(box.right() < item.size[0] for box in boxes)
            assert not any(box.intersects(other) for i, box in enumerate(boxes) for other in boxes[:i])


@pytest.mark.parametrize("folded", [False, True], ids=["layers", "blocks"])
def test_figures_stand_in_full_beside_a_picture(canvas: Canvas, folded: bool) -> None:
    for name in ("vgg16", "resnet50", "googlenet", "unet"):
        canvas.document.reset(EXAMPLES[name]())
        if folded:
            canvas.fold_all()
        for item in canvas.network.layers.values():
            if not item.content.pill:
                item.set_thumbnail(picture("#ff0000"))
                said = {text for text, *_ in item.lines()}
                assert {item.content.options, item.content.figures} <= said, said


def test_clicks_go_on_working_beside_the_legend(canvas: Canvas) -> None:
    canvas.set_heat("macs")
    click(canvas, on(canvas, "pool"))
    assert canvas.document.selection == ("pool",)
    assert canvas.document.design == stack()
