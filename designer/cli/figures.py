"""Commands that print figures, without a window, the engine or arrays: table, check and field."""

import argparse
import sys

from designer.cli.command import Command, Refusal, analysis_of, print_text, status_of, write_output
from designer.core.analysis import Analysis
from designer.core.shapes import Flat


def _table_arguments(parser: argparse.ArgumentParser) -> None:
    formats = ("text", "csv", "tsv", "markdown", "html", "latex", "json", "xlsx")
    parser.add_argument("--format", choices=formats, default="text")
    parser.add_argument("--columns", metavar="A,B,…", help="columns by name, in this order; an unknown one lists all")
    parser.add_argument("-o", "--output", metavar="OUT", help="write to this file")


def _table(options: argparse.Namespace) -> int:
    from designer.export.columns import ColumnError, columns_named
    from designer.export.table import render

    analysis = analysis_of(options)
    try:
        columns = columns_named(options.columns) if options.columns is not None else None
    except ColumnError as error:
        raise Refusal(f"--columns: {error}") from None
    content = render(analysis, options.format, columns)
    if options.output is not None:
        write_output(options.output, content if isinstance(content, bytes) else content.encode())
    elif isinstance(content, str):
        print_text(content)
    elif sys.stdout is None or sys.stdout.isatty():
        raise Refusal(f"--format {options.format} is not text: name a file with -o")
    else:
        sys.stdout.buffer.write(content)
    return status_of(analysis)


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("text", "json"), default="text")


def _check(options: argparse.Namespace) -> int:
    from designer.export.findings_report import findings_json, findings_text

    analysis = analysis_of(options)
    print_text((findings_json if options.format == "json" else findings_text)(analysis))
    return status_of(analysis)


def _field_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--layer", metavar="ID", required=True)
    parser.add_argument("--unit", metavar="ROW,COLUMN", required=True, help="counted from 0; of a vector: its index")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def _field(options: argparse.Namespace) -> int:
    from designer.core.dependence import unit_field
    from designer.export.field_report import field_json, field_text

    analysis = analysis_of(options)
    row, column = _unit(analysis, options.layer, options.unit)
    found = unit_field(analysis, options.layer, row, column)
    print_text(field_json(found) if options.format == "json" else field_text(options.layer, options.unit, found))
    return status_of(analysis)


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


TABLE = Command("Print or write the layer table.", _table_arguments, _table)
CHECK = Command("Print the findings: what is wrong with the design, what to look at.", _check_arguments, _check)
FIELD = Command("Print which pixels of the image one unit sees.", _field_arguments, _field)
