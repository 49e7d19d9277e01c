"""Limits of control groups, read from files made up here: both versions, nested, as seen from within a container."""

import pytest

from designer.engine import memory
from designer.engine.cgroup import cpu_quota, memory_left
from designer.engine.memory import free_memory, usual_limit

MIB = 1 << 20


class Groups:
    """A /proc/self and the mounted groups beside it."""

    def __init__(self, folder):
        self.folder, self.process = folder, folder / "self"
        self.process.mkdir()

    def write(self, name, text):
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n")

    def second(self, path, root="/"):
        self.write("self/cgroup", f"0::{path}")
        self.write("self/mountinfo", f"30 23 0:26 {root} {self.folder}/fs rw,nosuid - cgroup2 cgroup2 rw,nsdelegate")

    def first(self, path, root="/"):
        self.write("self/cgroup", f"9:name=systemd:/\n4:memory:{path}\n1:cpu,cpuacct:{path}\n0::/")
        mounts = [
            f"{number} 31 0:3 {root} {self.folder}/{name} rw - cgroup cgroup rw,{options}"
            for number, (name, options) in enumerate((("cpu", "cpu,cpuacct"), ("memory", "memory"), ("pids", "pids")))
        ]
        mounts.append(f"31 23 0:28 / {self.folder} rw,relatime - tmpfs tmpfs rw,mode=755")
        mounts.append(f"41 31 0:38 / {self.folder}/unified rw - cgroup2 cgroup2 rw")
        self.write("self/mountinfo", "\n".join(mounts))


@pytest.fixture
def groups(tmp_path):
    return Groups(tmp_path)


@pytest.mark.parametrize(
    ("text", "cores"),
    [("max 100000", None), ("100000 100000", 1), ("150000 100000", 2), ("1000 100000", 1), ("", None), ("1 0", None)],
)
def test_a_quota_is_rounded_up_to_whole_cores(groups, text, cores):
    groups.second("/")
    groups.write("fs/cpu.max", text)
    assert cpu_quota(groups.process) == cores


@pytest.mark.parametrize(("quota", "cores"), [("-1", None), ("50000", 1), ("250000", 3)])
def test_a_quota_of_version_1(groups, quota, cores):
    groups.first("/docker/abc")
    groups.write("cpu/docker/abc/cpu.cfs_quota_us", quota)
    groups.write("cpu/docker/abc/cpu.cfs_period_us", "100000")
    assert cpu_quota(groups.process) == cores


def test_the_tightest_of_nested_groups_counts(groups):
    groups.second("/a/b")
    for name, quota, limit in (("fs/a/b", "400000", 900), ("fs/a", "200000", 300), ("fs", "300000", 800)):
        groups.write(f"{name}/cpu.max", f"{quota} 100000")
        groups.write(f"{name}/memory.max", limit * MIB)
        groups.write(f"{name}/memory.current", 100 * MIB)
    assert cpu_quota(groups.process) == 2
    assert memory_left(groups.process) == 200 * MIB


def test_the_root_of_a_mount_is_where_its_names_begin(groups):
    """As in a container without a name space of its own: its group is mounted as if it were all."""
    groups.first("/docker/abc/inner", root="/docker/abc")
    groups.write("memory/inner/memory.limit_in_bytes", 500 * MIB)
    groups.write("memory/inner/memory.usage_in_bytes", 50 * MIB)
    groups.write("memory/memory.limit_in_bytes", 200 * MIB)
    groups.write("memory/memory.usage_in_bytes", 60 * MIB)
    assert memory_left(groups.process) == 140 * MIB


@pytest.mark.parametrize("path", ["/elsewhere", "/../other"])
def test_a_group_that_cannot_be_seen_leaves_the_one_mounted(groups, path):
    groups.second(path, root="/docker/abc" if path == "/elsewhere" else "/")
    groups.write("fs/cpu.max", "200000 100000")
    assert cpu_quota(groups.process) == 2


def test_files_not_lately_used_count_as_free(groups):
    groups.second("/")
    groups.write("fs/memory.max", 400 * MIB)
    groups.write("fs/memory.current", 390 * MIB)
    groups.write("fs/memory.stat", f"anon 1000\ninactive_file {300 * MIB}\nactive_file 5")
    assert memory_left(groups.process) == 310 * MIB
    groups.write("fs/memory.current", 800 * MIB)
    assert memory_left(groups.process) == 0


@pytest.mark.parametrize("limit", ["max", "9223372036854771712"])
def test_no_limit_of_memory(groups, limit):
    groups.second("/")
    groups.write("fs/memory.max", limit)
    groups.write("fs/memory.current", MIB)
    assert memory_left(groups.process) is None


def test_nothing_is_said_where_there_are_no_groups(groups):
    assert cpu_quota(groups.process) is None
    assert memory_left(groups.process) is None


def test_a_run_may_take_half_of_what_its_group_has_left(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "MEMINFO", tmp_path / "meminfo")
    (tmp_path / "meminfo").write_text("MemTotal: 9999 kB\nMemAvailable: 4096 kB\n")
    for left, free in ((None, 4 * MIB), (3 * MIB, 3 * MIB), (5 * MIB, 4 * MIB)):
        monkeypatch.setattr(memory, "memory_left", lambda left=left: left)
        assert free_memory() == free
        assert usual_limit(MIB) == (free + MIB) // 2
    (tmp_path / "meminfo").unlink()
    assert free_memory() == 5 * MIB
