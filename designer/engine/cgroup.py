"""What a container or a service of the system grants: processor time and memory, of control groups, versions 1 and 2.

Groups are nested and each may set a limit: the tightest counts. https://docs.kernel.org/admin-guide/cgroup-v2.html
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

PROCESS = Path("/proc/self")
UNLIMITED = 1 << 60
"""Version 1 says the largest number of whole pages where there is no limit."""


def cpu_quota(process: Path = PROCESS) -> int | None:
    """How many cores' time this process may use, rounded up; None where nothing is said."""
    quotas = []
    for folder in _groups("cpu", process):
        words = _words(folder / "cpu.max") or _words(folder / "cpu.cfs_quota_us") + _words(folder / "cpu.cfs_period_us")
        if len(words) == 2 and all(map(str.isdecimal, words)) and int(words[1]):
            quotas.append(max(1, -(-int(words[0]) // int(words[1]))))
    return min(quotas, default=None)


def memory_left(process: Path = PROCESS) -> int | None:
    """Bytes this process may still take, with those that the system lets go of for it; None where nothing is said."""
    left = []
    for folder in _groups("memory", process):
        limit = _words(folder / "memory.max") or _words(folder / "memory.limit_in_bytes")
        used = _words(folder / "memory.current") or _words(folder / "memory.usage_in_bytes")
        if len(limit) == len(used) == 1 and limit[0].isdecimal() and int(limit[0]) < UNLIMITED:
            left.append(max(0, int(limit[0]) - int(used[0]) + _cached(folder)))
    return min(left, default=None)


def _cached(folder: Path) -> int:
    """Bytes of files that were read and not lately used, in a group and those below it."""
    words = _words(folder / "memory.stat")
    found = dict(zip(words[::2], words[1::2], strict=False))
    return int(found.get("total_inactive_file", found.get("inactive_file", "0")))


def _groups(controller: str, process: Path) -> Iterator[Path]:
    """The folders of the groups a process is in, as far up as they can be seen."""
    inside: dict[str, PurePosixPath] = {}
    for line in _lines(process / "cgroup"):
        _, controllers, group = line.split(":", 2)
        inside |= {name: PurePosixPath(group) for name in controllers.split(",")}  # in version 2 it has no name
    for line in _lines(process / "mountinfo"):
        fields, _, about = line.partition(" - ")
        root, mount = fields.split()[3:5]
        system, _, options = about.split(" ", 2)
        own = "" if system == "cgroup2" else controller
        if system not in ("cgroup", "cgroup2") or own not in inside or own not in ("", *options.split(",")):
            continue
        path = inside[own]
        below = path.relative_to(root) if path.is_relative_to(root) and ".." not in path.parts else PurePosixPath()
        yield from (Path(mount) / folder for folder in (below, *below.parents))


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text().splitlines()
    except OSError:
        return []


def _words(file: Path) -> list[str]:
    return " ".join(_lines(file)).split()
