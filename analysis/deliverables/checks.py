"""Whether the deliverables are what they should be: opened again, one by one."""

from __future__ import annotations

import zipfile
from collections.abc import Collection
from pathlib import Path

import nbformat

from analysis.deliverables.embedding import outside
from analysis.deliverables.printing import pages


class DeliveryError(Exception):
    """A part of the delivery is not what it should be."""


def check_archive(path: Path, expected: Collection[str]) -> None:
    """Open a zip and all that is in it.

    Parameters
    ----------
    path : Path
    expected : collection of str
        Names of the files that it must hold, and no other.

    Raises
    ------
    DeliveryError
        A part is missing, damaged, not executed, or cannot stand alone.
    """
    with zipfile.ZipFile(path) as archive:
        if damaged := archive.testzip():
            raise DeliveryError(f"{path.name}: {damaged} is damaged")
        if set(archive.namelist()) != set(expected):
            raise DeliveryError(f"{path.name} holds {archive.namelist()}")
        content = {name: archive.read(name) for name in expected}
    slides = 0
    for name, part in content.items():
        if name.endswith(".ipynb"):
            check_notebook(name, part)
        elif name.endswith(".html"):
            slides = check_page(name, part.decode("utf8"))
    for name, part in content.items():
        if name.endswith(".pdf") and pages(part) != slides:
            raise DeliveryError(f"{name}: {pages(part)} pages for {slides} slides")


def check_notebook(name: str, content: bytes) -> None:
    """A notebook must be valid, executed from top to bottom, and without error.

    Raises
    ------
    DeliveryError
        It is not.
    """
    try:
        notebook = nbformat.reads(content.decode("utf8"), as_version=4)
        nbformat.validate(notebook)
    except (nbformat.ValidationError, ValueError) as error:
        raise DeliveryError(f"{name} is no valid notebook: {error}") from error
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    outputs = [output for cell in cells for output in cell.outputs]
    counts = [cell.execution_count for cell in cells]
    if counts != list(range(1, len(cells) + 1)):
        raise DeliveryError(f"{name}: the cells were not executed from top to bottom")
    if not outputs:
        raise DeliveryError(f"{name}: no cell shows anything")
    if failed := [output for output in outputs if output.output_type == "error"]:
        raise DeliveryError(f"{name}: a cell raised {failed[0].ename}")


def check_page(name: str, html: str) -> int:
    """A deck must load nothing from elsewhere; return the number of its slides.

    Raises
    ------
    DeliveryError
        It needs another file or the network, or has no slide.
    """
    found = outside(html)
    if found.found:
        raise DeliveryError(f"{name} needs {', '.join(found.found[:3])}")
    if not found.slides:
        raise DeliveryError(f"{name} has no slide")
    return found.slides
