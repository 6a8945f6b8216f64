"""Cells run again only when their code or what they rely on has changed."""

import pytest

COUNTING = """\
# Un

Texte.

```{python}
#| fig-cap: "Légende"
from pathlib import Path
log = Path("runs.log")
log.write_text(log.read_text() + "x" if log.exists() else "x")
```

Il y a `{python} 40 + 2` clients.
"""


@pytest.fixture
def runs(book):
    site = book(COUNTING, "folio:\n  depends: [results.json]\n", results_json="1")
    site.render()

    def count() -> int:
        site.render()
        return len((site.folder / "runs.log").read_text())

    return site, count


def test_nothing_changed_nothing_runs(runs):
    site, count = runs
    assert count() == 1
    assert "Il y a 42 clients" in site.main("un.html")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Texte.", "Un autre texte.", 1),
        ("Légende", "Une autre légende", 1),
        ("40 + 2", "40 + 3", 2),
        ("from pathlib", "import os\nfrom pathlib", 2),
    ],
    ids=["prose", "caption", "inline", "code"],
)
def test_only_code_asks_for_a_new_run(runs, old, new, expected):
    site, count = runs
    site.write(un_qmd=COUNTING.replace(old, new))
    assert count() == expected


def test_a_changed_dependency_asks_for_a_new_run(runs):
    site, count = runs
    site.write(results_json="2")
    assert count() == 2


def test_an_unreadable_cache_is_as_good_as_none(runs):
    site, count = runs
    for file in (site.folder / ".folio" / "cache").iterdir():
        file.write_text("{ not json")
    assert count() == 2
