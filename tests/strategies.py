"""Hypothesis strategies for options, kinds, shapes, whole designs and broken files; random networks."""

from random import Random

from hypothesis import strategies as st

from designer.core.design import BYTES_PER_ELEMENT, Design, Layer, Settings
from designer.core.kind import options_of
from designer.core.kinds import KINDS, Input
from designer.core.kinds.pointwise import FUNCTIONS
from designer.core.options import Choice, Flag, Integer, Real
from designer.core.shapes import Flat, Problem, Shape
from designer.core.size_options import PaddingOption, SizeOption, StrideOption

LARGEST = 2**63 - 1
names = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], include_characters=" ."), min_size=1, max_size=20
)


def whole_numbers(minimum, largest=LARGEST):
    """Mostly small numbers, at times as large as a file may hold."""
    small = st.integers(minimum, min(minimum + 8, largest))
    return st.one_of(small, small, small, st.integers(minimum, largest))


def values_of(option, largest=LARGEST):
    """The canonical values of an option."""
    match option:
        case PaddingOption():
            numbers = whole_numbers(0, largest)
            lists = st.tuples(numbers, numbers) | st.tuples(numbers, numbers, numbers, numbers)
            return lists | st.sampled_from(option.words) if option.words else lists
        case SizeOption():
            numbers = whole_numbers(option.minimum, largest)
            pairs = st.tuples(numbers, numbers)
            return st.none() | pairs if isinstance(option, StrideOption) else pairs
        case Integer():
            return whole_numbers(option.minimum, largest)
        case Real():
            real = st.floats(option.minimum, option.maximum, allow_nan=False, allow_infinity=False)
            low = -LARGEST if option.minimum is None else int(option.minimum)
            return real | st.integers(low, LARGEST if option.maximum is None else int(option.maximum))
        case Flag():
            return st.booleans()
        case Choice():
            return st.sampled_from(option.words)
    raise AssertionError(f"no strategy for {type(option).__name__}")


def kinds(name, largest=LARGEST):
    """Layers of one kind with any options."""
    return st.builds(
        KINDS[name], **{key: values_of(option, largest) for key, option in options_of(KINDS[name]).items()}
    )


any_kind = st.sampled_from(list(KINDS)).flatmap(kinds)
settings_of_designs = st.builds(Settings, batch_size=whole_numbers(1), dtype=st.sampled_from(list(BYTES_PER_ELEMENT)))
maps = st.builds(Shape, st.integers(1, 6), st.integers(1, 12), st.integers(1, 12))
flats = st.builds(Flat, st.integers(1, 40))


@st.composite
def any_designs(draw, most=8):
    """Designs as a file may hold them: any kinds and options, any earlier layers as inputs; the arithmetic may fail."""
    layers = [Layer(draw(names), draw(kinds("input")))]
    for _ in range(draw(st.integers(0, most - 1))):
        layer_id = draw(names.filter(lambda name: all(name != layer.id for layer in layers)))
        kind = draw(any_kind)
        earlier = st.sampled_from([layer.id for layer in layers])
        count = 0 if kind.name == "input" else draw(st.integers(2, 4)) if kind.joins else 1
        inputs = tuple(draw(st.lists(earlier, min_size=count, max_size=count)))
        block = draw(
            st.none() | st.lists(names.map(lambda name: name.replace("/", "")).filter(bool), min_size=1).map("/".join)
        )
        layers.append(Layer(layer_id, kind, inputs, block, draw(st.none() | names.map("{0}\n{0}".format))))
    return Design(tuple(layers), draw(st.just("") | names), draw(settings_of_designs))


class Sketch:
    """A random network of small maps that grows by steps; what it holds at the end is a design."""

    def __init__(self, random, broken=0.0):
        self.random, self.broken = random, broken
        self.layers, self.shapes = [], {}

    def size(self, low, high):
        return self.random.randint(low, high), self.random.randint(low, high)

    def padding(self, most, words=("same", "valid")):
        sides = [self.random.randint(0, most) for _ in range(4)]
        choices = [(0, 0), (sides[0], sides[0]), tuple(sides[:2]), tuple(sides), *words]
        return self.random.choice(choices)

    def put(self, kind, *inputs):
        """Add a layer if its arithmetic works and its maps stay small, or at times though it fails; its id or None."""
        try:
            shape = kind.output(tuple(self.shapes[name] for name in inputs))
        except Problem:
            if self.random.random() >= self.broken:
                return None
            shape = None
        if isinstance(shape, Shape) and max(shape.height, shape.width) > 20:
            return None
        layer_id = f"n{len(self.layers)}"
        self.layers.append(Layer(layer_id, kind, inputs))
        if shape is not None:
            self.shapes[layer_id] = shape
        return layer_id

    def image(self):
        return self.put(
            Input(
                height=self.random.randint(1, 13),
                width=self.random.randint(1, 13),
                channels=self.random.choice([1, 2, 3, 4]),
            )
        )

    def window(self, shape):
        """A convolution, pool or transposed convolution, with odd options of every sort."""
        name = self.random.choice(["conv2d", "conv2d", "max_pool2d", "avg_pool2d", "conv_transpose2d"])
        options = {"kernel_size": self.size(1, 4), "stride": self.size(1, 3)}
        if name == "conv_transpose2d":
            options |= {"padding": self.padding(2, ("valid",)), "output_padding": self.size(0, 1)}
        else:
            options["padding"] = self.padding(3)
        if name != "avg_pool2d":
            options["dilation"] = self.size(1, 2) if self.random.random() < 0.4 else (1, 1)
        if name in ("max_pool2d", "avg_pool2d"):
            options["ceil_mode"] = self.random.random() < 0.5
            options["stride"] = self.random.choice([None, options["stride"]])
        else:
            options["groups"] = self.random.choice([1, 1, 1, shape.channels])
            options["out_channels"] = options["groups"] * self.random.randint(1, 3)
            options["bias"] = self.random.random() < 0.5
        return KINDS[name](**options)

    def simple(self, shape):
        """Any other layer with one input."""
        make = {
            "adaptive_avg_pool2d": lambda of: of(output_size=self.size(1, 5)),
            "adaptive_max_pool2d": lambda of: of(output_size=self.size(1, 5)),
            "batch_norm2d": lambda of: of(affine=self.random.random() < 0.5),
            "local_response_norm": lambda of: of(size=self.random.randint(1, 5)),
            "activation": lambda of: of(function=self.random.choice(FUNCTIONS)),
            "dropout": lambda of: of(),
            "upsample": lambda of: of(scale_factor=self.size(1, 3), mode=self.random.choice(["nearest", "bilinear"])),
            "zero_pad2d": lambda of: of(padding=self.padding(2, ())),
        }
        name = self.random.choice(
            list(make) if isinstance(shape, Shape) else ["activation", "dropout", "flatten", "linear"]
        )
        if name == "linear":
            return KINDS[name](out_features=self.random.randint(1, 6), bias=self.random.random() < 0.5)
        return make[name](KINDS[name]) if name in make else KINDS[name]()

    def step(self):
        """One more layer, branch or gate below a random layer, most often the last."""
        known = list(self.shapes)
        source = known[-1] if self.random.random() < 0.7 else self.random.choice(known)
        shape, chance = self.shapes[source], self.random.random()
        if isinstance(shape, Flat) or chance < 0.2:
            return self.put(self.simple(shape), source)
        if chance < 0.6:
            return self.put(self.window(shape), source)
        if chance < 0.7:
            return self.gate(source, shape)
        return self.join(source)

    def gate(self, source, shape):
        pool = self.put(KINDS["adaptive_avg_pool2d"](), source)
        scale = pool and self.put(KINDS["conv2d"](out_channels=shape.channels, kernel_size=(1, 1)), pool)
        return scale and self.put(KINDS["multiply"](), *self.random.sample([source, scale], 2))

    def join(self, source):
        """Two or three layers of one size joined: such as there are, and new branches beside `source`."""
        branches = [self.put(self.window(self.shapes[source]), source) for _ in range(self.random.randint(0, 2))]
        first = self.random.choice([source, *filter(None, branches)])
        if first not in self.shapes:
            return None
        name, shape = self.random.choice(["add", "add", "concat", "multiply"]), self.shapes[first]
        fitting = [
            other
            for other, its in self.shapes.items()
            if its == shape
            or (name == "concat" and isinstance(its, Shape) and (its.height, its.width) == (shape.height, shape.width))
        ]
        if self.random.random() < self.broken:
            fitting = list(self.shapes)
        return self.put(KINDS[name](), first, *self.random.choices(fitting, k=self.random.choice([1, 1, 2])))

    def head(self):
        """A flat end: flatten, linear, and at times two of them joined."""
        last = list(self.shapes)[-1]
        kinds = [KINDS["flatten"](), KINDS["linear"](out_features=self.random.randint(1, 6))]
        first = self.put(self.random.choice(kinds), last)
        other = self.put(self.random.choice(kinds), self.random.choice(list(self.shapes)))
        if first and other and self.random.random() < 0.5:
            self.put(KINDS[self.random.choice(["add", "concat"])](), first, other)


def random_design(random: Random, broken: float = 0.0, most: int = 10) -> Design:
    """A network of about 2 to `most` layers: branches, joins, gates, several images, every kind and option.

    Every layer's arithmetic works unless `broken`, the chance that one which fails is kept, is above 0.
    """
    sketch = Sketch(random, broken)
    for _ in range(random.choice([1, 1, 1, 1, 2])):
        sketch.image()
    for _ in range(3 * most):
        if len(sketch.layers) >= most - 2 or random.random() < 0.03:
            break
        sketch.step()
    if random.random() < 0.3:
        sketch.head()
    if broken:  # some layers below the failing ones
        for layer in [layer for layer in sketch.layers if layer.id not in sketch.shapes]:
            sketch.layers.append(Layer(f"n{len(sketch.layers)}", KINDS["activation"](), (layer.id,)))
    return Design(
        tuple(sketch.layers), settings=Settings(random.choice([1, 1, 3]), random.choice(list(BYTES_PER_ELEMENT)))
    )


designs = st.randoms(use_true_random=False).map(random_design)
"""Designs whose arithmetic works."""
broken_designs = st.randoms(use_true_random=False).map(lambda random: random_design(random, broken=0.3))
"""Designs in which layers may fail."""

TOKENS = (
    b"null", b"true", b"-0", b"1e999", b"NaN", b"-Infinity", b'"', b"\\ud800", b"[" * 99, b"{", b"}", b"]", b"9" * 30,
    b"0.5", b",", b":", b"\xff", b"\xef\xbb\xbf", b"\x00", b"-1", b'"kind"', b'"inputs": []', b"/**/",
    b'{"kind": "add"}', b"1e400",
)  # fmt: skip


@st.composite
def mutated(draw, seeds):
    """The bytes of one of the files `seeds` with one to six places changed, removed, doubled or filled with tokens."""
    data = bytearray(draw(st.sampled_from(seeds)))
    random = draw(st.randoms(use_true_random=False))
    return mutate(data, random)


def mutate(data, random):
    """Change one to six places of some bytes."""
    data = bytearray(data)
    for _ in range(random.choice([1, 1, 1, 2, 3, 6])):
        at, way = random.randrange(len(data) + 1), random.random()
        if way < 0.3:
            data[at : at + 1] = bytes([random.randrange(256)])
        elif way < 0.65:
            data[at:at] = random.choice(TOKENS)
        elif way < 0.85:
            del data[at : at + random.randint(1, 12)]
        else:
            copied = random.randrange(len(data) + 1)
            data[at:at] = data[copied : copied + 20]
    return bytes(data)
