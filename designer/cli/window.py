"""Commands that draw the window: opening it, or a picture of it where there is no display."""

import argparse
import os

from designer.cli.command import Command, Refusal, path_of, status_of, write_output
from designer.core.analysis import analyse
from designer.core.files import load


def _screenshot_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="OUT.png", required=True)
    parser.add_argument("--layer", metavar="ID", help="the layer to select")
    parser.add_argument("--input", metavar="IMAGE", help="the sample image")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")


def _screenshot(options: argparse.Namespace) -> int:
    from designer.engine.errors import EngineError
    from designer.ui.app import screenshot

    design = load(options.file)
    if options.layer is not None and options.layer not in design:
        raise Refusal(f"--layer: expected the id of a layer, found {options.layer}")
    try:
        picture = screenshot(path_of(options.file), options.layer, path_of(options.input), options.theme)
    except EngineError as error:
        raise Refusal(str(error)) from None
    write_output(options.output, picture)
    return status_of(analyse(design))


def open_window(options: argparse.Namespace) -> int:
    """Open the window, with a design where the arguments name one."""
    from designer.display import has_display

    if options.file is not None:
        load(options.file)  # a broken file is one line here, before any window opens
    if has_display():
        from designer.ui.app import run

        return run(path_of(options.file))
    return _headless(options.file)


def _headless(file: str | None) -> int:
    """The main job without a display: the table, and a picture of the same window."""
    from designer.export.table import render
    from designer.paths import resource
    from designer.ui.app import screenshot

    path = path_of(file) or resource("designs", "lenet5.cnn.json")
    analysis = analyse(load(path))
    print(render(analysis, "text"), end="")
    picture = "cnn-designer.png"
    write_output(picture, screenshot(path, None, None, "light"))
    print(f"\nThere is no display: the window was drawn into {os.path.realpath(picture)}")
    return status_of(analysis)


SCREENSHOT = Command("Draw the whole window into a PNG file, without a display.", _screenshot_arguments, _screenshot)
