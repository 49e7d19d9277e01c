"""Networks to draw, and what may be asked of every drawing."""

from itertools import pairwise

from designer.core.layout import Box

PILLS = ("relu", "norm")


class Sketch:
    """A network that grows call by call; each call adds a node and returns its name."""

    def __init__(self):
        self.nodes = []

    def __call__(self, kind, *inputs):
        self.nodes.append((f"{kind}{len(self.nodes)}", inputs))
        return self.nodes[-1][0]

    def storey(self, below):
        return self("relu", self("norm", self("conv", below)))


def chain(count):
    return [(f"n{node}", (f"n{node - 1}",) if node else ()) for node in range(count)]


def inception(modules=9):
    net = Sketch()
    x = net.storey(net("input"))
    for _ in range(modules):
        lanes = net.storey(x), net.storey(net.storey(x)), net.storey(net.storey(x)), net.storey(net("pool", x))
        x = net("concat", *lanes)
    net("linear", x)
    return net.nodes


def resnet(blocks, bottleneck, projection=True):
    net = Sketch()
    x = net.storey(net("input"))
    for stage in blocks:
        for number in range(stage):
            y = net.storey(net.storey(x) if bottleneck else x)
            y = net("norm", net("conv", y))
            x = net("relu", net("add", y, net("conv", x) if projection and not number else x))
    net("linear", x)
    return net.nodes


def unet(depth=4):
    net = Sketch()
    x, skips = net("input"), []
    for _ in range(depth):
        x = net.storey(net.storey(x))
        skips.append(x)
        x = net("pool", x)
    for skip in reversed(skips):
        x = net.storey(net("concat", skip, net("up", x)))
    net("conv", x)
    return net.nodes


def densenet(blocks=(6, 12, 24, 16)):
    """Each concat joins the one before and two convolutions on it: 400 nodes and more, series-parallel."""
    net = Sketch()
    x = net.storey(net("input"))
    for block in blocks:
        for _ in range(block):
            x = net("concat", x, net.storey(net.storey(x)))
        x = net("pool", net.storey(x))
    net("linear", x)
    return net.nodes


def dense_concats(depth=6):
    """Each concat joins all outputs before it: not series-parallel."""
    net = Sketch()
    features = [net("input")]
    for _ in range(depth):
        features.append(net.storey(net.storey(net("concat", *features))))
    net("linear", net("concat", *features))
    return net.nodes


def nasnet(cells=6):
    """Each cell takes the outputs of the two before it: not series-parallel."""
    net = Sketch()
    before = last = net("conv", net("input"))
    for _ in range(cells):
        a, b = net.storey(before), net.storey(last)
        pairs = [
            net("add", net.storey(b), b),
            net("add", net.storey(a), net.storey(b)),
            net("add", net("pool", b), a),
            net("add", net("pool", a), net("pool", a)),
            net("add", net.storey(a), net.storey(a)),
        ]
        before, last = last, net("concat", *pairs)
    net("linear", last)
    return net.nodes


def pyramid(levels=4):
    """A feature pyramid: one trunk down, one up, an output on each level."""
    net = Sketch()
    x, trunk = net("input"), []
    for _ in range(levels):
        x = net.storey(net.storey(x))
        trunk.append(x)
    top = net("conv", trunk.pop())
    net("head", top)
    for side in reversed(trunk):
        top = net("add", net("conv", side), net("up", top))
        net("head", top)
    return net.nodes


NETWORKS = {
    "chain": chain(40),
    "inception": inception(),
    "resnet18": resnet((2, 2, 2, 2), bottleneck=False),
    "resnet without projection": resnet((5,), bottleneck=False, projection=False),
    "resnet152": resnet((3, 8, 36, 3), bottleneck=True),
    "u-net": unet(),
    "densenet121": densenet(),
    "dense concats": dense_concats(),
    "nasnet": nasnet(),
    "pyramid": pyramid(),
}


def boxes(nodes):
    """Cards of the sizes the canvas uses; activations and norms are glued pills."""
    sizes = {"relu": (100, 18), "norm": (100, 18), "add": (120, 26), "conc": (120, 26)}
    return [Box(name, *sizes.get(name[:4], (190, 56)), inputs, name.startswith(PILLS)) for name, inputs in nodes]


def lines(layout):
    """Every straight piece of every wire: (wire, start, stop)."""
    return [(wire, *piece) for wire in layout.wires for piece in pairwise(wire.points) if piece[0] != piece[1]]


def overlaps(layout):
    """Pairs of frames that share more than an edge."""
    frames = sorted(layout.frames.items(), key=lambda item: item[1].y)
    found = []
    for position, (name, one) in enumerate(frames):
        for other, two in frames[position + 1 :]:
            if two.y >= one.bottom:
                break
            if one.x < two.right and two.x < one.right:
                found.append((name, other))
    return found


def pierced(layout):
    """(wire, card) where a wire runs through a card, its own included."""
    frames = sorted(layout.frames.items(), key=lambda item: item[1].y)
    found = []
    for wire, (x, y), (to, below) in lines(layout):
        left, right = min(x, to), max(x, to)
        for name, frame in frames:
            if frame.y >= below:
                break
            meets = frame.x < x == to < frame.right or (left < frame.right and frame.x < right)
            if meets and y < frame.bottom:
                found.append((wire, name))
    return found


def run_together(layout):
    """Pairs of wires with different sources that lie upon each other for a stretch."""
    stretches = {}
    for wire, (x, y), (to, below) in lines(layout):
        key, low, high = ("y", min(x, to), max(x, to)) if y == below else ("x", y, below)
        stretches.setdefault((key, y if key == "y" else x), []).append((low, high, wire.source))
    found = []
    for group in stretches.values():
        group.sort()
        for position, (_, high, source) in enumerate(group):
            found += [(source, other) for low, _, other in group[position + 1 :] if low < high and source != other]
    return found


def crossings(layout):
    """The points where wires with different sources cross."""
    level = [(y, *sorted((x, to)), wire.source) for wire, (x, y), (to, below) in lines(layout) if y == below]
    upright = [(x, y, below, wire.source) for wire, (x, y), (to, below) in lines(layout) if x == to]
    return {
        (x, y)
        for y, left, right, source in level
        for x, top, bottom, other in upright
        if source != other and left < x < right and top < y < bottom
    }
