"""`python -m designer`: the same as the command `cnn-designer`."""

import sys

from designer.cli import main

if __name__ == "__main__":  # worker processes may import this module again
    sys.exit(main())
