"""Why a process has ended, in words, and what somebody can do about it."""

from __future__ import annotations

import signal

AS_SHELLS = 128
"""Exit code of a process that ends because of another that a signal ended: this and the signal's number."""
MEMORY = "try a smaller image, or close other programs"
AGAIN = "run it once more, and report the design if it happens again"
KNOWN = {
    "SIGKILL": ("it was killed by SIGKILL, most likely because the system ran out of memory", MEMORY),
    "SIGBUS": ("it was ended by SIGBUS, most likely because the system had no memory left to share", MEMORY),
    "SIGILL": ("it was ended by SIGILL, an instruction this processor does not know", "install a NumPy made for it"),
    "SIGXCPU": ("it was ended by SIGXCPU, the limit of processor time", "try a smaller image, or raise the limit"),
}


def exit_code(code: int) -> int:
    """What a process exits with because another ended with this code, which is negative for a signal."""
    return AS_SHELLS - code if code < 0 else code or 1


def ended_twice(code: int | None) -> str:
    """The sentence for a run whose worker process has ended twice, the last time with this code."""
    number = -code if code is not None and code < 0 else (code or 0) - AS_SHELLS
    try:
        name = signal.Signals(number).name
    except ValueError:
        cause, advice = f"its exit code was {code}" if code else "nobody knows why", AGAIN
    else:
        cause, advice = KNOWN.get(name, (f"it was ended by {name}", AGAIN))
    return f"the preview's worker process has ended twice in this run: {cause}; {advice}"
