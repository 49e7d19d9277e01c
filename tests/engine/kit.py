"""What several tests of the engine need."""

from designer.engine.errors import EngineError
from designer.engine.forward import Engine


def run_all(request):
    """The maps of all layers asked for, by id; raises EngineError for the first that cannot be computed."""
    arrays = {}
    for result in Engine().run(request):
        if result.failure is not None:
            raise EngineError(f"{result.layer}: {result.failure}")
        if result.array is not None:
            arrays[result.layer] = result.array
    return arrays
