"""The style of every table: French formats, numbers to the right, no decoration.

Colours and fonts come from the page's stylesheet (``book/theme.css``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import partial

from great_tables import GT, html, loc, style
from pandas import DataFrame

from analysis import french

Columns = str | Sequence[str]


def base(table: DataFrame, stub: str | None = None, head: str = "") -> GT:
    """Start a table.

    Parameters
    ----------
    table : DataFrame
        Small and already aggregated; its columns appear in their order.
    stub : str, optional
        Column whose values head the rows.
    head : str, optional
        Its French name.

    Returns
    -------
    GT
        Its identifier is made of its content: the same data give the same page.
    """
    content = table.to_json(default_handler=str).encode()
    identifier = "t" + hashlib.blake2b(content, digest_size=6).hexdigest()
    finished = GT(table, rowname_col=stub, id=identifier).tab_options(
        container_overflow_x="auto", table_font_names="inherit"
    )
    return finished.tab_stubhead(head) if head else finished


def numbers(table: GT, columns: Columns, decimals: int = 0) -> GT:
    """Show columns as « 1 234,5 », to the right."""
    return formatted(table, columns, partial(french.number, decimals=decimals))


def percents(table: GT, columns: Columns, decimals: int = 0) -> GT:
    """Show columns of shares (0 to 1) as « 3,1 % », to the right."""
    return formatted(table, columns, partial(french.percent, decimals=decimals))


def amounts(table: GT, columns: Columns, decimals: int = 0) -> GT:
    """Show columns of reais as « 1 234 R$ », to the right."""
    return formatted(table, columns, partial(french.money, decimals=decimals))


def formatted(table: GT, columns: Columns, form: Callable[[float], str]) -> GT:
    """Show the values of columns through a French format, to the right."""
    names = [columns] if isinstance(columns, str) else list(columns)
    return table.fmt(form, columns=names).cols_align("right", columns=names)


def readable(table: GT, columns: Columns, width: str = "11rem") -> GT:
    """Keep columns of words wide enough on a phone: the table scrolls instead."""
    return table.tab_style(style.css(f"min-width: {width};"), loc.body(columns=columns))


def labelled(table: GT, labels: dict[str, str | tuple[str, str]]) -> GT:
    """Name the columns in French.

    Parameters
    ----------
    table : GT
    labels : dict
        Column → name, or (name, unit): the unit goes on a second line.
    """
    return table.cols_label(cases={name: label(text) for name, text in labels.items()})


def label(text: str | tuple[str, str]) -> str:
    if isinstance(text, str):
        return text
    name, unit = text
    return html(f"{name}<br><small>{unit}</small>")


def emphasised(
    table: GT, rows: Sequence[int], columns: Sequence[str] | None = None
) -> GT:
    """Set the rows, or the cells, that matter in bold."""
    places = [loc.body(rows=list(rows), columns=columns)]
    if columns is None:
        places.append(loc.stub(rows=list(rows)))
    return table.tab_style(style.text(weight="bold"), places)
