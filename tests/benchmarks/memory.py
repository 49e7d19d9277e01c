"""The memory estimate beside the peak measured: `python -m tests.benchmarks.memory`, each in its own process.

In one process the peak is the larger of two, for a small run hides in pages the process holds already, and a large one
may have pages nobody has written to: memory resident, and memory allocated as Python counts it. In two it is what they
hold together.
"""

import argparse
import ctypes
import gc
import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

from tests.benchmarks.networks import DESIGNS, NAMES


def taken():
    """The most bytes this process has held at once since `fresh`, without the code of libraries it has read."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return (int(lines["VmHWM"].split()[0]) - int(lines["RssFile"].split()[0])) << 10


def fresh():
    """Give free memory back, so that what a run takes is seen, and count from what is held now."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's
    if trim is not None:
        trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    return taken()


def of_crew(processes):
    """The most bytes these processes have held at once, memory they share counted once, and without libraries' code.

    Shared memory is never given back, so what is there in the end is its peak.
    """
    total = 0
    for process in processes:
        folder = Path(f"/proc/{process}")
        status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
        rollup = dict(line.split(":", 1) for line in (folder / "smaps_rollup").read_text().splitlines()[1:])
        total += int(status["VmHWM"].split()[0]) - sum(int(status[n].split()[0]) for n in ("RssFile", "RssShmem"))
        total += int(rollup["Pss_Shmem"].split()[0])
    return total << 10


def crew_peak(request, members):
    """Bytes that a run in several processes takes."""
    from contextlib import closing

    from designer.engine.crew import CrewEngine

    fresh()  # so that the others do not inherit free memory
    with closing(CrewEngine(members)) as engine:
        fresh()
        processes = (os.getpid(), *engine._processes)
        before = of_crew(processes)
        for result in engine.run(request):  # as they come, they are sent on
            progress = result.progress
        engine._rest()
        assert progress == 1
        return of_crew(processes) - before


def measure(name, every, how):
    """Bytes estimated and measured for one run of a network; with `every` all layers' maps are asked for and kept."""
    import numpy as np

    from designer.core.analysis import analyse
    from designer.engine.estimate import bytes_needed
    from designer.engine.forward import Engine
    from designer.engine.plan import make_plan
    from designer.engine.request import Request
    from designer.engine.storeys import storeys
    from tests.benchmarks.networks import network

    np.matmul(np.ones((64, 64), np.float32), np.ones((64, 64), np.float32))  # BLAS takes its buffers now
    design = network(name)
    wanted = tuple(layer.id for layer in design) if every else (design.layers[-1].id,)
    first = design.layers[0].kind
    picture = np.zeros((first.height, first.width, 3), np.uint8)
    request = Request(design, analyse(design), picture, wanted=wanted, memory_limit=16 << 30)
    members = 2 if how == "crew" else 1
    expected = bytes_needed(storeys(make_plan(request.analysis, request.weights, 0), wanted), wanted, members)
    if how == "crew":
        return expected, crew_peak(request, members)
    if how == "resident":
        before = fresh()
    else:
        tracemalloc.start()
    results = list(Engine().run(request))
    assert results[-1].progress == 1
    return expected, taken() - before if how == "resident" else tracemalloc.get_traced_memory()[1]


def compared(name, wanted, ways=("resident", "allocated")):
    """Bytes estimated and the largest of the peaks, each measured in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.memory", "--measure", name, wanted]
    found = [
        json.loads(subprocess.run([*command, how], capture_output=True, check=True, text=True).stdout) for how in ways
    ]
    return found[0][0], max(peak for _, peak in found)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", type=lambda text: text.split(","), help="a,b,… (default: all examples)")
    parser.add_argument("--measure", nargs=3, metavar=("NETWORK", "WANTED", "HOW"), help="one peak, in this process")
    options = parser.parse_args()
    if options.measure:
        name, wanted, how = options.measure
        print(json.dumps(measure(name, wanted == "all", how)))
        return
    names = {path.name.split(".")[0] for path in DESIGNS.glob("*.json")} | {n for n in NAMES if "student" in n}
    for name in options.networks or sorted(names):
        for wanted in ("last", "all"):
            for processes, ways in ((1, ("resident", "allocated")), (2, ("crew",))):
                expected, measured = compared(name, wanted, ways)
                ratio = expected / measured
                mark = "" if 1 <= ratio <= 1.3 else " !"
                sizes = f"{expected / 1e6:9.1f} MB {measured / 1e6:9.1f} MB"
                print(f"{name:16s} {wanted:5s} {processes} {sizes} {ratio:5.2f}{mark}", flush=True)


if __name__ == "__main__":
    main()
