"""Types of layer options: reading from JSON, writing, and the text that people type."""

from math import isfinite, nan

from designer.core.shapes import Pads

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


class SizeOption(Option):
    """An integer for both axes, or [height, width]; held as a pair."""

    def __init__(self, help: str, minimum: int = 1) -> None:  # noqa: A002
        super().__init__(help)
        self.minimum = minimum
        self.expected = f"a whole number from {minimum} up, or [height, width] of such"

    def read(self, value: object) -> tuple[int, ...]:
        """(height, width)."""
        return self._numbers(value, (2,))

    def _numbers(self, value: object, lengths: tuple[int, ...]) -> tuple[int, ...]:
        numbers = [value, value] if type(value) is int else value
        if not isinstance(numbers, list) or len(numbers) not in lengths:
            raise OptionError(self.expected)
        for number in numbers:
            if too_large(number):
                raise OptionError(f"whole numbers of at most {LARGEST}")
            if type(number) is not int or not self.minimum <= number <= LARGEST:
                raise OptionError(self.expected)
        return tuple(numbers)

    def write(self, value: object) -> object:
        """An int where both axes are equal, else a list."""
        assert isinstance(value, tuple)
        return value[0] if len(value) == 2 and value[0] == value[1] else list(value)

    def parse(self, text: str) -> tuple[int, ...]:
        """One number, or numbers parted by ×, x, a comma or a blank."""
        words = text.replace("×", " ").replace("x", " ").replace(",", " ").split()
        numbers = [self._number(word) for word in words]
        return self.read(numbers[0] if len(numbers) == 1 else numbers)

    def text(self, value: object) -> str:
        """`3`, or `3×5` for height × width."""
        assert isinstance(value, tuple)
        if len(value) == 4:
            return ", ".join(map(str, value))
        return str(value[0]) if value[0] == value[1] else f"{value[0]}×{value[1]}"


class StrideOption(SizeOption):
    """A size that follows the kernel where it is left out (None)."""

    def write(self, value: object) -> object:
        """As a size, None where the stride follows the kernel: the file leaves it out."""
        return None if value is None else super().write(value)

    def text(self, value: object) -> str:
        """Empty where the stride follows the kernel."""
        return "" if value is None else super().text(value)

    def parse(self, text: str) -> tuple[int, ...] | None:  # type: ignore[override]  # None: follow the kernel
        """A size, or None for empty text."""
        return super().parse(text) if text.strip() else None


class PaddingOption(SizeOption):
    """An integer, [height, width], [top, bottom, left, right], or one of `words`."""

    def __init__(self, help: str, words: tuple[str, ...] = ()) -> None:  # noqa: A002
        super().__init__(help, minimum=0)
        self.words = words
        self.expected = "a whole number from 0 up, [height, width], [top, bottom, left, right]" + "".join(
            f' or "{word}"' for word in words
        )

    def read(self, value: object) -> tuple[int, ...] | str:  # type: ignore[override]  # a word is a value too
        """(height, width), (top, bottom, left, right), or the word."""
        if isinstance(value, str) and value in self.words:
            return value
        return self._numbers(value, (2, 4))

    def write(self, value: object) -> object:
        """The word, an int where both axes are equal, else the list."""
        return value if isinstance(value, str) else super().write(value)

    def parse(self, text: str) -> tuple[int, ...] | str:  # type: ignore[override]
        """A word, one number, or two or four of them."""
        word = text.strip().lower()
        return word if word in self.words else super().parse(text)

    def text(self, value: object) -> str:
        """The word, `1`, `1×2`, or `top, bottom, left, right`."""
        return value if isinstance(value, str) else super().text(value)


def four_pads(padding: tuple[int, ...]) -> Pads:
    """(top, bottom, left, right) of a (height, width) or four-sided padding."""
    if len(padding) == 2:
        return padding[0], padding[0], padding[1], padding[1]
    top, bottom, left, right = padding
    return top, bottom, left, right
