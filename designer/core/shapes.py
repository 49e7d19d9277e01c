"""Shapes of layer outputs, and the window arithmetic of one axis: the only place where a size is calculated."""

from designer.core.value import dataclass

Size = tuple[int, int]
Pads = tuple[int, int, int, int]


@dataclass(frozen=True)
class Shape:
    """A stack of maps for one image: C channels of H × W."""

    channels: int
    height: int
    width: int

    @property
    def elements(self) -> int:
        """C · H · W."""
        return self.channels * self.height * self.width

    @property
    def text(self) -> str:
        """H×W×C, as people write it."""
        return f"{self.height}×{self.width}×{self.channels}"


@dataclass(frozen=True)
class Flat:
    """A vector of features for one image."""

    features: int

    @property
    def elements(self) -> int:
        """The number of features."""
        return self.features

    @property
    def text(self) -> str:
        """The number of features, as text."""
        return str(self.features)


Output = Shape | Flat


class Problem(Exception):
    """The arithmetic of a layer fails: a code for programs, a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def check_bits(number: int) -> None:
    """Raise Problem for a number beyond 2^1000: exact, but of no use, and slow to write down."""
    if number.bit_length() > 1000:
        raise Problem("too-large", "its figures pass 2^1000 (300 digits): not calculated")


def window_count(n: int, kernel: int, stride: int, dilation: int, lead: int, trail: int, ceil: bool = False) -> int:
    """Positions of a window on an axis of n units; below 1 where it does not fit.

    ⌊(n + lead + trail − dilation·(kernel − 1) − 1) / stride⌋ + 1 (Dumoulin & Visin 2016, relationship 15 for
    dilation). With `ceil` the last partial window counts too, unless it starts in the trailing padding, as in PyTorch.
    """
    room = n + lead + trail - dilation * (kernel - 1) - 1
    if not ceil:
        return room // stride + 1 if room >= 0 else 0
    count = -(-room // stride) + 1
    return count - 1 if (count - 1) * stride >= n + lead else count


def same_padding(n: int, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    """Leading and trailing padding that give ⌈n / stride⌉ positions, the odd unit trailing (ONNX SAME_UPPER)."""
    total = max(0, ((n + stride - 1) // stride - 1) * stride + dilation * (kernel - 1) + 1 - n)
    return total // 2, total - total // 2


def transposed_size(n: int, kernel: int, stride: int, dilation: int, pad: int, output_padding: int) -> int:
    """Length of a transposed convolution's output; `pad` is leading plus trailing (Dumoulin & Visin, rel. 14)."""
    return (n - 1) * stride - pad + dilation * (kernel - 1) + output_padding + 1
