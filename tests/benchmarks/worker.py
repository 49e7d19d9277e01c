"""One backend in a process of its own: reads commands as JSON lines, answers times. Started by the benchmark."""

import importlib.metadata
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from tests.benchmarks.networks import PEAK_SIDE


class Sgemm:
    """One large product of matrices on all cores: the floor."""

    def __init__(self, _members):
        self.about = f"sgemm of numpy {np.__version__}, {PEAK_SIDE}×{PEAK_SIDE}"

    def load(self, _design):
        left, right = np.random.default_rng(0).random((2, PEAK_SIDE, PEAK_SIDE), np.float32)
        out = np.empty_like(left)
        return lambda: np.matmul(left, right, out=out)


class Numpy:
    """The engine as the preview runs it: its worker processes, weights ready, all layers' maps kept or only one."""

    rest = "kept"

    def __init__(self, members):
        from designer.engine.crew import make_engine

        self.engine = make_engine(members)
        maps = "all layers' maps are kept" if self.rest else "the last layer's maps are kept, others where it is free"
        self.about = f"numpy {np.__version__}, {members} processes: {maps}"

    def load(self, design):
        from designer.core.analysis import analyse
        from designer.engine.request import Request

        analysis = analyse(design)
        shape = design.layers[0].kind
        pictures = [
            np.random.default_rng(n).random((shape.channels, shape.height, shape.width), np.float32) for n in (0, 1)
        ]
        wanted = (design.layers[-1].id,)
        requests = [
            Request(design, analysis, picture, wanted=wanted, memory_limit=8 << 30, rest=self.rest)
            for picture in pictures
        ]
        state = {"turn": 0}

        def run():
            state["turn"] ^= 1
            for result in self.engine.run(requests[state["turn"]]):
                state["result"] = result.array
            return state["result"]

        return run


class NumpyLast(Numpy):
    """The same where only the last layer's maps are asked for."""

    rest = ""


class Torch:
    """PyTorch eager, as a user writes it, two threads or as many as there are cores."""

    def __init__(self, _members):
        import torch

        self.about = f"torch {torch.__version__}"

    def load(self, design):
        import torch

        from tests.benchmarks.peers import arrays_of, to_torch

        model = to_torch(design, arrays_of(design))
        shape = design.layers[0].kind
        x = torch.from_numpy(
            np.random.default_rng(1).random((1, shape.channels, shape.height, shape.width), np.float32)
        )
        return lambda: model({design.layers[0].id: x})[0].numpy()


class OnnxRuntime:
    """onnxruntime on the CPU with its defaults."""

    def __init__(self, _members):
        self.about = f"onnxruntime {importlib.metadata.version('onnxruntime')}"

    def load(self, design):
        import onnxruntime

        from tests.benchmarks.peers import arrays_of
        from tests.benchmarks.peers_onnx import to_onnx

        model = to_onnx(design, arrays_of(design)).SerializeToString()
        session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
        shape = design.layers[0].kind
        name = session.get_inputs()[0].name
        x = np.random.default_rng(1).random((1, shape.channels, shape.height, shape.width), np.float32)
        return lambda: session.run(None, {name: x})[0][0]


def real_time(on):
    """Keep other programs of a shared machine out of what is timed, where permitted (root on Linux)."""
    if not hasattr(os, "sched_setscheduler"):
        return
    for process in (os.getpid(), *children()):
        for thread in Path(f"/proc/{process}/task").iterdir():
            with suppress(OSError):
                policy = os.SCHED_RR if on else os.SCHED_OTHER
                os.sched_setscheduler(int(thread.name), policy, os.sched_param(1 if on else 0))


def children():
    return [int(word) for word in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def timed(run, count):
    real_time(True)
    try:
        run()
        times = []
        for _ in range(count):
            begin = perf_counter()
            run()
            times.append(perf_counter() - begin)
    finally:
        real_time(False)
    return times


def main():
    kinds = {"numpy": Numpy, "numpy-last": NumpyLast, "sgemm": Sgemm, "torch": Torch, "onnxruntime": OnnxRuntime}
    backend = kinds[sys.argv[1]](int(sys.argv[2]))
    answer({"about": backend.about})
    run = None
    for line in sys.stdin:
        command = json.loads(line)
        if "load" in command:
            from tests.benchmarks.networks import design_of

            run = None
            run = backend.load(design_of(command["load"]))
            result = np.asarray(run(), np.float64).ravel()
            answer({"result": result[:1000].tolist()})
        else:
            times = timed(run, command["count"])
            answer({"seconds": median(times)})


def answer(value):
    sys.stdout.write("@" + json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
