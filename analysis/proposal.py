"""The contract as a page: the same articles in the book and in a file of its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from great_tables import GT
from jinja2 import Environment
from markupsafe import Markup as Safe

from analysis import cards, french, say, tables
from analysis.cards import Markup
from analysis.charts.typeface import faces

if TYPE_CHECKING:
    from analysis.study import Study

THEME = Path(__file__).parent.parent / "book" / "theme.css"
FILE = "contrat.html"
MARKS = re.compile(r"(<style.*?</style>|<[^>]*>)", flags=re.DOTALL)


def articles(study: Study) -> Markup:
    """Write the contract for a page of the book."""
    return Markup(written(study, "contract.html.j2", level=2))


def page(study: Study) -> str:
    """Write the contract as one HTML file that needs nothing else, ready to print."""
    return written(
        study,
        "contract_page.html.j2",
        level=1,
        theme=Safe(THEME.read_text(encoding="utf8")),
        fonts=Safe(fonts()),
    )


def written(study: Study, template: str, **more: object) -> str:
    """Fill a template with the study, and give its text French typography."""
    text = (
        environment()
        .get_template(template)
        .render(
            contract=study.contract,
            terms=study.contract.terms,
            maintenance=study.maintenance,
            economy=study.economy,
            portraits=study.portraits,
            settings=study.settings,
            demo=study.provenance.demo,
            **more,
        )
    )
    return typeset(text)


def environment() -> Environment:
    """The templates, with the sentences and formats that the contract uses."""
    found = cards.environment()
    found.globals |= {
        "say": say.contract,
        "tables": tables.contract,
        "date": french.date,
        "number": french.number,
        "plural": french.plural,
        "warning": say.notice.DEMONSTRATION,
    }
    found.filters["shown"] = shown
    return found


def shown(table: GT) -> Safe:
    """A finished table as HTML; the keyboard can scroll it where it is too wide."""
    return Safe(table.as_raw_html().replace("<div id=", '<div tabindex="0" id=', 1))


def typeset(markup: str) -> str:
    """Give the text between tags the spaces and apostrophes of French typography."""
    parts = MARKS.split(markup)
    return "".join(
        part if MARKS.fullmatch(part) else french.sentence(part) for part in parts
    )


def fonts() -> str:
    """The regular and the bold face, inside the style sheet."""
    upright = [face for face, _ in faces() if "italic" not in face]
    return "\n".join(upright)
