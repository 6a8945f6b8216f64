"""Print a deck to PDF with the Chromium or Chrome of this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from analysis.deliverables.embedding import outside
from analysis.errors import InputError
from analysis.rendering import RenderError

NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    *("chrome", "microsoft-edge", "msedge"),
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
SWITCHES = (
    *("--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--disable-extensions", "--no-pdf-header-footer"),
    # In the page's own time, in ms: charts are drawn before anything is printed.
    "--virtual-time-budget=60000",
)
# In seconds.
PATIENCE = 300
# Chromium writes the objects of pages in the clear.
PAGE = re.compile(rb"/Type\s*/Page\b")


def browser() -> str:
    """Path of a Chromium or Chrome.

    Raises
    ------
    InputError
        There is none, or ``OLIST_CHROMIUM`` names something else.
    """
    named = os.environ.get("OLIST_CHROMIUM")
    if named:
        if not (found := shutil.which(named)):
            raise InputError(
                f"OLIST_CHROMIUM is {named}: no program is there; correct the path."
            )
        return found
    for name in (*NAMES, *PLACES):
        if found := shutil.which(name):
            return found
    raise InputError(
        "no Chromium, Chrome or Edge is on this machine to print with; install one "
        "(such as `apt install chromium`), or name the program in OLIST_CHROMIUM."
    )


def print_deck(page: Path, file: Path) -> None:
    """Print a deck of one file, one page for each slide.

    Parameters
    ----------
    page : Path
        The deck, see :func:`analysis.deliverables.embedding.one_file`.
    file : Path
        The PDF to write.

    Raises
    ------
    InputError
        No browser is there.
    RenderError
        The browser failed, or the pages are not the slides.
    """
    with tempfile.TemporaryDirectory(prefix="olist-print-") as profile:
        address = f"{page.resolve().as_uri()}?view=print"
        printed = Path(profile) / "deck.pdf"
        command = [browser(), *SWITCHES, *sandbox(), f"--user-data-dir={profile}"]
        run([*command, f"--print-to-pdf={printed}", address])
        if not printed.is_file():
            raise RenderError(f"{command[0]} printed nothing")
        content = printed.read_bytes()
    slides = outside(page.read_text(encoding="utf8")).slides
    if pages(content) != slides:
        raise RenderError(f"the PDF has {pages(content)} pages for {slides} slides")
    file.write_bytes(content)


def sandbox() -> list[str]:
    """Chromium refuses to run as root, as in a container, with its sandbox."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return ["--no-sandbox"] if root else []


def run(command: list[str]) -> None:
    """Run a browser; its chatter is shown only when it fails."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired as error:
        raise RenderError(f"{command[0]} did not end in {PATIENCE} s") from error
    if done.returncode:
        said = done.stderr.decode("utf8", "replace").strip().splitlines()[-3:]
        raise RenderError(f"{command[0]} ended with code {done.returncode}: {said}")


def pages(pdf: bytes) -> int:
    """Number of pages of a PDF that Chromium wrote."""
    return len(PAGE.findall(pdf))
