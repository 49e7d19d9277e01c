"""Options of one value: reading from JSON, writing, and the text that people type."""

from math import isfinite, nan

LARGEST = 2**63 - 1
"""The largest integer a file may hold: what every JSON library of 64-bit languages still reads exactly."""

MOST_DIGITS = len(str(LARGEST)) + 1


class OptionError(ValueError):
    """A value that an option does not take; the text says what was expected."""


def whole(text: str) -> int:
    """The number that a text of ASCII digits and perhaps a sign is; raises OptionError.

    Of more digits than any option takes the first are read: what is too large stays too large, at no cost.
    """
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not (digits.isascii() and digits.isdigit()):
        raise OptionError("a whole number")
    number = int(digits.lstrip("0")[:MOST_DIGITS] or "0")
    return -number if text[0] == "-" else number


def too_large(value: object) -> bool:
    """Whether a value is a whole number above the largest; a bool is no number."""
    return isinstance(value, int) and value > LARGEST


class Option:
    """What one field of a kind accepts. `read` and `write` speak JSON, `parse` and `text` speak to people."""

    expected = "a value"
    """What the option takes, for messages: "expected …"."""

    def __init__(self, help: str) -> None:  # noqa: A002 (the field's usual word)
        self.help = help

    def read(self, value: object) -> object:
        """The canonical value of a JSON value; raises OptionError."""
        raise OptionError(self.expected)

    def write(self, value: object) -> object:
        """The JSON value of a canonical value, in its shortest form."""
        return value

    def parse(self, text: str) -> object:
        """The canonical value of typed text; raises OptionError."""
        return self.read(self._number(text.strip()))

    def _number(self, word: str) -> int:
        try:
            return whole(word)
        except OptionError:
            raise OptionError(self.expected) from None

    def text(self, value: object) -> str:
        """The canonical value as people type it."""
        return str(value)


class Integer(Option):
    """A whole number from `minimum` to `maximum`."""

    def __init__(self, help: str, minimum: int = 1, maximum: int = LARGEST) -> None:  # noqa: A002
        super().__init__(help)
        self.minimum = minimum
        self.maximum = maximum
        self.expected = f"a whole number from {minimum} " + ("up" if maximum == LARGEST else f"to {maximum}")

    def read(self, value: object) -> int:
        """An int in range; bool, float and text are refused."""
        if too_large(value) and self.maximum == LARGEST:
            raise OptionError(f"a whole number of at most {LARGEST}")
        if type(value) is not int or not self.minimum <= value <= self.maximum:
            raise OptionError(self.expected)
        return value


class Real(Option):
    """A finite number from `minimum` to `maximum`; whole numbers stay integers, as the file wrote them."""

    def __init__(self, help: str, minimum: float | None = None, maximum: float | None = None) -> None:  # noqa: A002
        super().__init__(help)
        self.minimum = minimum
        self.maximum = maximum
        self.expected = (
            "a finite number"
            + (f" from {minimum}" if minimum is not None else "")
            + (f" to {maximum}" if maximum is not None else "")
        )

    def read(self, value: object) -> float:
        """A number in range; bool, text and non-finite numbers are refused."""
        if type(value) is not int and (type(value) is not float or not isfinite(value)):
            raise OptionError(self.expected)
        if too_large(value) and self.maximum is None:
            raise OptionError(f"a number of at most {LARGEST}")
        if type(value) is int and not -LARGEST <= value <= LARGEST:
            raise OptionError(self.expected)
        if (self.minimum is not None and value < self.minimum) or (self.maximum is not None and value > self.maximum):
            raise OptionError(self.expected)
        return value

    def parse(self, text: str) -> float:
        """The number typed, an int where it has no point."""
        word = text.strip()
        try:
            number: float = whole(word)
        except OptionError:
            try:
                number = float(word) if word.isascii() and "_" not in word else nan
            except ValueError:
                number = nan
        return self.read(number)


class Flag(Option):
    """Yes or no."""

    expected = "true or false"

    def read(self, value: object) -> bool:
        """A bool; 0 and 1 are refused."""
        if type(value) is not bool:
            raise OptionError(self.expected)
        return value

    def parse(self, text: str) -> bool:
        """True for "true" or "yes", False for "false" or "no"."""
        word = text.strip().lower()
        if word not in ("true", "yes", "false", "no"):
            raise OptionError(self.expected)
        return word in ("true", "yes")

    def text(self, value: object) -> str:
        """`yes` or `no`."""
        return "yes" if value else "no"


class Choice(Option):
    """One word of a fixed list."""

    def __init__(self, help: str, words: tuple[str, ...]) -> None:  # noqa: A002
        super().__init__(help)
        self.words = words
        self.expected = "one of " + ", ".join(words)

    def read(self, value: object) -> str:
        """The word, if it is one of the list."""
        if not isinstance(value, str) or value not in self.words:
            raise OptionError(self.expected)
        return value

    def parse(self, text: str) -> str:
        """The word typed."""
        return self.read(text.strip())
