"""The command line: each subcommand imports only what it needs."""

import argparse
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from designer import __version__
from designer.core.analysis import Analysis, analyse
from designer.core.files import load, replace_file
from designer.core.shapes import Flat, Problem
from designer.core.strictjson import FileError, printable

PROGRAM = "cnn-designer"
DONE, DONE_WITH_ERRORS, NOTHING_DONE = 0, 1, 2
SECONDS_A_LINE = 2.0
"""How often progress is told where it does not stand on one line."""


class Refusal(Exception):
    """Why nothing was done, in one line."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Refuse the arguments in one line."""
        raise Refusal(f"{message} (see {self.prog} --help)")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and give the exit status: 0 done, 1 done with errors in the design, 2 nothing done."""
    given = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # × and − come out right wherever the output goes
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        named = bool(given) and given[0] in COMMANDS
        options = _parser(given[0] if named else None).parse_args(given[named:])
        status: int = options.command(options)
        if sys.stdout is not None:  # closed by the shell
            sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough: nothing more may be written, at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (Refusal, FileError, Problem) as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(f"cannot write: {(error.strerror or str(error)).lower()}")
    return status


def _refuse(line: str) -> int:
    print(f"{PROGRAM}: error: {printable(line)}", file=sys.stderr)
    return NOTHING_DONE


def _print(text: str) -> None:
    """Write to standard output, which a shell may have closed."""
    if sys.stdout is None:
        raise Refusal("cannot write: standard output is closed")
    sys.stdout.write(text)


def _layout(prog: str) -> argparse.HelpFormatter:
    """The layout of help texts; left to itself argparse imports shutil, which takes long, for each argument."""
    try:
        width = os.get_terminal_size().columns
    except OSError:
        width = 80
    return argparse.HelpFormatter(prog, width=max(40, width) - 2)


def _parser(command: str | None) -> argparse.ArgumentParser:
    """The arguments of one command, or of the window; only what is asked for is built."""
    if command is not None:
        text, add_arguments, run = COMMANDS[command]
        parser = _Parser(prog=f"{PROGRAM} {command}", description=text, formatter_class=_layout)
        parser.add_argument("file", metavar="FILE", help="the design (*.cnn.json)")
        add_arguments(parser)
        parser.set_defaults(command=run)
        return parser
    parser = _Parser(
        prog=PROGRAM,
        description="Design convolutional networks by hand: shapes, receptive fields, costs and feature maps, live.",
        epilog=f"Commands without a window: {', '.join(COMMANDS)}; COMMAND --help tells more.",
        formatter_class=_layout,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    parser.add_argument("file", nargs="?", metavar="FILE", help="design to open (*.cnn.json)")
    parser.set_defaults(command=_window)
    return parser


def _table_arguments(parser: argparse.ArgumentParser) -> None:
    formats = ("text", "csv", "tsv", "markdown", "html", "latex", "json", "xlsx")
    parser.add_argument("--format", choices=formats, default="text")
    parser.add_argument("--columns", metavar="A,B,…", help="columns by name, in this order; an unknown one lists all")
    parser.add_argument("-o", "--output", metavar="OUT", help="write to this file")


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("text", "json"), default="text")


def _field_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--layer", metavar="ID", required=True)
    parser.add_argument("--unit", metavar="ROW,COLUMN", required=True, help="counted from 0; of a vector: its index")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def _run_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--input", metavar="IMAGE_OR_NPY", required=True)
    parser.add_argument("--weights", metavar="W.npz|W.safetensors")
    parser.add_argument("--seed", type=_whole_number, metavar="N", default=0, help="of random weights (default 0)")
    parser.add_argument("--layers", metavar="A,B,…", help="write only the outputs of these")
    parser.add_argument("-o", "--output", metavar="OUT.npz", required=True)


def _whole_number(text: str) -> int:
    if not text.removeprefix("-").isdecimal() or len(text) > 19:
        raise argparse.ArgumentTypeError(f"expected a whole number of at most 18 digits, found {text[:40]}")
    return int(text)


def _screenshot_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="OUT.png", required=True)
    parser.add_argument("--layer", metavar="ID", help="the layer to select")
    parser.add_argument("--input", metavar="IMAGE", help="the sample image")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")


def _analysis(options: argparse.Namespace) -> Analysis:
    return analyse(load(options.file))


def _path(text: str | None) -> Any:
    """A path, of a type whose import takes longer than most commands."""
    from pathlib import Path

    return None if text is None else Path(text)


def _status(analysis: Analysis) -> int:
    return DONE_WITH_ERRORS if analysis.has_errors else DONE


def _table(options: argparse.Namespace) -> int:
    from designer.export.columns import ColumnError, columns_named
    from designer.export.table import render

    analysis = _analysis(options)
    try:
        columns = columns_named(options.columns) if options.columns is not None else None
    except ColumnError as error:
        raise Refusal(f"--columns: {error}") from None
    content = render(analysis, options.format, columns)
    if options.output is not None:
        write_output(options.output, content if isinstance(content, bytes) else content.encode())
    elif isinstance(content, str):
        _print(content)
    elif sys.stdout is None or sys.stdout.isatty():
        raise Refusal(f"--format {options.format} is not text: name a file with -o")
    else:
        sys.stdout.buffer.write(content)
    return _status(analysis)


def write_output(path: str, content: bytes) -> None:
    """Write a result so that an old file is replaced whole or not at all; raises Refusal with the file's name."""
    try:
        replace_file(path, content)
    except FileError as error:
        raise Refusal(f"{path}: {error}") from None
    except OSError as error:
        raise Refusal(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from None


def _check(options: argparse.Namespace) -> int:
    from designer.export.findings_report import findings_json, findings_text

    analysis = _analysis(options)
    _print((findings_json if options.format == "json" else findings_text)(analysis))
    return _status(analysis)


def _field(options: argparse.Namespace) -> int:
    from designer.core.dependence import unit_field
    from designer.export.field_report import field_json, field_text

    analysis = _analysis(options)
    row, column = _unit(analysis, options.layer, options.unit)
    found = unit_field(analysis, options.layer, row, column)
    _print(field_json(found) if options.format == "json" else field_text(options.layer, options.unit, found))
    return _status(analysis)


def _unit(analysis: Analysis, layer: str, text: str) -> tuple[int, int]:
    """The unit asked for, checked against the layer's output; of a vector all units see the same."""
    if layer not in analysis.facts:
        raise Refusal(f"--layer: expected the id of a layer, found {layer}")
    output = analysis.facts[layer].output
    if output is None:
        raise Refusal(f"--layer: {layer} has no output: the design has an error there or above")
    words = text.split(",")
    numbers = [int(word) for word in words if word.isascii() and word.isdecimal() and len(word) <= 19]
    if isinstance(output, Flat):
        if len(numbers) == len(words) <= 2 and numbers[-1] < output.features and numbers[:-1] in ([], [0]):
            return 0, 0
        raise Refusal(f"--unit: expected an index from 0 to {output.features - 1}, found {text}")
    if len(words) != 2 or len(numbers) != 2 or numbers[0] >= output.height or numbers[1] >= output.width:
        last = f"{output.height - 1},{output.width - 1}"
        raise Refusal(f"--unit: expected ROW,COLUMN from 0,0 to {last}, found {text}")
    return numbers[0], numbers[1]


def _run(options: argparse.Namespace) -> int:
    from designer.engine.command import run_to_file
    from designer.engine.errors import EngineError
    from designer.engine.memory import free_memory

    analysis = _analysis(options)
    picture, weights = _path(options.input), _path(options.weights)
    layers = _layers(options.layers, analysis)
    for name in layers:
        if name not in analysis.facts:
            raise Refusal(f"--layers: expected ids of layers, found {name}")
    try:
        folder, most = _path(options.file).parent, free_memory() // 2
        content = run_to_file(analysis, folder, picture, weights, options.seed, layers, most, _Progress().tell)
    except EngineError as error:
        raise Refusal(str(error)) from None
    write_output(options.output, content)
    return _status(analysis)


def _layers(text: str | None, analysis: Analysis) -> tuple[str, ...]:
    """The ids that `--layers` names; one id may itself hold commas."""
    if text is None:
        return ()
    return (text,) if text in analysis.facts else tuple(text.split(","))


class _Progress:
    """Progress on standard error: on one line where somebody looks at it, else a line now and then."""

    def __init__(self) -> None:
        from time import monotonic

        self._now = monotonic
        self._next = monotonic() + SECONDS_A_LINE

    def tell(self, layer: str, share: float) -> None:
        """Say which layer has been reached, and which part of the work is done."""
        if sys.stderr is None:  # closed by the shell
            return
        words = f"{share:4.0%} {printable(layer)[:60]}"
        if sys.stderr.isatty():
            print(f"\r{words:65}", end="" if share < 1 else "\n", file=sys.stderr, flush=True)
        elif self._now() > self._next:
            self._next = self._now() + SECONDS_A_LINE
            print(words, file=sys.stderr, flush=True)


def _screenshot(options: argparse.Namespace) -> int:
    from designer.engine.errors import EngineError
    from designer.ui.app import screenshot

    design = load(options.file)
    if options.layer is not None and options.layer not in design:
        raise Refusal(f"--layer: expected the id of a layer, found {options.layer}")
    try:
        picture = screenshot(_path(options.file), options.layer, _path(options.input), options.theme)
    except EngineError as error:
        raise Refusal(str(error)) from None
    write_output(options.output, picture)
    return _status(analyse(design))


def _window(options: argparse.Namespace) -> int:
    from designer.display import has_display

    if options.file is not None:
        load(options.file)  # a broken file is one line here, before any window opens
    if has_display():
        from designer.ui.app import run

        return run(_path(options.file))
    return _headless(options.file)


def _headless(file: str | None) -> int:
    """The main job without a display: the table, and a picture of the same window."""
    from designer.export.table import render
    from designer.paths import resource
    from designer.ui.app import screenshot

    path = _path(file) or resource("designs", "lenet5.cnn.json")
    analysis = analyse(load(path))
    print(render(analysis, "text"), end="")
    picture = "cnn-designer.png"
    write_output(picture, screenshot(path, None, None, "light"))
    print(f"\nThere is no display: the window was drawn into {os.path.realpath(picture)}")
    return _status(analysis)


COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], int]]] = {
    "table": ("Print or write the layer table.", _table_arguments, _table),
    "check": (
        "Print the findings: what is wrong with the design, what to look at.",
        _check_arguments,
        _check,
    ),
    "field": ("Print which pixels of the image one unit sees.", _field_arguments, _field),
    "run": ("Run the network on an image and write the outputs of its layers.", _run_arguments, _run),
    "screenshot": (
        "Draw the whole window into a PNG file, without a display.",
        _screenshot_arguments,
        _screenshot,
    ),
}
"""Each command: what it does, its arguments beside the file, and the function that gives its exit status."""
