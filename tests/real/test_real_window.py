"""The real window under a virtual display, moved by a real pointer."""

import json
from pathlib import Path

from designer.core.design import Design, Layer
from designer.core.files import load, save
from designer.core.kinds import Conv2d, Input, Linear
from tests.real.robot import Robot, State, screen


def kinds(state: State) -> list[str]:
    return [layer["kind"] for layer in state["design"]["layers"]]


def middle(a: list[int], b: list[int]) -> list[int]:
    return [(a[0] + b[0]) // 2, (a[1] + b[1]) // 2]


def start_design(path: Path) -> None:
    layers = (
        Layer("image", Input(height=32, width=32, channels=3)),
        Layer("conv", Conv2d(out_channels=8, padding=(1, 1)), ("image",)),
        Layer("classes", Linear(out_features=10), ("conv",)),
    )
    save(Design(layers, "Robot"), path)


def test_drag_edit_save_and_reopen(tmp_path: Path) -> None:
    path = tmp_path / "robot.cnn.json"
    start_design(path)
    with screen(tmp_path) as environment:
        robot = Robot(path, environment)
        try:
            shown = robot.wait("the design", lambda s: len(s["cards"]) == 3)
            assert shown["platform"] == "xcb"

            robot.drag(shown["palette"]["Max-pool 2×2"], middle(shown["cards"]["conv"], shown["cards"]["classes"]))
            shown = robot.wait("a max-pool", lambda s: kinds(s) == ["input", "conv2d", "max_pool2d", "linear"])

            robot.drag(shown["palette"]["Conv 3×3"], middle(shown["cards"]["conv"], shown["cards"]["max_pool2d_1"]))
            shown = robot.wait("a second convolution", lambda s: kinds(s).count("conv2d") == 2 and len(s["cards"]) == 5)
            assert kinds(shown) == ["input", "conv2d", "conv2d", "max_pool2d", "linear"]

            robot.click(shown["cards"]["conv"])
            shown = robot.wait(
                "the form of conv", lambda s: s["selection"] == ["conv"] and "kernel_size" in s["fields"]
            )
            robot.click(shown["fields"]["kernel_size"])
            robot.do("key", "ctrl+a", "type", "5")
            shown = robot.wait("a 5×5 kernel", lambda s: s["design"]["layers"][1].get("kernel_size") == 5)
            row = dict(zip(shown["table"][0], shown["table"][2], strict=True))
            assert row["Kernel"] == "5"
            assert row["Output"] == "30×30×8"
            assert shown["tabular"][:2] == ["image", "conv"]
            robot.wait("the maps of conv", lambda s: s["maps"].startswith("8 maps of 30×30"))

            robot.do("key", "ctrl+s")
            robot.wait("the design saved", lambda s: not s["modified"])
            assert json.loads(path.read_bytes()) == shown["design"]
        finally:
            robot.close()
        again = Robot(path, environment)
        try:
            reopened = again.wait("the saved design", lambda s: len(s["cards"]) == 5)
            assert reopened["design"] == shown["design"]
            assert load(path)["conv"].kind.kernel_size == (5, 5)  # type: ignore[attr-defined]
        finally:
            again.close()
