"""One figure as its formula with a layer's own numbers in it."""

from fractions import Fraction

from designer.core.receptive_field import MOST_PHASES
from designer.core.value import dataclass, replace

Number = int | float
Pair = tuple[str, str]


@dataclass(frozen=True)
class Step:
    """A figure and where it comes from: `symbol = formula = numbers = value`."""

    heading: str
    """What the figure is: `Output height`."""
    symbol: str
    """The letter that stands for it."""
    formula: str
    """The formula in symbols; empty where the figure is given or counted."""
    numbers: str
    """The formula with this layer's numbers; empty where there is nothing to calculate."""
    value: Number | None
    """The figure; None where it does not exist."""
    note: str = ""
    """What is to be said about it, in one sentence or a part of one."""
    unit: str = ""
    """What is counted, where that goes without saying in no formula: `bytes`."""

    @property
    def result(self) -> str:
        """The figure with what is counted; empty where there is none."""
        if self.value is None:
            return ""
        return f"{written(self.value)} {self.unit.removesuffix('s') if self.value == 1 else self.unit}".strip()

    @property
    def line(self) -> str:
        """All of it on one line, for a report."""
        parts = [part for part in (self.symbol, self.formula, self.numbers, self.result) if part]
        text = " = ".join(dict.fromkeys(parts)) if self.result else ""
        return f"{text}  ({self.note})" if text and self.note else text or self.note


def written(value: Number) -> str:
    """A number as formulas hold it: digits in groups of three, a true minus sign."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.6g}"
    return text.replace("-", "−")


def term(value: Number) -> str:
    """A number as a factor: a negative one in brackets, one without an end to its digits as a fraction in brackets."""
    if isinstance(value, float) and float(f"{value:.6g}") != value:
        part = Fraction(value).limit_denominator(MOST_PHASES)
        return f"({part.numerator:,}/{part.denominator:,})"
    return f"({written(value)})" if value < 0 else written(value)


def both_axes(heading: str, symbols: Pair, axes: tuple[Step, Step]) -> tuple[Step, ...]:
    """The steps of rows and columns as one where they are alike, else each by itself, with its own symbol."""
    rows, columns = axes
    if (rows.formula, rows.numbers, rows.value, rows.note) == (
        columns.formula, columns.numbers, columns.value, columns.note,
    ):  # fmt: skip
        return (replace(rows, heading=heading, symbol=" = ".join(dict.fromkeys(symbols))),)
    return (
        replace(rows, heading=f"{heading}, rows", symbol=symbols[0]),
        replace(columns, heading=f"{heading}, columns", symbol=symbols[1]),
    )
