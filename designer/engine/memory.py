"""How much memory this computer has left."""

from pathlib import Path

ASSUMED = 4 << 30


def free_memory() -> int:
    """Bytes that programs can still take without swapping; 4 GiB where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return ASSUMED
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:")), ASSUMED)
