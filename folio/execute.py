"""Run the cells of a document in a Jupyter kernel of its own."""

from __future__ import annotations

import os
import re
import signal
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from folio.errors import FolioError
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


def run(
    tasks: list[Task],
    folder: Path,
    kernels: Kernels,
    environment: dict[str, str] | None = None,
    arguments: list[str] | None = None,
) -> list[list[dict[str, Any]]]:
    """Run tasks one after the other in a fresh kernel.

    Parameters
    ----------
    tasks : list of Task
        What to run.
    folder : Path
        Working directory of the kernel.
    kernels : Kernels
        Where the kernel is registered while it runs.
    environment : dict, optional
        Variables to add to the kernel's.
    arguments : list of str, optional
        Arguments of ipykernel, such as ``--InlineBackend.figure_formats=svg``.

    Returns
    -------
    list of list of dict
        For each task its outputs, as nbformat has them.

    Raises
    ------
    FolioError
        When a task raises, or the kernel dies.
    """
    # nbclient takes a quarter of a second to import: only when something runs.
    import nbformat.v4 as nbformat
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpec
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]

    class Manager(AsyncKernelManager):
        """Starts the interpreter that runs folio, whatever kernels are installed."""

        kernel_spec = KernelSpec(
            argv=[*command, *(arguments or [])], display_name="", language="python"
        )

    cells = [
        nbformat.new_code_cell(
            task.code,
            metadata={"tags": ["raises-exception"] if task.may_fail else []},
        )
        for task in tasks
    ]
    notebook = nbformat.new_notebook(cells=cells)
    client = NotebookClient(
        notebook,
        kernel_manager_class=Manager,
        timeout=None,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=lambda **_: _halt_when(kernels.stopped),
    )
    manager = client.create_kernel_manager()
    kernels.add(manager)
    sockets = tempfile.TemporaryDirectory(prefix="folio-")
    manager.transport, manager.ip = "ipc", f"{sockets.name}/kernel"
    manager.connection_file = f"{sockets.name}/kernel.json"
    try:
        client.execute(env={**os.environ, **(environment or {})}, cleanup_kc=True)
    except CellExecutionError:
        raise _failure(tasks, notebook.cells) from None
    except DeadKernelError:
        reason = "the rendering was stopped" if kernels.stopped else "the kernel died"
        raise FolioError(f"{tasks[0].place.file}: {reason}.") from None
    finally:
        kernels.discard(manager)
        sockets.cleanup()
    return [[dict(output) for output in cell.outputs] for cell in notebook.cells]


def _halt_when(stopped: bool) -> None:
    if stopped:
        raise FolioError("the rendering was stopped.")


def _failure(tasks: list[Task], cells: list[Any]) -> FolioError:
    """Say which line of which cell raised what."""
    for task, cell in zip(tasks, cells, strict=True):
        errors = [o for o in cell.outputs if o.output_type == "error"]
        if not errors or task.may_fail:
            continue
        error = errors[0]
        traceback = ANSI.sub("", "\n".join(error.traceback))
        # The last frame inside the cell: deeper ones belong to what it calls.
        frames = re.findall(r"Cell In\[\d+\], line (\d+)", traceback)
        line = int(frames[-1]) if frames else 1
        code = task.code.splitlines()
        shown = code[line - 1].strip() if 0 < line <= len(code) else code[0]
        place = Place(task.place.file, task.first + line - 1)
        deeper = [
            text
            for text in traceback.splitlines()
            if text.startswith("File ") and "site-packages" not in text
        ]
        where = f"\n  in {deeper[-1].removeprefix('File ')}" if deeper else ""
        code = "" if task.label.startswith("`") else f"\n  {shown}"
        return FolioError(
            f"{place}: {task.label} raised {error.ename}: "
            f"{ANSI.sub('', error.evalue)}{code}{where}"
        )
    return FolioError(f"{tasks[0].place.file}: a cell failed.")
