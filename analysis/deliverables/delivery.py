"""Make the deliverables and put them into one zip."""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from analysis import french
from analysis.deliverables.checks import check_archive
from analysis.deliverables.embedding import one_file
from analysis.deliverables.names import Names, Part
from analysis.deliverables.printing import browser, print_deck
from analysis.errors import InputError
from analysis.everyday.export import replaced
from analysis.provenance import SIGNATURE, read_json
from analysis.rendering import run
from analysis.study import Study

# The documents that become notebooks, in their order.
NOTEBOOKS: dict[Part, str] = {
    "exploration": "book/notebooks/exploration.qmd",
    "essais": "book/notebooks/trials.qmd",
    "simulation": "book/notebooks/maintenance.qmd",
}


def check_ready(study: Study, site: Path) -> None:
    """Refuse to start with something missing: what follows takes minutes.

    Parameters
    ----------
    study : Study
    site : Path
        Folder of the rendered site.

    Raises
    ------
    InputError
        The deck is not rendered, is not that of this study, or cannot be printed.
    """
    if not (site / "slides" / "index.html").is_file():
        raise InputError(f"{site}: no deck is here yet; run `olist render` first.")
    shown = read_json(site / SIGNATURE).get("keys", {})
    current = {name: study.key(name) for name in ("tables", *study.declared)}
    if any(shown.get(name) != key for name, key in current.items()):
        raise InputError(
            f"{site} shows results of other data, settings or code than today's; run "
            "`olist render` so that the deck and the notebooks agree."
        )
    browser()


def deliver(
    names: Names, study: Study, root: Path, site: Path, folder: Path, tell: Callable
) -> Path:
    """Make every part, check it, and write the zip; nothing is left half made.

    Parameters
    ----------
    names : Names
    study : Study
        Computed: the notebooks run on its results.
    root : Path
        The project.
    site : Path
        Its rendered site.
    folder : Path
        Where the zip goes.
    tell : callable
        Told the name of each part when it is made.

    Returns
    -------
    Path
        The zip.

    Raises
    ------
    InputError, RenderError, DeliveryError
        Something is missing, cannot be run or printed, or came out wrong.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="delivery-") as made:
        parts = [*notebooks(names, study, root, Path(made), tell)]
        page = Path(made) / names.presentation(".html")
        address = study.settings.site.address
        deck = one_file(site / "slides" / "index.html", site, address)
        page.write_text(deck, encoding="utf8")
        tell(page.name)
        printed = page.with_suffix(".pdf")
        print_deck(page, printed)
        tell(printed.name)
        parts += [page, printed]
        archive = folder / names.archive
        with replaced(archive) as aside:
            with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as content:
                for part in parts:
                    content.write(part, part.name)
            check_archive(aside, [part.name for part in parts])
    return archive


def notebooks(
    names: Names, study: Study, root: Path, folder: Path, tell: Callable
) -> list[Path]:
    """Run the three documents, each into a notebook in ``folder``."""
    metadata = {
        "author": names.author,
        "day": french.date(dt.date.today()),
        "project-title": names.title,
        "beginning": names.beginning,
    }
    given = [f"--metadata={key}:{value}" for key, value in metadata.items()]
    environment = {
        **os.environ,
        "OLIST_DATA": str(study.source.path.resolve()),
        "OLIST_CACHE": str(study.cache.resolve()),
    }
    made = []
    for number, (part, document) in enumerate(NOTEBOOKS.items(), 1):
        file = folder / names.notebook(number, part)
        folio = [sys.executable, "-m", "folio", "notebook", document, "--quiet"]
        run([*folio, f"--output={file}", *given], root, environment)
        tell(file.name)
        made.append(file)
    return made
