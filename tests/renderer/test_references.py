"""Numbers, captions and references, within a page and between pages."""

ONE = """\
# Un {#sec-un}

![Les ventes](carre.png){#fig-ventes}

| A |
|---|
| 1 |

: Le tableau {#tbl-t}

$$ x = 1 $$ {#eq-x}

## Suite {#sec-suite}

Voir @fig-ventes, @tbl-t, @eq-x, @sec-suite et [-@fig-ventes].
"""
SETTINGS = "language:\n  crossref-tbl-title: Tableau\n"


def test_numbers_start_with_the_chapter_and_speak_the_language(book):
    site = book(ONE, SETTINGS, carre_png="").render()
    expected = "Voir Figure 1.1 , Tableau 1.1 , Équation 1.1 , Section 1.1 et 1.1 ."
    assert expected in site.main("un.html")
    caption = site.page("un.html").select_one("#fig-ventes figcaption")
    assert caption.get_text().strip() == "Figure\u00a01.1: Les ventes"


def test_references_lead_to_the_page_that_holds_them(book):
    site = book(ONE, SETTINGS, carre_png="")
    site.write(index_qmd="# A {.unnumbered}\n\nVoir @fig-ventes et @sec-un.\n").render()
    links = site.page("index.html").select("a.quarto-xref")
    assert [(link["href"], link.get_text()) for link in links] == [
        ("un.html#fig-ventes", "Figure\u00a01.1"),
        ("un.html", "1\u00a0 Un"),
    ]


def test_subfigures_take_letters(book):
    text = """# Un

::: {#fig-paire layout-ncol=2}
![Mai](carre.png){#fig-mai}

![Juin](carre.png){#fig-juin}

Deux mois
:::

Voir @fig-juin.
"""
    site = book(text, carre_png="").render()
    assert "Voir Figure 1.1 (b)" in site.main("un.html")
    assert len(site.page("un.html").select(".quarto-layout-cell")) == 2


def test_what_leads_nowhere_is_named_with_file_and_line(book):
    text = """# Un

Voir @fig-absente.

Un [lien](absent.qmd), une [ancre](#nulle-part), une ![image](rien.png).
"""
    site = book(text, "bibliography: refs.bib\n", refs_bib="")
    site.write(index_qmd="# A {.unnumbered}\n\nSelon @inconnu2020.\n").render()
    named = "\n".join(site.warnings)
    assert "un.qmd:3: unresolved reference @fig-absente" in named
    assert "un.qmd:5: dead link: absent.qmd" in named
    assert "un.qmd:5: dead link: #nulle-part" in named
    assert "un.qmd:5: missing image: rien.png" in named
    assert "index.qmd:3: unknown citation @inconnu2020" in named
    assert "?fig-absente" in site.main("un.html")


def test_section_numbers_follow_the_levels(book):
    site = book("# Un\n\n## A\n\n### B\n\n## C {.unnumbered}\n\n## D\n").render()
    headings = site.page("un.html").select("main section > :is(h2, h3)")
    texts = [" ".join(heading.get_text().split()) for heading in headings]
    assert texts == ["1.1 A", "1.1.1 B", "C", "1.2 D"]


def test_settings_that_folio_does_not_know_are_named(book):
    site = book(settings="format:\n  html:\n    tok: true\nbouc: 1\n").render()
    assert site.warnings == [
        "_quarto.yml:10: unknown setting format.html.tok, left aside",
        "_quarto.yml:11: unknown setting bouc, left aside",
    ]


def test_a_profile_lays_its_settings_over_and_joins_lists(book):
    site = book(deux_qmd="# Deux\n")
    profile = "book:\n  title: A book\n  chapters: [index.qmd, deux.qmd]\nlang: en\n"
    (site.folder / "_quarto-en.yml").write_text(profile)
    site.render(profile="en")
    assert site.page("deux.html").title.get_text() == "2\u00a0 Deux – A book"
    assert site.page("deux.html").html["lang"] == "en"
