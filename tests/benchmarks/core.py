"""Times the core by hand: the pass over a thousand layers, and the start of `table` beside a bare Python.

python -m tests.benchmarks.core
"""

import subprocess
import sys
from statistics import median
from time import perf_counter, process_time

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.fileformat import dumps, loads
from designer.core.kind import Kind
from designer.core.kinds import Activation, Add, BatchNorm2d, Conv2d, Input
from designer.paths import resource


def residual(count: int) -> Design:
    """An image, a convolution, and residual blocks of five layers, `count` layers in all."""
    conv = Conv2d(out_channels=16, padding=(1, 1))
    layers = [Layer("image", Input(height=224, width=224, channels=3)), Layer("0", conv, ("image",))]
    while len(layers) < count:
        top = layers[-1].id
        for kind in (conv, BatchNorm2d(), Activation(), conv):
            layers.append(Layer(str(len(layers)), kind, (layers[-1].id,)))
        layers.append(Layer(str(len(layers)), Add(), (top, layers[-1].id)))
    return Design(tuple(layers[:count]))


def chain(count: int) -> Design:
    """An image and storeys of convolution, batch norm and ReLU, one below the other."""
    layers = [Layer("image", Input(height=224, width=224, channels=3))]
    kinds = Conv2d(out_channels=16, padding=(1, 1)), BatchNorm2d(), Activation()
    while len(layers) < count:
        layers.append(Layer(str(len(layers)), kinds[(len(layers) - 1) % 3], (layers[-1].id,)))
    return Design(tuple(layers))


def branching(depth: int) -> Design:
    """Branches within branches: a storey, two networks of `depth` − 1 beside each other, and what joins them.

    8 · 2^depth − 6 layers: 1,018 at depth 7.
    """
    layers = [Layer("image", Input(height=224, width=224, channels=3))]

    def put(kind: Kind, *inputs: str) -> str:
        layers.append(Layer(str(len(layers)), kind, inputs))
        return layers[-1].id

    def storey(below: str) -> str:
        return put(Activation(), put(BatchNorm2d(), put(Conv2d(out_channels=16, padding=(1, 1)), below)))

    def network(below: str, depth: int) -> str:
        if not depth:
            return put(Conv2d(out_channels=16, padding=(1, 1)), below)
        top = storey(below)
        return storey(put(Add(), network(top, depth - 1), network(top, depth - 1)))

    network("image", depth)
    return Design(tuple(layers))


def milliseconds(work, times: int = 40) -> str:
    """Least and median processor time of a piece of work."""
    taken = []
    for _ in range(times):
        start = process_time()
        work()
        taken.append(1000 * (process_time() - start))
    return f"{min(taken):6.1f} ms least, {median(taken):6.1f} ms median"


def start(*arguments: str) -> float:
    """Seconds from start to end of a Python process."""
    begin = perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - begin


def main() -> None:
    design = residual(1000)
    data = dumps(design)
    print("analysis of 1,000 layers:", milliseconds(lambda: analyse(Design(design.layers)).totals))
    print("reading 1,000 layers:    ", milliseconds(lambda: loads(data)))
    print("writing 1,000 layers:    ", milliseconds(lambda: dumps(design)))
    vgg16 = str(resource("designs", "vgg16.cnn.json"))
    pairs = [(start("-m", "designer", "table", vgg16), start("-c", "pass")) for _ in range(15)]
    print(f"start of table: {median(table / bare for table, bare in pairs):.1f} starts of a bare Python")


if __name__ == "__main__":
    main()
