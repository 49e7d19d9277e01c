"""Small pictures of maps on cards, and the text beside them."""

import pytest
from PySide6.QtGui import QColor, QPainter, QPixmap

from designer.core.kinds import Conv2d
from designer.core.templates import EXAMPLES
from designer.ui.canvas import Canvas
from designer.ui.canvas.items import Thumbnail
from tests.ui.canvas_kit import edits, nested, on


def picture(colour: str, first: str | None = None) -> Thumbnail:
    """Small pictures of one colour: the tiles, and the map that tells most."""
    pixmaps = QPixmap(8, 8), QPixmap(8, 8)
    for pixmap, name in zip(pixmaps, (colour, first or colour), strict=True):
        pixmap.fill(QColor(name))
    return Thumbnail(*pixmaps)


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
    for name in ("vgg16", "resnet50", "googlenet", "unet", "mobilenet_v1"):
        canvas.document.reset(EXAMPLES[name]())
        if folded:
            canvas.fold_all()
        for item in canvas.network.layers.values():
            if not item.content.pill:
                item.set_thumbnail(picture("#ff0000"))
                said = {text for text, *_ in item.lines()}
                assert {item.content.options, item.content.figures} <= said, said
