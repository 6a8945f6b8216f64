"""A .qmd file is cut into text, cells and inline code."""

from pathlib import Path

import pytest

from folio.errors import FolioError
from folio.messages import Messages
from folio.project import Project
from folio.source import Cell, Document, Inline, read


@pytest.fixture
def split(tmp_path: Path):
    def split(text: str, **files: str) -> Document:
        (tmp_path / "_quarto.yml").write_text("project:\n  type: book\n")
        (tmp_path / "doc.qmd").write_text(text, encoding="utf8")
        for name, content in files.items():
            (tmp_path / f"{name}.qmd").write_text(content, encoding="utf8")
        messages = Messages()
        document = read(Project.open(tmp_path, messages), "doc.qmd")
        document.warnings = messages.warnings
        return document

    return split


def cells(document: Document) -> list[Cell]:
    return [part for part in document.parts if isinstance(part, Cell)]


def text(document: Document) -> str:
    return "".join(part for part in document.parts if isinstance(part, str))


def test_cell_keeps_its_options_and_its_line(split):
    document = split(
        "Un.\n\n```{python}\n#| label: fig-a\n#| echo: false\n\nx = 1\n```\n"
    )
    (cell,) = cells(document)
    assert cell.code == "x = 1"
    assert cell.options == {"label": "fig-a", "echo": False}
    assert (str(cell.place), cell.first) == ("doc.qmd:3", 7)


def test_lines_are_counted_from_the_start_of_the_file_not_of_the_text(split):
    document = split("---\ntitle: T\n---\n\n```{python}\nx\n```\n")
    assert cells(document)[0].place.line == 5
    assert document.metadata == {"title": "T"}


def test_inline_code_is_found_in_text_but_not_in_code_blocks(split):
    document = split("Il y a `{python} n` clients.\n\n```\n`{python} m`\n```\n")
    inline = [part for part in document.parts if isinstance(part, Inline)]
    assert [part.code for part in inline] == ["n"]


def test_a_cell_inside_a_longer_fence_is_only_shown(split):
    assert cells(split("````markdown\n```{python}\nx\n```\n````\n")) == []


def test_included_cells_are_run_and_named_by_their_own_file(split):
    document = split("{{< include _in.qmd >}}\n", _in="A\n\n```{python}\n1/0\n```\n")
    assert str(cells(document)[0].place) == "_in.qmd:3"


def test_missing_include_says_where_it_was_asked_for(split):
    with pytest.raises(FolioError, match=r"doc\.qmd:2: cannot include _absent\.qmd"):
        split("A\n{{< include _absent.qmd >}}\n")


def test_shortcodes_are_replaced_even_in_code_unless_escaped(split):
    document = split(
        "---\nk: v1\n---\n\n{{< meta k >}} `{{< meta k >}}` {{{< meta k >}}}\n"
    )
    assert text(document).strip() == "v1 `v1` {{< meta k >}}"


@pytest.mark.parametrize(
    ("source", "named"),
    [
        (
            "```{python}\n#| fig-kap: x\n1\n```\n",
            "doc.qmd:2: unknown cell option fig-kap",
        ),
        ("```{r}\n1\n```\n", "doc.qmd:1: cells in r are not run"),
        ("\n{{< video a.mp4 >}}\n", "doc.qmd:2: unknown shortcode video"),
        ("{{< var rien >}}\n", "doc.qmd:1: var rien is not set"),
        ("---\ntitel: x\n---\n", "doc.qmd:2: unknown setting titel"),
    ],
)
def test_what_folio_does_not_know_is_named_with_file_and_line(split, source, named):
    (warning,) = split(source).warnings
    assert warning.startswith(named)
