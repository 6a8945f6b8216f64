"""Run the cells of a document in a Jupyter kernel of its own.

nbclient takes a quarter of a second to import, so this module is imported only when
something has to run.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook

from folio.errors import FolioError
from folio.messages import Place
from folio.tasks import ANSI, Kernels, Task


class Manager(AsyncKernelManager):
    """Starts the interpreter that runs folio, whatever kernels are installed."""

    arguments: list[str] = []

    @property
    def kernel_spec(self) -> KernelSpec:
        """How the kernel is started."""
        command = [sys.executable, "-m", "ipykernel_launcher", "-f"]
        argv = [*command, "{connection_file}", *self.arguments]
        return KernelSpec(argv=argv, display_name="", language="python")


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
    notebook = new_notebook(cells=[_cell(task) for task in tasks])
    client = NotebookClient(
        notebook,
        kernel_manager_class=Manager,
        timeout=None,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=lambda **_: _halt_when(kernels.stopped),
    )
    manager = client.create_kernel_manager()
    manager.arguments = arguments or []
    kernels.add(manager)
    try:
        with TemporaryDirectory(prefix="folio-") as sockets:
            manager.transport, manager.ip = "ipc", f"{sockets}/kernel"
            manager.connection_file = f"{sockets}/kernel.json"
            client.execute(env={**os.environ, **(environment or {})}, cleanup_kc=True)
    except CellExecutionError:
        raise _failure(tasks, notebook.cells) from None
    except DeadKernelError:
        reason = "the rendering was stopped" if kernels.stopped else "the kernel died"
        raise FolioError(f"{tasks[0].place.file}: {reason}.") from None
    finally:
        kernels.discard(manager)
    return [[dict(output) for output in cell.outputs] for cell in notebook.cells]


def _cell(task: Task) -> Any:
    tags = ["raises-exception"] if task.may_fail else []
    return new_code_cell(task.code, metadata={"tags": tags})


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
