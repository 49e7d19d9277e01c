"""The command that runs a network on an image and writes what its layers give."""

import argparse
import sys

from designer.cli.command import Command, Refusal, analysis_of, path_of, status_of, write_output
from designer.core.analysis import Analysis
from designer.core.strictjson import printable

SECONDS_A_LINE = 2.0
"""How often progress is told where it does not stand on one line."""


def _run_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--input", metavar="IMAGE_OR_NPY", required=True, help="a picture, or an array [C, H, W]")
    parser.add_argument(
        "--weights",
        metavar="W.npz|W.safetensors",
        help="all arrays, named <id>.weight … as in PyTorch; without it the design's own, the others random",
    )
    parser.add_argument("--seed", type=_whole_number, metavar="N", default=0, help="of random weights (default 0)")
    parser.add_argument("--layers", metavar="A,B,…", help="ids: write only the outputs of these layers")
    parser.add_argument("-o", "--output", metavar="OUT.npz", required=True, help="each layer's array under its id")


def _whole_number(text: str) -> int:
    digits = text.removeprefix("-")
    if not digits.isdecimal() or len(digits) > 18:
        raise argparse.ArgumentTypeError(f"expected a whole number of at most 18 digits, found {text[:40]}")
    return int(text)


def _run(options: argparse.Namespace) -> int:
    from designer.engine.command import run_to_file
    from designer.engine.errors import EngineError
    from designer.engine.memory import free_memory

    analysis = analysis_of(options)
    picture, weights = path_of(options.input), path_of(options.weights)
    layers = _layers(options.layers, analysis)
    for name in layers:
        if name not in analysis.facts:
            raise Refusal(f"--layers: expected ids of layers, found {name}")
    progress = _Progress()
    try:
        folder, most = path_of(options.file).parent, free_memory() // 2
        content = run_to_file(analysis, folder, picture, weights, options.seed, layers, most, progress.tell)
    except EngineError as error:
        raise Refusal(str(error)) from None
    finally:
        progress.end()
    write_output(options.output, content)
    return status_of(analysis)


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
        self._within_line = False

    def tell(self, layer: str, share: float) -> None:
        """Say which layer has been reached, and which part of the work is done."""
        if sys.stderr is None:  # closed by the shell
            return
        words = f"{share:4.0%} {printable(layer)[:60]}"
        if sys.stderr.isatty():
            print(f"\r{words:65}", end="", file=sys.stderr, flush=True)
            self._within_line = True
        elif self._now() > self._next:
            self._next = self._now() + SECONDS_A_LINE
            print(words, file=sys.stderr, flush=True)

    def end(self) -> None:
        """What is said next begins a line of its own."""
        if self._within_line:
            print(file=sys.stderr)


RUN = Command("Run the network on an image and write the outputs of its layers.", _run_arguments, _run)
