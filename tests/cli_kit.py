"""What the tests of the command line share: running it, and how it refuses."""

import subprocess
import sys

from designer.cli import main
from designer.paths import resource

LENET = str(resource("designs", "lenet5.cnn.json"))


PATIENCE = 60


def run(*arguments, **options):
    """(status, output, errors) of the command in a process of its own."""
    command = [sys.executable, "-m", "designer", *arguments]
    child = subprocess.run(command, capture_output=True, timeout=PATIENCE, **options)
    return child.returncode, child.stdout.decode(), child.stderr.decode()


def refused(capsys, *arguments):
    """The line with which a command refuses."""
    assert main(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("cnn-designer: error: ")
    assert err.count("\n") == 1
    return err.removeprefix("cnn-designer: error: ").rstrip("\n")
