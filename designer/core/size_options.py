"""Options of two axes or four sides: sizes, strides that may follow the kernel, padding."""

from designer.core.options import LARGEST, Option, OptionError, too_large
from designer.core.shapes import Pads


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
