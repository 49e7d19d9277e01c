"""What a kind makes of its input shapes, worked out once in a pass for all layers that are alike."""

from designer.core.findings import window_remarks
from designer.core.kind import Kind
from designer.core.kinds.window import Windowed
from designer.core.receptive_field import Transfer
from designer.core.shapes import Output, check_bits

Inputs = tuple[Output, ...]
Transfers = tuple[Transfer, Transfer]


class Made:
    """The figures of all layers of one kind, with the same options, that read these inputs.

    Raises Problem where the arithmetic fails.
    """

    __slots__ = ("_inputs", "_kind", "_transfers", "buffers", "learned", "macs", "output", "remarks")

    def __init__(self, kind: Kind, inputs: Inputs) -> None:
        self._kind, self._inputs = kind, inputs
        self._transfers: dict[int, Transfers] = {}
        self.output = kind.output(inputs)
        check_bits(self.output.elements)
        self.learned = self.buffers = 0
        for weight in kind.weights(inputs):
            if weight.learned:
                self.learned += weight.elements
            else:
                self.buffers += weight.elements
        self.macs = kind.macs(inputs, self.output)
        self.remarks = tuple(window_remarks(kind, inputs[0])) if isinstance(kind, Windowed) else ()

    def transfers(self, index: int) -> Transfers:
        """How output rows and columns read those of an input; raises Problem for too many phases."""
        found = self._transfers.get(index)
        if found is None:
            found = self._transfers[index] = self._kind.transfers(self._inputs, self.output, index)
        return found


class Maker:
    """Remembers for one pass what was made: networks repeat the same few layers."""

    def __init__(self) -> None:
        self._made: dict[tuple[Kind, Inputs], Made] = {}

    def make(self, kind: Kind, inputs: Inputs) -> Made:
        """What the kind makes of these inputs; raises Problem where its arithmetic fails."""
        key = kind, inputs
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = Made(kind, inputs)
        return made
