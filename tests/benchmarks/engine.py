"""How fast the engine is beside PyTorch and onnxruntime: `python -m tests.benchmarks.engine`.

Each backend lives in a process of its own and all but one rest while that one is timed: in one process the idle thread
pools of the one slow the other many times. Rounds alternate between backends; what counts is the median over rounds of
the ratio of times in one round, so that a machine that is busy for a while does not matter. The floor is the time that
a network's multiply–accumulates take at the speed of one large product of matrices (sgemm, all cores), measured in the
same rounds: what computes by the definition cannot be faster, Winograd's algorithm can.

    --networks vgg16,…   which networks (default: the eight that have goals)
    --examples           every example design: none may be slower than PyTorch
    --maps last          only the last layer's maps are asked for; without it those of all layers are kept, as they come
                         out of the layer (a batch norm's is made of its convolution's when somebody looks at it)
    --layers             every different convolution of them, alone with its ReLU
    --edits              from an edit to its maps: first layer, cold start, last convolution changed, undo, a stop
    --latency            how late the event loop of a window is while networks run
    --python PATH        the Python with torch and onnxruntime in it (default: this one)
"""

import argparse
import json
import math
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from statistics import median

from designer.core.analysis import analyse
from tests.benchmarks.networks import EXAMPLES, NAMES, PEAK_SIDE, design_of, single_layers

GOALS = {  # time ÷ PyTorch's, time ÷ onnxruntime's
    "vgg16": (0.65, 0.85), "alexnet": (0.80, 0.90), "googlenet": (0.45, 1.0), "resnet50": (0.90, None),
    "squeezenet": (0.55, None), "mobilenet": (1.0, None), "student64": (0.55, None), "student28": (0.55, None),
}  # fmt: skip
MEAN_GOALS = (0.62, 1.45)
PEERS = ("torch", "onnxruntime")
BURST_SECONDS = 0.5
PAUSE_SECONDS = 0.05


class Backend:
    """A worker process."""

    def __init__(self, name, python, members):
        threads = {"OPENBLAS_NUM_THREADS": "1"} if name.startswith("numpy") else {}
        self.process = subprocess.Popen(
            [python, "-W", "ignore", "-m", "tests.benchmarks.worker", name, str(members)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, **threads, "PYTHONPATH": os.pathsep.join(sys.path)} if python == sys.executable
            else {**os.environ, **threads, "PYTHONPATH": str(Path.cwd())},
        )  # fmt: skip
        self.about = self._answer()["about"]

    def ask(self, **command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self):
        for line in self.process.stdout:
            if line.startswith("@"):
                return json.loads(line[1:])
        raise RuntimeError("the worker has ended")

    def close(self):
        self.process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def start(python, members, maps):
    """The backends that can be had."""
    numpy = "numpy-last" if maps == "last" else "numpy"
    backends = {"numpy": Backend(numpy, sys.executable, members), "sgemm": Backend("sgemm", sys.executable, members)}
    for name in PEERS:
        try:
            backends[name] = Backend(name, python, members)
        except RuntimeError:
            print(f"{name} is not installed for {python}: left out")
    return backends


def compare(backends, name, rounds):
    """Seconds of each backend in each round, all having answered the same numbers first."""
    results = {label: backend.ask(load=name)["result"] for label, backend in backends.items()}
    del results["sgemm"]
    scale = max(map(abs, results["numpy"])) or 1
    for label, numbers in results.items():
        worst = max(abs(a - b) for a, b in zip(numbers, results["numpy"], strict=True)) / scale
        if not worst < 1e-4:
            print(f"{name}: {label} differs from the engine by {worst:.1e} of the largest value")
    counts = {label: max(1, min(200, int(BURST_SECONDS / b.ask(count=1)["seconds"]))) for label, b in backends.items()}
    seconds = {label: [] for label in backends}
    for _ in range(rounds):
        for label, backend in backends.items():
            time.sleep(PAUSE_SECONDS)
            seconds[label].append(backend.ask(count=counts[label])["seconds"])
    return seconds


def ratios(seconds):
    """Median over rounds of the engine's time over each peer's."""
    return {
        label: median(own / theirs for own, theirs in zip(seconds["numpy"], times, strict=True))
        for label, times in seconds.items()
        if label in PEERS
    }


def floor(name, seconds):
    """Seconds that a network's multiply–accumulates take at the speed measured for one large product."""
    return analyse(design_of(name)).totals.macs * median(seconds["sgemm"]) / PEAK_SIDE**3


def shown(value, goal=None):
    text = "-" if value is None else f"{value:.2f}"
    return text if goal is None or value is None else f"{text} (≤ {goal:.2f}{'' if value <= goal else ' !'})"


def table(backends, names, rounds):
    """Print times and ratios, and the geometric means of the ratios."""
    for backend in backends.values():
        print(backend.about)
    heads = " ".join(f"{head + ' ms':>9s}" for head in ("numpy", "torch", "ort", "floor"))
    print(f"{'network':28s} {heads}   {'÷ torch':16s} ÷ onnxruntime")
    every = {label: [] for label in PEERS if label in backends}
    speeds = []
    for name in names:
        seconds = compare(backends, name, rounds)
        found = ratios(seconds)
        for label, ratio in found.items():
            every[label].append(ratio)
        speeds.append(2 * PEAK_SIDE**3 / median(seconds["sgemm"]) / 1e9)
        times = [f"{median(seconds[label]) * 1e3:9.2f}" if label in seconds else " " * 9 for label in ("numpy", *PEERS)]
        times.append(f"{floor(name, seconds) * 1e3:9.2f}")
        goals = GOALS.get(name, (1.0 if name in EXAMPLES else None, None))
        against = shown(found.get("torch"), goals[0]), shown(found.get("onnxruntime"), goals[1])
        print(f"{name:28s} {' '.join(times)}   {against[0]:16s} {against[1]}", flush=True)
    means = {label: math.exp(sum(map(math.log, values)) / len(values)) for label, values in every.items() if values}
    goals = MEAN_GOALS if set(names) == set(NAMES) else (None, None)
    against = shown(means.get("torch"), goals[0]), shown(means.get("onnxruntime"), goals[1])
    print(f"{'geometric mean':68s}   {against[0]:16s} {against[1]}")
    print(f"sgemm peak: {median(speeds):.0f} GFLOP/s ({min(speeds):.0f} to {max(speeds):.0f})")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", default=",".join(NAMES))
    parser.add_argument("--examples", action="store_true")
    parser.add_argument("--maps", choices=("all", "last"), default="all")
    parser.add_argument("--layers", action="store_true")
    parser.add_argument("--edits", action="store_true")
    parser.add_argument("--latency", action="store_true")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--members", type=int, default=min(4, os.cpu_count() or 1))
    options = parser.parse_args()
    if options.edits or options.latency:
        os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as in the window; read when NumPy is imported, below
    if options.edits:
        from tests.benchmarks.edits import report

        report(options.members)
        return
    if options.latency:
        from tests.benchmarks.latency import report as report_latency

        report_latency()
        return
    names = list(EXAMPLES) if options.examples else options.networks.split(",")
    if options.layers:
        names = [layer for name in names for layer in single_layers(name)]
    backends = start(options.python, options.members, options.maps)
    try:
        table(backends, names, options.rounds)
    finally:
        for backend in backends.values():
            backend.close()


if __name__ == "__main__":
    main()
