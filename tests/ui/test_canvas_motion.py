"""Cards that glide: from where they were seen to their places, safely interrupted, and never in the way."""

import pytest
from PySide6.QtCore import QPointF

from designer.core import removals
from designer.core.kinds import Conv2d, MaxPool2d
from designer.core.templates import EXAMPLES, NETWORKS
from designer.ui import theme
from designer.ui.canvas import Canvas
from designer.ui.canvas.motion import DURATION_MS, MOST, desktop_animates
from tests.ui.canvas_kit import at_rest, check, edits, nested, on, on_button
from tests.ui.gestures import click, drag_over, preset_mime, press, release


@pytest.fixture
def moving(canvas: Canvas) -> Canvas:
    """The canvas of 900 × 800 pixels with motion."""
    canvas.motion.wanted = True
    return canvas


def shown_at(canvas: Canvas, name: str) -> QPointF:
    """The point of the viewport where the upper left corner of a card is drawn."""
    return canvas.viewportTransform().map(canvas.network.layers[name].pos())


def insert(canvas: Canvas) -> None:
    canvas.document.apply("Insert", lambda design: edits.insert_after(design, "image", Conv2d(out_channels=3)))


def test_cards_begin_where_they_were_and_end_at_their_places(moving: Canvas) -> None:
    before = shown_at(moving, "conv1")
    insert(moving)
    assert moving.motion.running
    assert shown_at(moving, "conv1") == before
    goal = moving.network.layout.frames["conv1"].y
    moving.motion.clock.setCurrentTime(DURATION_MS // 2)
    half = moving.network.layers["conv1"].y()
    assert before.y() < half < goal
    moving.motion.clock.setCurrentTime(DURATION_MS)
    assert not moving.motion.running
    assert at_rest(moving)
    check(moving)


def test_the_clock_runs_by_itself(moving: Canvas, qtbot) -> None:
    insert(moving)
    qtbot.waitUntil(lambda: not moving.motion.running)
    assert at_rest(moving)


def test_wires_follow_their_cards(moving: Canvas) -> None:
    insert(moving)
    moving.motion.clock.setCurrentTime(DURATION_MS // 2)
    network = moving.network
    wire = network.wires["pool", 0].drawn
    pill, pool = network.layers["relu1"], network.layers["pool"]
    assert wire[0] == pytest.approx((pill.x() + pill.size[0] / 2, pill.y() + pill.size[1]))
    assert wire[-1] == pytest.approx((pool.x() + pool.size[0] / 2, pool.y()))


def test_new_ones_fade_in(moving: Canvas) -> None:
    insert(moving)
    new = moving.network.layers["conv2d_1"]
    assert new.opacity() < 0.1
    moving.motion.clock.setCurrentTime(DURATION_MS // 2)
    assert 0.1 < new.opacity() < 1
    moving.motion.finish()
    assert new.opacity() == 1


def test_an_edit_in_between_starts_from_where_things_are(moving: Canvas) -> None:
    insert(moving)
    moving.motion.clock.setCurrentTime(DURATION_MS // 3)
    between = shown_at(moving, "pool")
    moving.document.stack.undo()
    assert shown_at(moving, "pool") == between
    moving.motion.finish()
    assert at_rest(moving)
    check(moving)


def test_a_press_means_the_place_and_ends_the_motion(moving: Canvas) -> None:
    insert(moving)
    at = on(moving, "pool")
    assert moving.hits.card(at) == "pool"
    press(moving, at)
    assert not moving.motion.running
    release(moving, at)
    assert moving.document.selection == ("pool",)
    insert(moving)
    drag_over(moving, preset_mime("conv3x3"), at)
    assert not moving.motion.running
    moving.cancel()


def test_folding_glides_from_what_was_seen(moving: Canvas) -> None:
    moving.document.reset(nested())
    before = shown_at(moving, "below")
    click(moving, on_button(moving, "module"))
    assert shown_at(moving, "below") == before
    assert moving.network.layers["\tmodule"].opacity() < 0.1
    moving.motion.clock.setCurrentTime(DURATION_MS // 2)
    click(moving, on_button(moving, "module"))
    moving.motion.clock.setCurrentTime(DURATION_MS // 2)
    assert 0.1 < moving.network.frames["module"].opacity() < 1
    moving.motion.finish()
    assert at_rest(moving)
    check(moving)


def test_frames_change_their_size_with_their_cards(moving: Canvas) -> None:
    moving.document.reset(nested())
    frame = moving.network.frames["module"]
    before = frame.drawn
    moving.document.apply("Remove", lambda design: removals.remove(design, ["left2"]))
    after = frame.frame.area
    assert after.height < before.height
    assert frame.drawn.height == before.height
    moving.motion.clock.setCurrentTime(DURATION_MS // 2)
    assert after.height < frame.drawn.height < before.height
    moving.motion.finish()
    assert at_rest(moving)


def test_another_design_and_other_colours_do_not_glide(moving: Canvas) -> None:
    insert(moving)
    moving.set_theme(theme.DARK)
    assert at_rest(moving)
    insert(moving)
    moving.document.reset(EXAMPLES["lenet5"]())
    assert not moving.motion.running
    assert at_rest(moving)


def test_many_at_once_jump(moving: Canvas) -> None:
    moving.document.reset(NETWORKS["resnet152"]())
    moving.fit()
    moving.document.apply("Insert", lambda design: edits.insert_after(design, "image", MaxPool2d()))
    assert len(moving.network.layers) > MOST
    assert not moving.motion.running
    assert at_rest(moving)


def test_only_what_is_in_sight_moves(moving: Canvas) -> None:
    moving.document.reset(EXAMPLES["googlenet"]())
    moving.document.apply("Insert", lambda design: edits.insert_after(design, "image", MaxPool2d()))
    assert moving.motion.running
    far = moving.network.layers["inception_5b/output"]
    assert (far.x(), far.y()) == (far.frame.x, far.frame.y)


def test_a_hidden_canvas_rests(moving: Canvas) -> None:
    insert(moving)
    moving.hide()
    assert at_rest(moving)
    insert(moving)
    assert not moving.motion.running


def test_without_motion_all_is_at_its_place_at_once(canvas: Canvas) -> None:
    insert(canvas)
    assert not canvas.motion.running
    assert at_rest(canvas)


def test_nothing_moves_where_nobody_looks() -> None:
    assert not desktop_animates()
