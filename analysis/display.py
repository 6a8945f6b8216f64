"""How charts and tables show themselves in a rendered document.

Both become Markdown that holds a raw HTML block: any output of type ``text/html`` makes
Quarto add scripts from other hosts to the page.
"""

from __future__ import annotations

import itertools
import json
from typing import Any

import altair as alt
from great_tables import GT
from IPython.core.interactiveshell import InteractiveShell

identifiers = itertools.count(1)


def register(shell: InteractiveShell) -> None:
    """Make a kernel show Altair charts and great_tables as Markdown."""
    alt.renderers.register("document", as_mimebundle)
    alt.renderers.enable("document")
    formatters = shell.display_formatter.formatters
    formatters["text/html"].for_type(GT, lambda table: None)
    formatters["text/markdown"].for_type(GT, table_markup)


def as_mimebundle(spec: dict[str, Any], **_: object) -> dict[str, str]:
    """Give Altair's renderer contract the markup of a chart."""
    return {"text/markdown": chart_markup(spec, f"chart-{next(identifiers)}")}


def chart_markup(spec: dict[str, Any], identifier: str) -> str:
    """Write the place of a chart and the call that draws it (see charts.js).

    Parameters
    ----------
    spec : dict
        A Vega-Lite specification; its ``description`` is the text alternative.
    identifier : str
        Unique in the page.
    """
    # "</" would end the script element wherever it stands in the data.
    content = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    content = content.replace("</", "<\\/")
    return raw(
        f'<div id="{identifier}" class="chart"></div>\n'
        "<script>document.addEventListener('DOMContentLoaded', () => "
        f'olistChart("{identifier}", {content}));</script>'
    )


def table_markup(table: GT) -> str:
    """Write a table with an identifier that does not change from render to render."""
    return raw(table.with_id(f"table-{next(identifiers)}").as_raw_html())


def raw(markup: str) -> str:
    """Wrap HTML in the Markdown block that both renderers pass through untouched."""
    return f"```{{=html}}\n{markup}\n```"
