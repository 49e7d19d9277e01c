"""One shown window for all tests of a module, which names the design's LAYERS; each test finds it as it was opened."""

from collections.abc import Iterator

import pytest

from designer.core.design import Design, Layer
from designer.core.files import save
from tests.real.places import ground
from tests.real.robot import Robot, State, missing_programs, screen


@pytest.fixture(scope="session", autouse=True)
def _programs() -> None:
    if missing_programs():
        pytest.skip(f"not installed: {', '.join(missing_programs())}")


@pytest.fixture(scope="module")
def window(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Robot]:
    """The window, with room for the canvas, which is fitted to the design."""
    shown_layers: tuple[Layer, ...] = request.module.LAYERS
    folder = tmp_path_factory.mktemp("real")
    save(Design(shown_layers, "Gestures"), folder / "gestures.cnn.json")
    with screen(folder) as environment:
        robot = Robot(folder / "gestures.cnn.json", environment, "layers", "maps")
        try:
            shown = robot.wait("the design", lambda s: len(s["cards"]) == len(shown_layers))
            robot.click(ground(shown))
            robot.do("key", "ctrl+1")
            robot.wait("the whole network", lambda s: s["cards"] != shown["cards"])
            yield robot
        finally:
            robot.close()


@pytest.fixture
def robot(request: pytest.FixtureRequest, window: Robot) -> Iterator[Robot]:
    """The window with the design as it was opened: each test's edits are undone by key."""
    names = [layer.id for layer in request.module.LAYERS]

    def at_start(state: State) -> bool:
        same = [layer["id"] for layer in state["design"]["layers"]] == names and set(state["cards"]) == set(names)
        return same and not state["undo"] and not state["selection"]

    window.wait("the design as it was", at_start)
    yield window
    while window.wait("a window at rest", lambda s: not s["mark"])["undo"]:
        before = window.state["undo"], window.state["design"]
        window.do("key", "ctrl+z")
        window.wait("an edit undone", lambda s, before=before: (s["undo"], s["design"]) != before)
    window.do("key", "Escape")
