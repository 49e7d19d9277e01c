"""The engine's errors: each is one line a user can read."""


class EngineError(Exception):
    """Something cannot be run; the text says what, in one line."""


class WeightError(EngineError):
    """Weights are missing, surplus, wrongly shaped or unreadable; the text names the array."""


class ImageError(EngineError):
    """A picture or an array cannot be used as an input; the text says why."""


class MemoryLimit(EngineError):
    """A run would need more memory than allowed; nothing has been allocated."""


class Stopped(Exception):
    """A run was stopped between two blocks; never shown."""
