"""Joins the sample images of the panel to the preview."""

from designer.ui.panels.sample import SamplePicker
from designer.ui.preview import Preview


def connect_sample(sample: SamplePicker, preview: Preview) -> None:
    """What is chosen in the strip is run, what is run is marked in the strip."""
    strip = sample.strip
    strip.picked.connect(preview.pick)
    strip.second_picked.connect(preview.pick_second)
    strip.thumbnail_wanted.connect(preview.read_thumbnail)
    preview.thumbnail_read.connect(strip.show_thumbnail)
    preview.second_changed.connect(strip.show_second)
    sample.fit_chosen.connect(preview.set_fit)
    strip.fill()
