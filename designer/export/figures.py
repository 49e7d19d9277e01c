"""Writes figures for people: grouped digits, pairs of axes, bytes with their unit."""

DASH = "–"
UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")

Figure = int | float
Value = int | float | str | None


def grouped(value: Value) -> str:
    """The value as text: digits in groups of three, a true minus sign, a dash where there is none."""
    if value is None:
        return DASH
    if isinstance(value, str):
        return value
    digits = f"{value:,}" if isinstance(value, int) else f"{value:,.6g}"
    return digits.replace("-", "−")


def byte_size(value: Value) -> str:
    """Bytes in the largest fitting binary unit, to one decimal rounded half up, computed in integers."""
    if not isinstance(value, int):
        return grouped(value)
    unit = 0
    tenths = value * 10
    while tenths >= 10240 and unit < len(UNITS) - 1:
        unit += 1
        scale = 1024**unit
        tenths = (value * 10 + scale // 2) // scale
    whole, tenth = divmod(tenths, 10)
    return f"{whole:,}.{tenth} {UNITS[unit]}" if tenth else f"{whole:,} {UNITS[unit]}"


def axes(height: Figure | None, width: Figure | None) -> Value:
    """A figure per axis: one number where both axes agree, else text such as 3×5; None where neither is."""
    if height == width:
        return height
    return f"{grouped(height)}×{grouped(width)}"


def margins(top: int, bottom: int, left: int, right: int) -> Value:
    """Padding of the four sides: as `axes` where opposite sides agree, else leading+trailing, as 0+1."""
    if top == bottom and left == right:
        return axes(top, left)
    rows, columns = (f"{grouped(a)}+{grouped(b)}" for a, b in ((top, bottom), (left, right)))
    return rows if rows == columns else f"{rows}×{columns}"
