"""Design convolutional networks by hand and see every figure live."""

__version__ = "0.1.0"
