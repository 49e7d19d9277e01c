"""Pictures become tensors of the right size, range and channels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from designer.core.shapes import Shape
from designer.engine.errors import ImageError
from designer.engine.images import MOST_PIXELS, open_image, read_image, resize, to_input


def picture(height=4, width=6, channels=3):
    return np.random.default_rng(0).integers(0, 256, (height, width, channels), dtype=np.uint8)


def test_same_size_is_exact():
    image = picture()
    np.testing.assert_allclose(to_input(image, Shape(3, 4, 6)), image.transpose(2, 0, 1) / 255, atol=1e-7)


def test_grey_and_colour():
    image = picture()
    grey = to_input(image, Shape(1, 4, 6))
    np.testing.assert_allclose(grey[0], (image / 255) @ [0.299, 0.587, 0.114], atol=1e-6)
    colour = to_input(image[:, :, 0], Shape(3, 4, 6))
    np.testing.assert_array_equal(colour[0], colour[1])
    np.testing.assert_array_equal(colour[0], colour[2])
    np.testing.assert_allclose(colour[0], image[:, :, 0] / 255, atol=1e-7)


def test_other_channel_counts_repeat_in_turn():
    five = to_input(picture(), Shape(5, 4, 6))
    three = to_input(picture(), Shape(3, 4, 6))
    np.testing.assert_array_equal(five, three[[0, 1, 2, 0, 1]])


def test_alpha_lies_on_white():
    image = np.zeros((1, 2, 4), np.uint8)
    image[0, 1, 3] = 255
    np.testing.assert_allclose(to_input(image, Shape(3, 1, 2))[:, 0], [[1, 0]] * 3)


def test_numbers_are_taken_as_they_are():
    numbers = np.array([[[-5.0, 300.0]]])
    np.testing.assert_array_equal(to_input(numbers, Shape(1, 1, 2)), numbers)
    with pytest.raises(ImageError, match="1×3×1, and this is 1×1×2"):
        to_input(numbers, Shape(1, 3, 1))


@pytest.mark.parametrize("shape", [(4,), (4, 4, 2), (0, 4, 3), (4, 4, 3, 1)])
def test_what_is_no_picture(shape):
    with pytest.raises(ImageError):
        to_input(np.zeros(shape, np.uint8), Shape(3, 8, 8))


def test_bilinear_by_hand():
    line = np.array([[[0.0], [10.0]]], np.float32)
    np.testing.assert_allclose(resize(line, 1, 4)[0, :, 0], [0, 2.5, 7.5, 10])
    np.testing.assert_allclose(resize(line, 3, 1)[:, 0, 0], [5, 5, 5])


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9), st.integers(1, 9))
def test_resizing_keeps_the_range(height, width, new_height, new_width):
    found = resize(picture(height, width).astype(np.float32), new_height, new_width)
    assert found.shape == (new_height, new_width, 3)
    assert found.min() >= 0
    assert found.max() <= 255.001


def test_picture_files(tmp_path):
    image = picture()
    Image.fromarray(image).save(tmp_path / "a.png")
    np.testing.assert_array_equal(read_image(tmp_path / "a.png"), image)
    Image.fromarray(image[:, :, 0]).save(tmp_path / "grey.bmp")
    np.testing.assert_array_equal(read_image(tmp_path / "grey.bmp")[:, :, 2], image[:, :, 0])
    clear = np.zeros((2, 2, 4), np.uint8)
    Image.fromarray(clear).save(tmp_path / "clear.png")
    assert read_image(tmp_path / "clear.png").min() == 255
    Image.fromarray(image).save(tmp_path / "a.tiff")
    for name, content in (("broken.png", (tmp_path / "a.png").read_bytes()[:60]), ("text.png", b"hello")):
        (tmp_path / name).write_bytes(content)
    for name in ("broken.png", "text.png", "a.tiff", "none.png", "."):
        with pytest.raises(ImageError) as raised:
            read_image(tmp_path / name)
        assert "\n" not in str(raised.value)


def test_too_many_pixels(tmp_path):
    Image.new("1", (MOST_PIXELS // 1000 + 1, 1000)).save(tmp_path / "large.png")
    with pytest.raises(ImageError, match="is more than 16000000 pixels"):
        read_image(tmp_path / "large.png")


def test_animations_show_their_first_frame(tmp_path):
    frames = [Image.new("RGB", (4, 2), colour) for colour in ("red", "lime", "blue")]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    pixels, note = open_image(tmp_path / "moving.gif")
    assert pixels[0, 0].tolist() == [255, 0, 0]
    assert note == "the first of 3 frames"
    frames[0].save(tmp_path / "still.gif")
    assert open_image(tmp_path / "still.gif")[1] == ""


def test_a_camera_held_upright_gives_an_upright_picture(tmp_path):
    image, exif = picture(4, 6), Image.Exif()
    exif[0x0112] = 6  # orientation: turn it a quarter clockwise
    Image.fromarray(image).save(tmp_path / "turned.png", exif=exif)
    np.testing.assert_array_equal(read_image(tmp_path / "turned.png"), np.rot90(image, -1))


def test_wide_formats_look_as_they_should(tmp_path):
    deep = np.array([[0, 0x80FF, 0xFFFF]], np.uint16)
    Image.fromarray(deep).save(tmp_path / "deep.png")
    (tmp_path / "deep.pgm").write_bytes(b"P5 3 1 65535\n" + deep.astype(">u2").tobytes())
    for name in ("deep.png", "deep.pgm"):
        assert read_image(tmp_path / name)[0, :, 1].tolist() == [0, 0x80, 0xFF]
    (tmp_path / "real.ppm").write_bytes(b"Pf\n2 1\n-1.0\n" + np.array([0.5, 7.0], "<f4").tobytes())
    assert read_image(tmp_path / "real.ppm")[0, :, 0].tolist() == [127, 255]
    Image.new("CMYK", (2, 2), (0, 255, 255, 0)).save(tmp_path / "print.jpg")
    red = read_image(tmp_path / "print.jpg")[0, 0].tolist()
    assert red[0] > 200 > 60 > max(red[1:])
    palette = Image.new("P", (2, 1))
    palette.putpalette([0, 0, 255, 255, 0, 0])
    palette.putdata([0, 1])
    palette.save(tmp_path / "few.png", transparency=1)
    assert read_image(tmp_path / "few.png").tolist() == [[[0, 0, 255], [255, 255, 255]]]
