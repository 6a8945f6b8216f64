"""What a page of a book holds around its text."""

import json

import pytest

from folio.outline import outline
from folio.render import day


def test_search_works_with_and_without_a_server(book):
    site = book("# Un\n\nAvant.\n\n## Panier {#sec-panier}\n\nLe mot girouette.\n")
    site.render()
    entries = json.loads((site.folder / "_book" / "search.json").read_text())
    found = next(entry for entry in entries if "girouette" in entry["text"])
    assert found == {
        "href": "un.html#sec-panier",
        "title": "Un",
        "section": "Panier",
        "text": "Le mot girouette.",
        "chapter": "1",
    }
    script = site.folder / "_book" / "site_libs" / "folio" / "search-index.js"
    text = script.read_text().removeprefix("window.folioIndex = ").rstrip(";\n")
    assert json.loads(text) == entries


def test_rooted_paths_follow_the_depth_of_the_page(book):
    header = (
        "format:\n  html:\n    css: style.css\n    include-in-header:\n"
        '      - text: <script src="/libs/a.js"></script>\n'
    )
    site = book(settings=header, style_css="")
    (site.folder / "libs").mkdir()
    (site.folder / "libs" / "a.js").write_text("")
    (site.folder / "sous").mkdir()
    (site.folder / "sous" / "un.qmd").write_text("# Un\n\n[a](/index.qmd)\n")
    file = site.folder / "_quarto.yml"
    text = file.read_text().replace("un.qmd", "sous/un.qmd")
    file.write_text(text.replace("_book\n", "_book\n  resources: [libs/]\n", 1))
    site.render()
    page = site.page("sous/un.html")
    assert page.select_one('script[src="../libs/a.js"]')
    assert page.select_one('link[href="../style.css"]')
    assert page.select_one("main p a")["href"] == "../index.html"
    assert (site.folder / "_book" / "libs" / "a.js").is_file()
    assert site.warnings == []


def test_raw_html_of_an_output_reaches_the_page_untouched(book):
    chart = "<div id='c'></div>\n<script>draw('<b>', \"&\");</script>"
    (book().folder / "chart.html").write_text(f"```{{=html}}\n{chart}\n```")
    cell = "from IPython.display import Markdown\nMarkdown(open('chart.html').read())"
    site = book(f"# Un\n\n```{{python}}\n#| echo: false\n{cell}\n```\n").render()
    html = (site.folder / "_book" / "un.html").read_text()
    assert chart in html


def test_mathematics_need_no_script(book):
    site = book("# Un\n\n$x^2$\n\n$$ y = 1 $$ {#eq-y}\n").render()
    page = site.page("un.html")
    assert [m["display"] for m in page.select("math")] == ["inline", "block"]
    assert page.select_one("#eq-y .equation-number").get_text() == "(1.1)"
    assert "//" not in " ".join(s.get("src", "") for s in page.select("script"))


def test_tabs_and_callouts_are_ready_for_keyboard_and_screen_reader(book):
    text = """# Un

::: {.panel-tabset}
## Mai
Printemps.

## Juin
Été.
:::

::: {.callout-tip collapse="true"}
Relancer.
:::
"""
    page = book(text).render().page("un.html")
    tabs = page.select("[role=tablist] [role=tab]")
    panels = page.select("[role=tabpanel]")
    assert [tab["aria-controls"] for tab in tabs] == [panel["id"] for panel in panels]
    assert [tab["aria-selected"] for tab in tabs] == ["true", "false"]
    callout = page.select_one("details.callout.callout-tip")
    assert callout.select_one(".callout-title-container").get_text().strip() == "Astuce"


def test_outline_reads_sections_identifiers_and_links():
    html = (
        '<p>Avant <a href="b.html#x">b</a></p><section id="s" class="level2">'
        '<h2><span class="header-section-number">1.1</span> Titre</h2>'
        "<p>Corps&nbsp;<b>gras</b>ci</p><script>non</script></section>"
    )
    read = outline(html)
    assert [(p.id, p.heading, p.text) for p in read.passages] == [
        ("", "", "Avant b"),
        ("s", "Titre", "Corps\u00a0grasci"),
    ]
    assert (read.ids, read.links) == ({"s"}, ["b.html#x"])


@pytest.mark.parametrize(
    ("value", "pattern", "expected"),
    [
        ("2026-03-14", None, "14 mars 2026"),
        ("2025-12-24", "dddd D MMMM YYYY", "mercredi 24 décembre 2025"),
        ("2026-03-14", "iso", "2026-03-14"),
        ("au printemps", None, "au printemps"),
    ],
)
def test_dates_are_written_in_the_language_of_the_page(value, pattern, expected):
    assert day(value, "fr", pattern) == expected
