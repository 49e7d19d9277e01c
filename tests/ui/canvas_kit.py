"""What the tests of the canvas share: small designs, a shown canvas, and where things are on it."""

from PySide6.QtCore import QPointF

from designer.core import edits
from designer.core.blocks import within
from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Concat, Conv2d, Input, MaxPool2d
from designer.core.presets import PRESETS
from designer.ui.canvas import Canvas
from designer.ui.canvas.block_card import button_of
from designer.ui.canvas.contents import BlockContent
from designer.ui.canvas.pills import is_pill

IMAGE = Layer("image", Input(height=32, width=32, channels=3))
CONV = Conv2d(out_channels=16, padding=(1, 1))


def stack() -> Design:
    """image – conv1 (relu1) – pool – conv2 (relu2)."""
    return Design(
        (
            IMAGE,
            Layer("conv1", CONV, ("image",)),
            Layer("relu1", Activation(), ("conv1",)),
            Layer("pool", MaxPool2d(), ("relu1",)),
            Layer("conv2", CONV, ("pool",)),
            Layer("relu2", Activation(), ("conv2",)),
        )
    )


def fork() -> Design:
    """image – top – left and right beside each other – joined – below."""
    return Design(
        (
            IMAGE,
            Layer("top", CONV, ("image",)),
            Layer("left", CONV, ("top",)),
            Layer("right", CONV, ("top",)),
            Layer("joined", Concat(), ("left", "right")),
            Layer("below", CONV, ("joined",)),
        )
    )


def nested() -> Design:
    """image – top – the block "module" with the lanes "module/wide" and right, joined – below."""
    return Design(
        (
            IMAGE,
            Layer("top", CONV, ("image",)),
            Layer("left", CONV, ("top",), "module/wide"),
            Layer("relu", Activation(), ("left",), "module/wide"),
            Layer("left2", CONV, ("relu",), "module/wide"),
            Layer("right", CONV, ("top",), "module"),
            Layer("joined", Concat(), ("left2", "right"), "module"),
            Layer("below", CONV, ("joined",)),
        )
    )


def on(canvas: Canvas, name: str, across: float = 0.5, down: float = 0.5) -> QPointF:
    """The point of the viewport at these shares of a layer's frame; beyond 0 and 1 it lies outside."""
    frame = canvas.network.layout.frames[name]
    return canvas.viewportTransform().map(QPointF(frame.x + across * frame.width, frame.y + down * frame.height))


def on_title(canvas: Canvas, path: str) -> QPointF:
    """The point of the viewport on the title of an open block, beside its button."""
    title = canvas.network.frames[path].frame.title
    return canvas.viewportTransform().map(QPointF(title.x + 40, title.y + title.height / 2))


def on_button(canvas: Canvas, path: str) -> QPointF:
    """The point of the viewport on the button that folds a block, or unfolds it."""
    key = canvas.network.outline.key_of_block(path)
    button = canvas.network.frames[path].frame.button if key is None else button_of(canvas.network.layout.frames[key])
    return canvas.viewportTransform().map(QPointF(button.centre, button.y + button.height / 2))


def on_port(canvas: Canvas, name: str) -> QPointF:
    """The point of the viewport at the lower edge of a layer where a connection begins."""
    return on(canvas, name, down=1) - QPointF(0, 2)


def on_wire(canvas: Canvas, target: str, index: int = 0) -> QPointF:
    """The point of the viewport where a wire comes into its target."""
    wire = next(each for each in canvas.network.layout.wires if (each.target, each.index) == (target, index))
    x, y = wire.points[-1]
    return canvas.viewportTransform().map(QPointF(x, y - 3))


def kind_of(key: str, shape=None):
    """The kind that a row of the palette puts below a shape."""
    return PRESETS[key].kind_for(shape)


def check(canvas: Canvas) -> None:
    """The scene holds the design, its blocks folded or open, nothing else, and shows the selection."""
    design, network = canvas.document.design, canvas.network
    outline, analysis = network.outline, canvas.document.analysis
    assert outline.design == design
    cards = {outline.card_of(layer.id) for layer in design}
    assert set(network.layers) == set(network.contents) == set(network.layout.frames) == cards
    assert set(network.wires) == {(key, index) for key in cards for index in range(len(outline.inputs(key)))}
    assert set(network.items()) == {*network.layers.values(), *network.wires.values(), *network.frames.values()}
    for layer in design:
        if outline.card_of(layer.id) == layer.id:
            assert network.contents[layer.id].facts == analysis.facts[layer.id]
            assert is_pill(layer.kind) == (type(network.layers[layer.id]).__name__ == "Pill")
            for index, source in enumerate(layer.inputs):
                wire = network.wires[layer.id, index].wire
                assert (wire.source, wire.target, wire.index) == (outline.card_of(source), layer.id, index)
        else:
            assert any(within(layer.block, path) for path in outline.paths)
    for key, item in network.layers.items():
        frame, content = network.layout.frames[key], network.contents[key]
        assert item.content is content
        assert item.size == (frame.width, frame.height)
        assert item.chosen == any(name in canvas.document.selection for name in outline.members(key))
        if isinstance(content, BlockContent):
            found = [analysis.facts[name] for name in outline.members(key)]
            assert content.row.parameters == sum(facts.parameters or 0 for facts in found)
            assert content.row.macs == sum(facts.macs or 0 for facts in found)
    assert canvas.motion.running or at_rest(canvas)
    open_blocks = {path for key in cards for path in around(outline.path(key))}
    assert set(network.frames) == open_blocks
    assert canvas.current is None or canvas.current in cards


def at_rest(canvas: Canvas) -> bool:
    """Whether everything is drawn at its place, in full."""
    network, places = canvas.network, canvas.network.layout.frames
    return (
        all((item.x(), item.y()) == (places[key].x, places[key].y) for key, item in network.layers.items())
        and all(item.drawn == item.wire.points for item in network.wires.values())
        and all(item.drawn == item.frame.area for item in network.frames.values())
        and all(item.opacity() == (0.35 if getattr(item, "faded", False) else 1) for item in network.items())
    )


def around(path: str | None) -> list[str]:
    """A block's path and those of the blocks around it."""
    parts = path.split("/") if path else []
    return ["/".join(parts[: n + 1]) for n in range(len(parts))]


def names(design: Design) -> list[str]:
    """The ids in list order."""
    return [layer.id for layer in design]


def chain(design: Design, last: str) -> list[str]:
    """The ids from the input to `last`, along first inputs."""
    found = [last]
    while design[found[0]].inputs:
        found.insert(0, design[found[0]].inputs[0])
    return found


__all__ = [
    "CONV",
    "IMAGE",
    "at_rest",
    "chain",
    "check",
    "edits",
    "fork",
    "kind_of",
    "names",
    "nested",
    "on",
    "on_button",
    "on_port",
    "on_title",
    "on_wire",
    "stack",
]
