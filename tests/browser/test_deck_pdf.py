"""The hand-in, made from a rendered report and opened as its readers open it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from analysis.deliverables.checks import check_archive
from analysis.deliverables.embedding import one_file, outside
from analysis.deliverables.printing import pages, print_deck

pytestmark = pytest.mark.browser

IDENTIFIER = re.compile(r"(?<!data-)\b[0-9a-f]{32}\b")
# Slides that hang over their page, once all is drawn.
CUT = """() => [...document.querySelectorAll(".pdf-page > section")]
  .filter(s => s.scrollHeight > s.clientHeight + 1 || s.scrollWidth > s.clientWidth + 1)
  .map(s => s.id)"""
DRAWN = """() => [...document.querySelectorAll(".chart")]
  .every(chart => chart.dataset.chart === "drawn")"""


@pytest.fixture(scope="module")
def deck(browser, demo_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The deck of a report in one file, away from the site."""
    page = tmp_path_factory.mktemp("stick") / "deck.html"
    html = one_file(demo_site / "slides" / "index.html", demo_site)
    page.write_text(html, encoding="utf8")
    return page


@pytest.fixture
def page(browser):
    """A page that notes what it asks for, and what goes wrong."""
    opened = browser.new_page(viewport={"width": 1280, "height": 720})
    opened.asked, opened.wrong = [], []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("pageerror", lambda error: opened.wrong.append(str(error)))
    yield opened
    opened.close()


def test_the_deck_alone_shows_every_slide_and_asks_for_nothing(deck: Path, page):
    page.goto(deck.as_uri())
    page.wait_for_function("() => window.Reveal && Reveal.isReady()")
    slides = page.evaluate("Reveal.getTotalSlides()")
    assert slides == outside(deck.read_text(encoding="utf8")).slides
    for _ in range(slides - 1):
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            """() => [...Reveal.getCurrentSlide().querySelectorAll(".chart")]
            .every(chart => chart.dataset.chart === "drawn")"""
        )
    assert page.evaluate("Reveal.isLastSlide()")
    asked = [url for url in page.asked if not url.startswith("data:")]
    assert [url.partition("#")[0] for url in asked] == [deck.as_uri()]
    assert page.wrong == []


def test_the_printed_deck_has_a_page_for_each_slide_and_cuts_nothing(deck: Path, page):
    printed = deck.with_suffix(".pdf")
    print_deck(deck, printed)
    content = printed.read_bytes()
    assert pages(content) == outside(deck.read_text(encoding="utf8")).slides
    assert b"/URI (file:" not in content
    page.goto(f"{deck.as_uri()}?view=print")
    page.wait_for_selector(".pdf-page")
    page.wait_for_function(DRAWN)
    assert page.evaluate(CUT) == []


@pytest.fixture(scope="module")
def delivery(
    browser, demo_site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """What `olist deliver` makes of that report, and the folder of the unpacked zip."""
    folder = tmp_path_factory.mktemp("delivery")
    command = [sys.executable, "-m", "analysis", "deliver", "--out", str(folder)]
    asked = {
        "--nom": "O’Neil",
        "--prenom": "Jean-François",
        "--debut": "012022",
        "--titre": "Segmentez des clients",
    }
    words = [word for pair in asked.items() for word in pair]
    made = subprocess.run(
        [*command, *words],
        cwd=demo_site.parent,
        env=here(demo_site),
        capture_output=True,
        text=True,
    )
    if made.returncode:
        pytest.fail(f"olist deliver failed:\n{made.stdout}{made.stderr}")
    [archive] = folder.iterdir()
    assert archive.name == "Segmentez_des_clients_o_neil_jean-françois.zip"
    unpacked = folder / "unpacked"
    with zipfile.ZipFile(archive) as content:
        check_archive(archive, content.namelist())
        content.extractall(unpacked)
    return unpacked


def here(site: Path) -> dict[str, str]:
    """The copy of the project that made a site, for the programs that it starts."""
    project = site.parent
    own = {"OLIST_DATA": str(project / "shop"), "PYTHONPATH": str(project)}
    return {**os.environ, **own}


def test_the_zip_holds_the_named_files(delivery: Path):
    assert sorted(path.name for path in delivery.iterdir()) == [
        "O_Neil_Jean-François_1_notebook_exploration_012022.ipynb",
        "O_Neil_Jean-François_2_notebook_essais_012022.ipynb",
        "O_Neil_Jean-François_3_notebook_simulation_012022.ipynb",
        "O_Neil_Jean-François_4_presentation_012022.html",
        "O_Neil_Jean-François_4_presentation_012022.pdf",
    ]


def test_the_notebooks_follow_pep_8(delivery: Path):
    settings = Path(__file__).parents[2] / "pyproject.toml"
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["check"], ["format", "--check"]):
        words = [*ruff, *command, f"--config={settings}", *delivery.glob("*.ipynb")]
        checked = subprocess.run(words, capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout


def test_the_notebooks_name_nobody_and_no_place_of_the_author(
    delivery: Path, demo_site: Path
):
    for file in delivery.glob("*.ipynb"):
        text = file.read_text(encoding="utf8")
        assert not IDENTIFIER.search(text)
        assert str(demo_site.parent) not in text
        assert "Jean-François O’Neil" in text


def test_a_notebook_runs_again_from_another_folder(
    delivery: Path, demo_site: Path, tmp_path: Path, monkeypatch
):
    """From top to bottom, with the same outputs."""
    for name, value in here(demo_site).items():
        monkeypatch.setenv(name, value)
    [file] = delivery.glob("*_3_notebook_*.ipynb")
    shutil.copy(file, tmp_path)
    before = nbformat.read(file, as_version=4)
    again = nbformat.read(file, as_version=4)
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(again, timeout=None, resources=where).execute()
    shown = [[told(cell) for cell in each.cells] for each in (before, again)]
    assert shown[0] == shown[1]


def told(cell: nbformat.NotebookNode) -> list[str]:
    """What the outputs of a cell say in words."""
    data = [output.get("data", {}) for output in cell.get("outputs", [])]
    return [each.get("text/markdown") or each.get("text/plain", "") for each in data]
