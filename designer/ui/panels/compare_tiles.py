"""The maps of one layer for two pictures, drawn alike, and their difference."""

from dataclasses import dataclass, replace

from designer.engine.tiles import channel_statistics
from designer.ui.panels.colour_maps import SIGNED
from designer.ui.panels.maps_tiles import FloatArray, Look, Maps, Scale, Unit, draw_tiles, scale_of


@dataclass(frozen=True, eq=False)
class Comparison:
    """Maps of the first and of the second picture in one scale and order, and the second less the first."""

    first: Maps
    second: Maps
    difference: Maps

    def value_text(self, unit: Unit) -> str:
        """The three numbers of a unit."""
        values = (maps.value(unit) for maps in (self.first, self.second, self.difference))
        first, second, difference = (f"{value:.5g}".replace("-", "−") for value in values)
        return f"first {first}, second {second}, difference {difference}"


def compare(first: Maps, second: FloatArray, look: Look) -> Comparison:
    """Draw the maps of the first picture beside those of a second, of the same layer."""
    kind = first.kind
    scale = scale_of(look, channel_statistics(first.array, kind), channel_statistics(second, kind))
    one, other = (
        Maps(first.layer, array, draw_tiles(array, kind, look, scale), look, kind) for array in (first.array, second)
    )
    less = second - first.array
    signed = replace(look, colours=SIGNED)
    own = scale_of(signed, channel_statistics(less))
    tiles = draw_tiles(less, None, signed, Scale(scale.order, own.low, own.high, own.colours))
    return Comparison(one, other, Maps(first.layer, less, tiles, look, None, difference=True))
