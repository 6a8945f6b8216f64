"""The named files of the hand-in: names, one-file pages, checks, what is missing."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path
from types import SimpleNamespace

import altair as alt
import nbformat
import pandas as pd
import pytest
from great_tables import GT
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis import notebook
from analysis.charts import still
from analysis.charts.theme import framed, missing
from analysis.deliverables import checks, delivery, printing
from analysis.deliverables.embedding import one_file, outside
from analysis.deliverables.names import Names, file_part
from analysis.errors import InputError
from analysis.provenance import SIGNATURE
from analysis.rendering import RenderError

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted((ROOT / "book" / "notebooks").glob("*.qmd"))
CELL = re.compile(r"^```\{python\}\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
NO_PAGE = 'for a; do case $a in --print-to-pdf=*) : > "${a#*=}";; esac; done'
TWO_PAGES = b"%PDF-1.4\n<</Type /Pages /Count 2>>\n" + 2 * b"<</Type /Page\n>>\n"


def names(**changes: str) -> Names:
    given = {"last": "Dupont", "first": "Jean-François", "start": "012022"}
    return Names.read(**{**given, "title": "Segmentez des clients", **changes})


def test_files_are_named_as_asked():
    asked = names()
    assert asked.archive == "Segmentez_des_clients_dupont_jean-françois.zip"
    found = [asked.notebook(n, part) for n, part in enumerate(delivery.NOTEBOOKS, 1)]
    assert found == [
        "Dupont_Jean-François_1_notebook_exploration_012022.ipynb",
        "Dupont_Jean-François_2_notebook_essais_012022.ipynb",
        "Dupont_Jean-François_3_notebook_simulation_012022.ipynb",
    ]
    assert asked.presentation(".pdf") == (
        "Dupont_Jean-François_4_presentation_012022.pdf"
    )
    assert asked.beginning == "janvier 2022"


@pytest.mark.parametrize(
    ("written", "file"),
    [
        ("Jean-François", "Jean-François"),
        ("Anne Marie", "Anne_Marie"),
        ("L’Étude d'été", "L_Étude_d_été"),
        ("  de   la Fontaine ", "de_la_Fontaine"),
        ("Cote\N{COMBINING CIRCUMFLEX ACCENT}", "Cotê"),
        ("../../etc/passwd", "etcpasswd"),
        ('a<b>c:d"e|f?g*h\\i', "abcdefghi"),
        ("Нова́к", "Нова́к"),
    ],
)
def test_a_name_becomes_a_part_of_a_file_name(written, file):
    assert file_part(written) == file


@given(st.text())
def test_a_part_holds_only_letters_digits_hyphens_and_underscores(text):
    part = file_part(text)
    assert re.fullmatch(r"[\w\-]*", re.sub(r"[^\x00-\x7f]", "", part))
    assert all(unicodedata.category(letter)[0] in "LNMP" for letter in part)
    assert part == part.strip("_-")
    assert part == unicodedata.normalize("NFC", part)
    assert file_part(part) == part


@pytest.mark.parametrize(
    "month", ["132022", "002022", "0122", "2022-01", "", "０12022"]
)
def test_a_month_that_does_not_exist_is_told(month):
    with pytest.raises(InputError, match=r"^--debut .*mmaaaa"):
        names(start=month)


def test_a_name_without_a_letter_or_too_long_is_told():
    with pytest.raises(InputError, match=r"--nom « \?\? »"):
        names(last="??")
    with pytest.raises(InputError, match="too long"):
        names(title="très " * 60)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A deck of two slides that loads a style, a font, a picture and a module."""
    files = {
        "slides/index.html": """<!DOCTYPE html><html><head>
            <link rel="stylesheet" href="look.css?v=2" id="theme">
            <link rel="modulepreload" href="libs/start.js">
            <script type="module" src="libs/start.js"></script></head>
            <body><div class="slides"><section><section id="a">Un &amp; deux
            <img src="image.svg" alt="x &gt; y"></section><section id="b">
            <a href="../book/un.html#sec">au chapitre</a> <a href="#/a">là</a>
            <a href="https://example.org">ailleurs</a></section></section>
            <section data-visibility="hidden">caché</section></div></body></html>""",
        "slides/look.css": "@font-face{src:url('libs/a.woff')} @import 'more.css';",
        "slides/more.css": "a{color:red}",
        "slides/image.svg": "<svg/>",
        "slides/libs/a.woff": "font",
        "slides/libs/start.js": 'import { x } from "./other.js"; x();',
        "slides/libs/other.js": "export const x = () => 1;",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf8")
    return tmp_path


def decoded(html: str, kind: str) -> list[str]:
    found = re.findall(f"data:{kind};base64,([^\"')]*)", html)
    return [base64.b64decode(text).decode() for text in found]


def test_all_that_a_page_loads_is_put_into_it(site: Path):
    html = one_file(site / "slides" / "index.html", site)
    found = outside(html)
    assert not found.found
    assert found.slides == 2
    [style] = decoded(html, "text/css")
    assert decoded(style, "font/woff") == ["font"]
    assert decoded(style, "text/css") == ["a{color:red}"]
    [script] = decoded(html, "text/javascript")
    assert decoded(script, "text/javascript") == ["export const x = () => 1;"]
    assert 'id="theme"' in html
    assert "modulepreload" not in html
    assert 'alt="x &gt; y"' in html and "Un &amp; deux" in html


def test_links_to_the_book_lead_to_the_hosted_site_or_are_plain_text(site: Path):
    page = site / "slides" / "index.html"
    alone = one_file(page, site)
    assert "au chapitre" in alone and "un.html" not in alone
    assert alone.count("<a ") == alone.count("</a>") == 2
    hosted = one_file(page, site, "https://example.org/olist/")
    assert 'href="https://example.org/olist/book/un.html#sec"' in hosted
    assert outside(hosted).found == []


def test_what_is_missing_or_far_away_is_told(site: Path):
    page = site / "slides" / "index.html"
    (site / "slides" / "image.svg").unlink()
    with pytest.raises(InputError, match=r"image\.svg: .*olist render"):
        one_file(page, site)
    page.write_text('<script src="https://cdn.example/x.js"></script>', encoding="utf8")
    with pytest.raises(InputError, match=r"cdn\.example/x\.js from the network"):
        one_file(page, site)
    page.unlink()
    with pytest.raises(InputError, match="olist render"):
        one_file(page, site)


def test_what_a_page_needs_is_found_also_in_its_styles():
    style = base64.b64encode(b"a{background:url(far.png)}").decode()
    html = (
        f'<link rel="stylesheet" href="data:text/css;base64,{style}">'
        '<div style="background: url(near.png)"></div><a href="page.html">x</a>'
    )
    assert outside(html).found == ["far.png", "near.png", "page.html"]


def test_without_a_browser_the_sentence_says_what_to_install(monkeypatch):
    monkeypatch.delenv("OLIST_CHROMIUM", raising=False)
    monkeypatch.setattr(printing.shutil, "which", lambda name: None)
    with pytest.raises(InputError, match=r"apt install chromium.*OLIST_CHROMIUM"):
        printing.browser()
    monkeypatch.setenv("OLIST_CHROMIUM", "/nowhere/chrome")
    with pytest.raises(InputError, match="/nowhere/chrome"):
        printing.browser()


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("echo broken >&2; exit 3", "ended with code 3.*broken"),
        ("true", "printed nothing"),
        (
            'for a; do case $a in --print-to-pdf=*) : > "${a#*=}";; esac; done',
            "0 pages",
        ),
    ],
)
def test_a_browser_that_fails_is_told(monkeypatch, tmp_path, program, told):
    chrome = tmp_path / "chrome"
    chrome.write_text(f"#!/bin/sh\n{program}\n", encoding="utf8")
    chrome.chmod(0o755)
    monkeypatch.setenv("OLIST_CHROMIUM", str(chrome))
    page = tmp_path / "deck.html"
    page.write_text("<section>un</section>", encoding="utf8")
    with pytest.raises(RenderError, match=told):
        printing.print_deck(page, tmp_path / "deck.pdf")
    assert not (tmp_path / "deck.pdf").exists()


def executed(*outputs: nbformat.NotebookNode) -> str:
    cell = new_code_cell("1", execution_count=1, outputs=list(outputs))
    return nbformat.writes(new_notebook(cells=[cell]))


SHOWN = new_output("stream", name="stdout", text="1")
RAISED = new_output("error", ename="ValueError", evalue="", traceback=[])
GOOD = {
    "a.ipynb": executed(SHOWN),
    "b.html": "<section>un</section><section>deux</section>",
    "b.pdf": TWO_PAGES,
}


def archive(folder: Path, content: dict[str, str | bytes]) -> Path:
    path = folder / "all.zip"
    with zipfile.ZipFile(path, "w") as written:
        for name, part in content.items():
            written.writestr(name, part)
    return path


def test_a_complete_archive_passes(tmp_path: Path):
    checks.check_archive(archive(tmp_path, GOOD), list(GOOD))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"a.ipynb": "{}"}, "a.ipynb is no valid notebook"),
        ({"a.ipynb": "no JSON"}, "a.ipynb is no valid notebook"),
        ({"a.ipynb": executed()}, "no cell shows anything"),
        ({"a.ipynb": executed(SHOWN, RAISED)}, "a cell raised ValueError"),
        (
            {"a.ipynb": nbformat.writes(new_notebook(cells=[new_code_cell("1")]))},
            "not executed from top to bottom",
        ),
        ({"b.html": '<section><img src="x.png"></section>'}, "b.html needs x.png"),
        ({"b.html": "<p>rien</p>"}, "no slide"),
        ({"b.html": "<section>un</section>"}, "2 pages for 1 slides"),
        ({"c.txt": "more"}, "holds"),
    ],
)
def test_an_incomplete_archive_is_refused(tmp_path: Path, changes, told):
    path = archive(tmp_path, {**GOOD, **changes})
    with pytest.raises(checks.DeliveryError, match=told):
        checks.check_archive(path, list(GOOD))


def study(**keys: str) -> SimpleNamespace:
    steps = {name: None for name in keys if name != "tables"}
    return SimpleNamespace(declared=steps, key=keys.__getitem__)


def test_a_deck_that_is_missing_or_of_other_results_says_what_to_run(
    site: Path, monkeypatch
):
    monkeypatch.setattr(delivery, "browser", lambda: "chromium")
    with pytest.raises(InputError, match="no deck is here yet; run `olist render`"):
        delivery.check_ready(study(tables="1"), site / "nowhere")
    with pytest.raises(InputError, match="results of other data.*olist render"):
        delivery.check_ready(study(tables="1", trials="2"), site)
    signature = '{"keys": {"tables": "1", "trials": "2", "source": "x"}}'
    (site / SIGNATURE).write_text(signature, encoding="utf8")
    delivery.check_ready(study(tables="1", trials="2"), site)
    with pytest.raises(InputError, match="results of other data"):
        delivery.check_ready(study(tables="1", trials="3"), site)


def test_a_failure_leaves_no_archive(site: Path, tmp_path: Path, monkeypatch):
    def fail(*_: object) -> None:
        raise RenderError("no ink")

    monkeypatch.setattr(delivery, "notebooks", lambda *_: [])
    monkeypatch.setattr(delivery, "print_deck", fail)
    settings = SimpleNamespace(site=SimpleNamespace(address=None))
    mine = SimpleNamespace(settings=settings)
    folder = tmp_path / "out"
    with pytest.raises(RenderError, match="no ink"):
        delivery.deliver(names(), mine, ROOT, site, folder, print)
    assert list(folder.iterdir()) == []


TABLE = pd.DataFrame({"segment": ["Fidèles", "Déçus"], "share": [0.25, 0.75]})


def chart(title: str = "Un quart des clients est fidèle") -> alt.Chart:
    bars = alt.Chart(TABLE).mark_bar(color="var(--accent)")
    drawn = bars.encode(alt.X("share:Q", axis=alt.Axis(format=".0%")), y="segment:N")
    return framed(drawn, title, "part des clients")


def test_a_chart_becomes_an_image_with_its_description():
    bundle, metadata = still.as_mimebundle(chart().to_dict())
    image = base64.b64decode(bundle["image/png"])
    assert image.startswith(b"\x89PNG")
    assert metadata["image/png"]["width"] == still.width_of(image) > still.WIDTH / 2
    assert bundle["text/plain"] == metadata["image/png"]["alt"]
    assert bundle["text/plain"].startswith("Un quart des clients est fidèle")


def test_colours_of_the_page_are_those_of_paper_and_titles_go_to_the_next_line():
    long = "Une phrase qui dit longuement ce que montre la figure " * 3
    fitted = still.fitted(still.coloured(chart(long).to_dict()))
    assert fitted["mark"]["color"] == still.ACCENT
    assert len(fitted["title"]["text"]) == 2
    assert max(map(len, fitted["title"]["text"])) <= still.LINE
    assert fitted["width"] == still.WIDTH


def test_names_of_days_start_where_the_drawing_program_counts_from():
    assert still.DATES["days"][0] == "dimanche"
    assert still.DATES["shortMonths"][1] == "févr."


@pytest.fixture
def shell():
    yield InteractiveShell.instance()
    alt.renderers.enable("default")


def test_a_notebook_shows_images_and_tables_without_script(shell):
    notebook.register(shell)
    formats = shell.display_formatter.format
    assert "image/png" in formats(chart())[0]
    shown, _ = formats(GT(TABLE))
    assert "<table" in shown["text/html"] and "text/markdown" not in shown
    assert formats(missing("Rien à voir"))[0]["text/markdown"] == "Rien à voir"


def test_the_code_at_work_is_shown():
    shown = notebook.code(file_part, Names.read).data
    assert "`analysis.deliverables.names.file_part`" in shown
    assert "```python\ndef file_part(text: str) -> str:" in shown


def test_a_notebook_finds_the_project_from_anywhere(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert notebook.project() == ROOT
    (tmp_path / "study.yml").write_text("", encoding="utf8")
    assert notebook.project() == tmp_path


def test_without_the_project_the_first_cell_says_what_to_do(monkeypatch):
    opening = (ROOT / "book" / "notebooks" / "_opening.qmd").read_text(encoding="utf8")
    [first] = CELL.findall(opening)
    monkeypatch.setitem(sys.modules, "analysis.notebook", None)
    monkeypatch.delattr("analysis.notebook")
    with capture_output(), pytest.raises(SystemExit, match="n’est pas installé"):
        exec(first, {})


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_cells_of_a_notebook_are_formatted(document: Path):
    command = [sys.executable, "-m", "ruff", "format", "--check", "--diff", "-"]
    cells = CELL.findall(document.read_text(encoding="utf8"))
    assert cells
    for cell in cells:
        checked = subprocess.run(command, input=cell, capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout


def olist(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "analysis", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"--debut": "132022"}, "--debut 132022: write the month"),
        ({"--nom": "!"}, "--nom « ! »"),
        ({}, "no deck is here yet; run `olist render` first."),
    ],
)
def test_the_delivery_says_what_is_wrong_before_it_computes(tmp_path, changes, told):
    settings = "demo: {customers: 120}\n"
    (tmp_path / "study.yml").write_text(settings, encoding="utf8")
    asked = {"--nom": "A", "--prenom": "B", "--debut": "012022", "--titre": "C"}
    words = [word for pair in {**asked, **changes}.items() for word in pair]
    refused = olist(tmp_path, "deliver", *words)
    assert refused.returncode == 2
    assert told in refused.stderr
    assert not (tmp_path / "exports").exists()


def test_a_deck_in_one_file_leads_to_the_address_of_the_settings(site: Path):
    settings = "site: {address: 'https://example.org/olist'}\n"
    (site / "study.yml").write_text(settings, encoding="utf8")
    page = site / "stick" / "deck.html"
    made = olist(site, "deck", "--html", str(page), "--site", str(site))
    assert made.returncode == 0, made.stderr
    assert "https://example.org/olist/book/un.html#sec" in page.read_text("utf8")
    for words in ((), ("--out", "deck.pdf", "--html", str(page))):
        assert olist(site, "deck", *words).returncode == 2
