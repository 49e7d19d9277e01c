"""Kernels: pure functions that bind arrays once and give back the calls that compute a layer.

All maps are float32, pixels outside and channels inside (H, W, C). A kernel is called once with views of its input and
output and with the range of output rows (or features) it shall compute; it returns *blocks*, calls without
arguments that are run in order and write into the output. Making the views costs more than running them, so blocks are
kept and run again; stopping is possible between two of them; workers get different ranges of rows.
"""
