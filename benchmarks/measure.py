"""What every benchmark needs: time and memory of a program, and a place to write."""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

PAGE = Path(__file__).with_name("README.md")


@dataclass(frozen=True)
class Cost:
    """What a program took.

    Attributes
    ----------
    seconds : float
        Wall-clock time.
    gigabytes : float
        Largest memory of the program and its children together, sampled ten times a
        second; pages that several of them share count once in each (resident set size).
    """

    seconds: float
    gigabytes: float


def run(command: Sequence[str], folder: Path, **environment: str) -> Cost:
    """Run a program to its end.

    Raises
    ------
    subprocess.CalledProcessError
        It failed.
    """
    began = time.perf_counter()
    program = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
    )
    peak = 0
    while program.poll() is None:
        peak = max(peak, memory_of(program.pid))
        time.sleep(0.1)
    if program.returncode:
        raise subprocess.CalledProcessError(program.returncode, command)
    return Cost(time.perf_counter() - began, peak / 1e9)


def memory_of(process: int) -> int:
    """Bytes that a process and its descendants hold now."""
    total = 0
    try:
        parent = psutil.Process(process)
        family = [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return total
    for member in family:
        try:
            total += member.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def machine() -> str:
    """Processor, cores, memory and Python of this machine, in one line."""
    memory = psutil.virtual_memory().total / 2**30
    cores = len(os.sched_getaffinity(0))
    return (
        f"{processor()}, {cores} cores, {memory:.0f} GiB, "
        f"Python {platform.python_version()}, {dt.date.today()}"
    )


def processor() -> str:
    cpu = Path("/proc/cpuinfo")
    if cpu.exists():
        name = re.search(r"model name\s*: (.+)", cpu.read_text())
        if name:
            return name[1]
    return platform.machine()


def write_section(title: str, text: str) -> None:
    """Put the newest figures of a benchmark into ``benchmarks/README.md``."""
    page = PAGE.read_text(encoding="utf8")
    section = f"## {title}\n\n{text.strip()}\n\n*{machine()}*\n"
    pattern = rf"## {re.escape(title)}\n.*?(?=\n## |\Z)"
    if re.search(pattern, page, flags=re.DOTALL):
        page = re.sub(pattern, lambda _: section, page, flags=re.DOTALL)
    else:
        page = f"{page.rstrip()}\n\n{section}"
    PAGE.write_text(page, encoding="utf8")
