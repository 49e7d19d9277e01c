"""What one unit sees, as text and as JSON: what `field` prints."""

import json

from designer.core.dependence import UnitField
from designer.export.safe_text import plain


def field_json(found: UnitField) -> str:
    """The unclipped interval, the box of pixels, and the box's share of the image."""
    tree = {"interval": found.interval, "box": found.box, "share": found.share}
    return json.dumps(tree) + "\n"


def field_text(layer: str, unit: str, found: UnitField) -> str:
    """The same in words."""
    lines = [plain(f"unit {unit} of {layer}")]
    if found.interval:
        top, left, bottom, right = found.interval
        lines.append(
            f"field: rows {top} to {bottom}, columns {left} to {right} ({bottom - top + 1}×{right - left + 1})"
        )
    if found.box:
        top, left, bottom, right = found.box
        lines.append(f"in the image: rows {top} to {bottom}, columns {left} to {right}")
        lines.append(f"share of the image: {100 * found.share:.1f} %")
    else:
        lines.append("it depends on no pixel of the image")
    return "\n".join(lines) + "\n"
