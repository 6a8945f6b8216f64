"""The search index: one entry per section, as JSON and as a script.

The script is what makes the search work over ``file://``, where a page may not
fetch a file.
"""

from __future__ import annotations

import json
from pathlib import Path

from folio import site
from folio.outline import Outline
from folio.page import Page
from folio.titles import label

SCRIPT = "site_libs/folio/search-index.js"


def entries(page: Page, outline: Outline) -> list[dict[str, str]]:
    """Entries of one page.

    Returns
    -------
    list of dict
        ``href`` (page, with or without ``#id``), ``title`` (of the page),
        ``section``, ``text``, ``chapter`` (its number, or nothing).
    """
    found = []
    for passage in outline.passages:
        if not passage.text and not passage.heading and len(outline.passages) > 1:
            continue
        mark = f"#{passage.id}" if passage.id else ""
        found.append(
            {
                "href": page.target + mark,
                "title": label(page),
                "section": passage.heading,
                "text": passage.text,
                "chapter": page.number or "",
            }
        )
    return found


def write(found: list[dict[str, str]], folder: Path) -> None:
    """Write the index into a site."""
    text = json.dumps(found, ensure_ascii=False, indent=1)
    site.write(folder / "search.json", text)
    # "</" would end a script early, were the file ever put into a page.
    script = text.replace("</", "<\\/")
    site.write(folder / SCRIPT, f"window.folioIndex = {script};\n")
