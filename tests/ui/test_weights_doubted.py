"""Doubts about the match of one file are none about the next."""

from pathlib import Path

import numpy as np

from designer.core.analysis import analyse
from designer.engine.weights import all_specs
from tests.ui.weights_kit import DESIGN, Desk


def test_a_file_that_fits_is_not_asked_about_because_of_the_one_before(desk: Desk, tmp_path: Path) -> None:
    desk.open()
    desk.match.use.click()
    desk.settle()
    specs = all_specs(analyse(DESIGN))
    np.savez(tmp_path / "exact.npz", **{f"{s.layer}.{s.name}": np.full(s.shape, 7, np.float32) for s in specs})
    desk.preview.desk.reconsider()
    desk.preview.open_weights(tmp_path / "exact.npz")
    desk.settle()
    assert desk.dock.isHidden()
    assert desk.used["a.weight"].flat[0] == 7
