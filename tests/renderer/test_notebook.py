"""A document as a notebook: prose without Quarto's marks, cells, outputs, numbers."""

from __future__ import annotations

import nbformat
import pytest

from folio.errors import FolioError
from folio.messages import Messages
from folio.notebook import write

CHAPTER = """\
# Ventes {#sec-ventes}

```{python}
#| include: false
found = 3
```

Il y a `{python} found + 1` ventes (@fig-ventes, @sec-suite).

::: {.callout-note title="En bref"}
Une phrase.

```{python}
found * 2
```

Une autre.
:::

## Le détail {#sec-detail}

```{python}
#| label: fig-ventes
#| fig-cap: "Ventes par mois."
#| fig-alt: "Une image."
from base64 import b64decode

from IPython.display import Image

Image(b64decode(PIXEL), format="png")
```

::: {.panel-tabset}

### Un onglet

Un [lien](deux.qmd), un [autre](https://example.org).

:::
"""
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAA"
    "BJRU5ErkJggg=="
)
OPENING = f"""\
# Carnet de {{{{< meta author >}}}}

```{{python}}
PIXEL = "{PIXEL}"
```

{{{{< include un.qmd >}}}}
"""
SECOND = "# Suite {#sec-suite}\n"


@pytest.fixture
def notebook(book, tmp_path):
    """The notebook of a page that includes a chapter of a book."""
    site = book(CHAPTER, deux_qmd=SECOND, carnet_qmd=OPENING)
    settings = site.folder / "_quarto.yml"
    text = settings.read_text(encoding="utf8")
    settings.write_text(text.replace("un.qmd]", "un.qmd, deux.qmd]"), encoding="utf8")
    output = tmp_path / "carnet.ipynb"
    values = {"author": "Zoé"}
    write(site.folder, "carnet.qmd", output, Messages(True), metadata=values)
    return nbformat.read(output, as_version=4)


def prose(notebook: nbformat.NotebookNode) -> str:
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    return "\n\n".join(texts).replace("\u00a0", " ")


def test_references_and_values_become_words_with_the_numbers_of_the_book(notebook):
    text = prose(notebook)
    assert "# Carnet de Zoé" in text
    assert "Il y a 4 ventes (Figure 1.1, Chapitre 2)." in text
    assert "## 1.1 Le détail" in text
    assert "**Figure 1.1.** Ventes par mois." in text


def test_marks_of_quarto_are_gone(notebook):
    text = prose(notebook)
    assert "> **En bref**\n>\n> Une phrase." in text
    assert "> Une autre." in text
    assert "### Un onglet" in text
    assert "Un lien, un [autre](https://example.org)." in text
    assert not any(mark in text for mark in (":::", "{#", "{.", "<div", "folio"))


def test_cells_stand_in_order_with_what_they_show(notebook):
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2, 3, 4]
    assert "#|" not in "".join(cell.source for cell in code)
    assert code[1].source == "found = 3" and not code[1].outputs
    assert code[2].outputs[0].data["text/plain"] == "6"
    picture = code[3].outputs[0]
    assert picture.metadata["image/png"]["alt"] == "Une image."


def test_a_raising_cell_leaves_no_notebook(book, tmp_path):
    site = book("# Un\n\n```{python}\n1 / 0\n```\n")
    output = tmp_path / "un.ipynb"
    with pytest.raises(FolioError, match=r"un.qmd:4.*ZeroDivisionError"):
        write(site.folder, "un.qmd", output, Messages(True))
    assert not output.exists()
