"""Forward passes in NumPy, weights and images."""

import os

# Before NumPy is imported, and whatever the user has set for other programs: the engine divides its work itself, and
# several processes of several threads each would wait for one another.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
