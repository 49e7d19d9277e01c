"""The commands of the menus over layers: clipboard, blocks, branches, order and another kind."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from designer.ui.window import Window
from tests.ui.window_kit import give, kinds


def test_copied_layers_are_text_that_pastes_with_new_ids(window: Window) -> None:
    window.document.select(["c3", "tanh3"])
    give(window, "copy")
    assert '"kind": "conv2d"' in QGuiApplication.clipboard().text()
    window.document.select(["s4"])
    give(window, "paste")
    design = window.document.design
    assert len(design) == 15
    new = window.document.selection
    assert [design[name].kind for name in new] == [design["c3"].kind, design["tanh3"].kind]
    assert design[new[0]].inputs == ("s4",)
    assert design["c5"].inputs == (new[1],)
    window.undo.trigger()
    assert len(window.document.design) == 13


def test_cut_removes_and_heals(window: Window) -> None:
    window.document.select(["tanh1"])
    give(window, "cut")
    assert "tanh1" not in window.document.design
    assert window.document.design["s2"].inputs == ("c1",)
    assert window.undo.text() == "&Undo Cut tanh1"


def test_pasting_anything_else_says_why_not(window: Window) -> None:
    before = window.document.design
    for text in ("", "hello", '{"format": "else"}', "[1, 2"):
        QGuiApplication.clipboard().setText(text)
        give(window, "paste")
        assert window.notice.text
        assert "\n" not in window.notice.text
        assert window.document.design is before


def test_duplicate_group_and_ungroup(window: Window) -> None:
    window.document.select(["c1", "tanh1"])
    give(window, "duplicate")
    assert kinds(window)[:5] == ["input", "conv2d", "activation", "conv2d", "activation"]
    window.document.select(["c3", "tanh3"])
    give(window, "group")
    assert {window.document.design[name].block for name in ("c3", "tanh3")} == {"block"}
    assert window.canvas.naming.open
    give(window, "ungroup")
    assert not window.canvas.naming.open
    assert window.document.design["c3"].block is None
    give(window, "ungroup")
    assert "in no block" in window.notice.text


def test_a_residual_around_equal_shapes_is_bare_and_asks_for_a_projection_where_they_differ(window: Window) -> None:
    window.document.select(["tanh1"])
    give(window, "residual")
    assert kinds(window)[:4] == ["input", "conv2d", "activation", "add"]
    window.undo.trigger()
    before = window.document.design
    window.document.select(["c3", "tanh3"])
    give(window, "residual")
    assert window.document.design is before
    assert "14×14×6 goes in and 10×10×16 comes out: the sum needs a projection" in window.notice.text
    assert window.notice.text.endswith("Ctrl+Shift+R puts a 1×1 convolution there")


def test_wrap_in_a_residual_with_a_projection(window: Window) -> None:
    window.document.select(["c1"])
    window.layer_edits.insert_preset("conv3x3")
    give(window, "projected")
    assert kinds(window)[:5] == ["input", "conv2d", "conv2d", "conv2d", "add"]
    assert not window.document.analysis.has_errors
    assert window.undo.text() == "&Undo Wrap in a residual with a projection"


def test_wrap_in_a_branch_joins_a_1x1_by_a_concat(window: Window) -> None:
    window.document.select(["s2"])
    give(window, "branch")
    design = window.document.design
    assert design["concat_1"].inputs == ("s2", "conv2d_1")
    assert design["conv2d_1"].kind.stride == (2, 2)  # type: ignore[attr-defined]
    assert not window.document.analysis.has_errors


def test_of_a_join_one_branch_is_kept_or_deleted(window: Window) -> None:
    window.document.select(["s2"])
    give(window, "branch")
    branched = window.document.design
    window.document.select(["conv2d_1"])
    give(window, "delete_branch")
    assert [layer.id for layer in window.document.design][:4] == ["image", "c1", "tanh1", "s2"]
    assert "conv2d_1" not in window.document.design
    window.undo.trigger()
    assert window.document.design == branched
    give(window, "keep_branch")
    assert "s2" not in window.document.design
    assert window.undo.text() == "&Undo Keep only branch 2 of concat_1"
    give(window, "keep_branch")
    assert "not in one branch" in window.notice.text


def test_a_picked_wire_can_be_deleted_and_tells_its_branch(window: Window) -> None:
    window.document.select(["s2"])
    give(window, "branch")
    window.document.select([])
    assert not window.actions_by_key["delete"].isEnabled()
    assert not window.actions_by_key["keep_branch"].isEnabled()
    window.canvas.choose_wire(("concat_1", 1))
    assert window.actions_by_key["delete"].isEnabled()
    assert window.actions_by_key["keep_branch"].isEnabled()
    assert not window.actions_by_key["copy"].isEnabled()
    give(window, "delete")
    assert "concat_1" not in window.document.design
    assert not window.actions_by_key["delete"].isEnabled()


def test_alt_and_arrows_move_and_so_does_the_menu(window: Window, qtbot: QtBot) -> None:
    window.document.select(["c3"])
    give(window, "move_up")
    ids = [layer.id for layer in window.document.design]
    assert ids.index("c3") < ids.index("s2")
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    ids = [layer.id for layer in window.document.design]
    assert ids.index("c3") > ids.index("s2")


def test_another_kind_keeps_what_fits(window: Window) -> None:
    window.document.select(["s2"])
    window.layer_edits.swap_kind("max_pool2d")
    swapped = window.document.design["s2"].kind
    assert swapped.name == "max_pool2d"
    assert swapped.kernel_size == (2, 2)  # type: ignore[attr-defined]


def test_another_kind_of_several_layers_is_one_step_and_of_none_says_so(window: Window) -> None:
    before = window.document.design
    window.document.select(["tanh1", "tanh3"])
    window.layer_edits.swap_kind("dropout")
    assert kinds(window).count("dropout") == 2
    assert window.document.selection == ("tanh1", "tanh3")
    window.document.stack.undo()
    assert window.document.design == before
    window.document.select([])
    window.layer_edits.swap_kind("dropout")
    assert "nothing is selected" in window.notice.text


def test_keys_of_the_clipboard_belong_to_text_fields_too(window: Window, qtbot: QtBot) -> None:
    window.document.select(["c1"])
    QGuiApplication.clipboard().setText("kept")
    window.palette_panel.search.setFocus()
    qtbot.keyClick(window.palette_panel.search, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "kept"
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "cnn-design-fragment" in QGuiApplication.clipboard().text()
