"""What there is to run, and the kernels that are running it."""

from __future__ import annotations

import os
import re
import signal
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from folio.messages import Place

ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Task:
    """Code to run, and how to speak of it when it fails.

    Attributes
    ----------
    code : str
        Python code.
    place : Place
        Where the author finds it.
    first : int
        Line of the file that holds the first line of code.
    label : str
        How to call it: ``cell sales``, or an expression between backquotes.
    may_fail : bool
        Whether an exception is an output like another (``error: true``).
    """

    code: str
    place: Place
    first: int
    label: str
    may_fail: bool = False


class Kernels:
    """The kernels that are running, so that an interruption can end them all."""

    def __init__(self) -> None:
        self._managers: set[Any] = set()
        self._lock = threading.Lock()
        self.stopped = False

    def add(self, manager: Any) -> None:
        """Remember a kernel that starts."""
        with self._lock:
            self._managers.add(manager)

    def discard(self, manager: Any) -> None:
        """Forget a kernel that has ended."""
        with self._lock:
            self._managers.discard(manager)

    def stop(self) -> None:
        """Kill every kernel; those that start later die at once."""
        self.stopped = True
        with self._lock:
            managers = list(self._managers)
        for manager in managers:
            pid = getattr(manager.provisioner, "pid", None)
            if pid:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(pid, signal.SIGKILL)
