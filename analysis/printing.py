"""Print a page to a PDF: with Chromium where it is, with WeasyPrint where it is not."""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path

from analysis.deliverables.printing import SWITCHES, browser, run, sandbox
from analysis.errors import InputError
from analysis.rendering import RenderError


def print_page(page: Path, pdf: Path) -> None:
    """Print an HTML file as its style sheet says.

    Parameters
    ----------
    page : Path
        It loads nothing from elsewhere.
    pdf : Path

    Raises
    ------
    InputError
        Neither a browser nor WeasyPrint is here.
    RenderError
        The browser failed.
    """
    try:
        program = browser()
    except InputError as missing:
        if not importlib.util.find_spec("weasyprint"):
            raise InputError(
                f"{missing} `pip install weasyprint` prints the contract too, and so "
                f"does any browser that opens {page}."
            ) from missing
        with_weasyprint(page, pdf)
        return
    with tempfile.TemporaryDirectory(prefix="olist-print-") as profile:
        command = [program, *SWITCHES, *sandbox(), f"--user-data-dir={profile}"]
        run([*command, f"--print-to-pdf={pdf.resolve()}", page.resolve().as_uri()])
    if not pdf.is_file():
        raise RenderError(f"{program} printed nothing")


def with_weasyprint(page: Path, pdf: Path) -> None:
    from weasyprint import HTML

    HTML(filename=str(page)).write_pdf(str(pdf))
