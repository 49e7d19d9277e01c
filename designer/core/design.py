"""The design as an immutable value: an ordered tuple of layers, each naming earlier ones."""

from collections.abc import Iterator
from functools import cached_property

from designer.core.kept_weights import KeptWeights
from designer.core.kind import Kind
from designer.core.value import dataclass

BYTES_PER_ELEMENT = {"float16": 2, "bfloat16": 2, "float32": 4, "float64": 8, "int8": 1}
MOST_LAYERS = 10_000
LONGEST_ID, LONGEST_NAME, LONGEST_NOTE = 128, 1000, 10_000
"""Most characters of a layer's id, of a design's name or a block's path, and of a note."""


@dataclass(frozen=True)
class Layer:
    """A kind with its options, under an id, reading the outputs of the layers `inputs` names."""

    id: str
    kind: Kind
    inputs: tuple[str, ...] = ()
    block: str | None = None
    note: str | None = None
    weights: KeptWeights = ()
    """Those that the design keeps; all others are drawn, or come from a file of weights."""


@dataclass(frozen=True)
class Settings:
    """What the memory figures depend on besides the layers."""

    batch_size: int = 1
    dtype: str = "float32"

    @property
    def bytes_per_element(self) -> int:
        """Bytes of one number of `dtype`."""
        return BYTES_PER_ELEMENT[self.dtype]


@dataclass(frozen=True)
class Design:
    """A network: layers in an order in which each stands behind its inputs."""

    layers: tuple[Layer, ...] = ()
    name: str = ""
    settings: Settings = Settings()

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {layer.id: i for i, layer in enumerate(self.layers)}

    @cached_property
    def _consumers(self) -> dict[str, tuple[Layer, ...]]:
        found: dict[str, list[Layer]] = {layer.id: [] for layer in self.layers}
        for layer in self.layers:
            for source in layer.inputs if len(layer.inputs) < 2 else dict.fromkeys(layer.inputs):
                found[source].append(layer)
        return {source: tuple(layers) for source, layers in found.items()}

    def __getitem__(self, layer_id: str) -> Layer:
        return self.layers[self._positions[layer_id]]

    def __contains__(self, layer_id: object) -> bool:
        return layer_id in self._positions

    def __len__(self) -> int:
        return len(self.layers)

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    def index(self, layer_id: str) -> int:
        """The layer's place in the list; raises KeyError."""
        return self._positions[layer_id]

    def consumers(self, layer_id: str) -> tuple[Layer, ...]:
        """The layers that read this one, in list order, each once."""
        return self._consumers[layer_id]

    @property
    def inputs(self) -> tuple[Layer, ...]:
        """The layers of kind `input`."""
        return tuple(layer for layer in self.layers if layer.kind.name == "input")

    @property
    def outputs(self) -> tuple[Layer, ...]:
        """The layers nobody reads."""
        return tuple(layer for layer in self.layers if not self._consumers[layer.id])
