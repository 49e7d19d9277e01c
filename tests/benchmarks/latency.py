"""How late a window's event loop is while networks run on all cores behind it."""

from contextlib import closing
from threading import Event
from time import monotonic, perf_counter

import numpy as np

from designer.core.analysis import analyse
from designer.engine.request import Request, RunEnd
from designer.engine.runner import Runner
from tests.benchmarks.networks import network

BEAT = 0.005
SECONDS = 6.0
GOALS = 16.0, 50.0


def report():
    """Print the lateness of a 5 ms timer, at rest and while VGG-16 and GoogLeNet run again and again."""
    from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer

    application = QCoreApplication.instance() or QCoreApplication([])
    print(f"{'event loop while':24s} {'99th percentile':>16s} {'worst':>9s}    runs")
    print_row("at rest", *beats(QEventLoop, Qt, QTimer), 0, None)
    for name in ("vgg16", "googlenet"):
        for make in (Runner.in_processes, Runner):
            ends, ready = [], Event()

            def deliver(event, ends=ends, ready=ready):
                if isinstance(event, RunEnd):
                    ends.append(event)
                    ready.set()

            with closing(make(deliver)) as runner:
                again = repeat(runner, name, ends)
                next(again)
                assert ready.wait(60)  # weights are drawn, memory is taken
                count = len(ends)
                times = beats(QEventLoop, Qt, QTimer, again)
                where = "in processes" if make is not Runner else "in a thread"
                print_row(f"{name} {where}", *times, len(ends) - count, GOALS)
    application.processEvents()


def repeat(runner, name, ends):
    """Submit the next picture whenever the last has been done; one step of the generator a beat."""
    design = network(name)
    analysis, first = analyse(design), design.layers[0].kind
    asked = 0
    while True:
        if len(ends) >= asked:
            picture = np.random.default_rng(asked).random((first.channels, first.height, first.width), np.float32)
            runner.submit(Request(design, analysis, picture, wanted=(design.layers[-1].id,), memory_limit=4 << 30))
            asked += 1
        yield


def beats(event_loop, qt, timer_type, at_beat=None):
    """How late each beat of a precise timer came, in milliseconds: the 99th percentile and the worst."""
    loop, timer, late = event_loop(), timer_type(), []
    state = {"due": perf_counter() + BEAT, "end": monotonic() + SECONDS}

    def beat():
        now = perf_counter()
        late.append(max(0.0, now - state["due"]) * 1e3)
        if at_beat is not None:
            next(at_beat)
        state["due"] = perf_counter() + BEAT
        if monotonic() > state["end"]:
            loop.quit()

    timer.setTimerType(qt.TimerType.PreciseTimer)
    timer.setInterval(int(BEAT * 1000))
    timer.timeout.connect(beat)
    timer.start()
    loop.exec()
    timer.stop()
    late.sort()
    return late[int(0.99 * len(late))], late[-1]


def print_row(what, percentile, worst, runs, goals):
    mark = "!" if goals is not None and (percentile > goals[0] or worst > goals[1]) else " "
    print(f"{what:24s} {percentile:13.1f} ms {worst:6.1f} ms {mark} {runs:5d}", flush=True)
