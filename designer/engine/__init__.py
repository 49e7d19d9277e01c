"""Forward passes in NumPy, weights and images."""

import os

# Before NumPy is imported: the engine divides its work itself, and small products lose in the threads of BLAS.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
