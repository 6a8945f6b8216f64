"""Charts as images, for notebooks: shown by any viewer, with no script and no network.

The page gives its ink and its French formats when it draws (``book/assets/charts.js``);
here an image receives the same ones, on paper.
"""

from __future__ import annotations

import base64
import io
import re
import textwrap
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert
from babel.dates import get_day_names, get_month_names
from PIL import Image

from analysis.charts import typeface
from analysis.french import LOCALE, MINUS, NARROW, NO_BREAK

WIDTH = 680
SCALE = 2
SIZE = 14
# Letters that fit on a line of that width.
LINE = 88
INK, QUIET, RULE, PAPER, ACCENT = "#1f1d1a", "#5f594f", "#dcd5c8", "#fcfaf6", "#0b5a6b"
NAMES = {"ink": INK, "quiet": QUIET, "rule": RULE, "paper": PAPER, "accent": ACCENT}


def sunday_first(width: str) -> list[str]:
    """Names of the days in the order in which Vega counts them."""
    names = get_day_names(width, locale=LOCALE)
    return [names[(day - 1) % 7] for day in range(7)]


NUMBERS = {
    "decimal": ",",
    "thousands": NARROW,
    "grouping": [3],
    "currency": ["", f"{NO_BREAK}R$"],
    "minus": MINUS,
    "percent": f"{NARROW}%",
}
DATES = {
    "dateTime": "%A %e %B %Y à %X",
    "date": "%d/%m/%Y",
    "time": "%H:%M:%S",
    "periods": ["", ""],
    "days": sunday_first("wide"),
    "shortDays": sunday_first("abbreviated"),
    "months": list(get_month_names("wide", locale=LOCALE).values()),
    "shortMonths": list(get_month_names("abbreviated", locale=LOCALE).values()),
}


def as_mimebundle(spec: dict[str, Any], **_: object) -> tuple[dict, dict]:
    """Give Altair's renderer contract an image, and its description as text."""
    drawn, description = png(spec), str(spec.get("description", "figure"))
    image = base64.b64encode(drawn).decode()
    shown = {"width": width_of(drawn), "alt": description}
    return {"image/png": image, "text/plain": description}, {"image/png": shown}


def png(spec: dict[str, Any]) -> bytes:
    """Draw a Vega-Lite specification on paper.

    Parameters
    ----------
    spec : dict
        As the chart functions of this package make it.

    Returns
    -------
    bytes
        A PNG with ``SCALE`` dots for a pixel.
    """
    fonts()
    drawn = vl_convert.vegalite_to_png(
        fitted(coloured(spec)),
        config=look(),
        scale=SCALE,
        ppi=72,
        format_locale=NUMBERS,
        time_format_locale=DATES,
    )
    # A chart has few colours: a palette makes a notebook several times lighter.
    content = io.BytesIO()
    Image.open(io.BytesIO(drawn)).convert("RGB").quantize(128).save(content, "PNG")
    return content.getvalue()


def width_of(image: bytes) -> int:
    """Width at which an image is shown, in pixels; it stands in the PNG's header."""
    return int.from_bytes(image[16:20], "big") // SCALE


def coloured(value: Any) -> Any:
    """Replace the colours that a page gives by name with those of paper."""
    if isinstance(value, dict):
        return {key: coloured(part) for key, part in value.items()}
    if isinstance(value, list):
        return [coloured(part) for part in value]
    if isinstance(value, str):
        return re.sub(r"var\(--(\w+)\)", lambda found: NAMES[found[1]], value)
    return value


def fitted(spec: dict[str, Any]) -> dict[str, Any]:
    """Give a specification its width, and a title that goes to the next line."""
    spec = dict(spec)
    if spec.get("width") == "container":
        spec["width"] = WIDTH
        spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    title = spec.get("title")
    if title:
        title = dict(title) if isinstance(title, dict) else {"text": title}
        for key in ("text", "subtitle"):
            if title.get(key):
                title[key] = lines(title[key])
        spec["title"] = title
    return spec


def lines(text: str | list[str]) -> list[str]:
    """Cut a title into lines; the no-break spaces of French stay whole."""
    whole = text if isinstance(text, str) else " ".join(text)
    cut = textwrap.TextWrapper(LINE, break_long_words=False, break_on_hyphens=False)
    # textwrap cuts at ASCII blanks only.
    return cut.wrap(whole)


@cache
def fonts() -> None:
    """Make the report's type known to the program that draws, which reads no WOFF."""
    import matplotlib
    from fontTools.ttLib import TTFont

    folder = Path(matplotlib.get_cachedir()) / "olist-type"
    folder.mkdir(exist_ok=True)
    for number, (_, content) in enumerate(typeface.faces()):
        path = folder / f"source-sans-pro-{number}.ttf"
        if not path.exists():
            font = TTFont(io.BytesIO(content))
            font.flavor = None
            font.save(path)
    vl_convert.register_font_directory(str(folder))


def look() -> dict[str, Any]:
    """The configuration that a page gives to its charts, in the light theme."""
    quiet = {"titleColor": QUIET, "titleFontSize": SIZE, "titleFontWeight": "normal"}
    labels = {"labelColor": INK, "labelFontSize": SIZE}
    return {
        "background": PAPER,
        "padding": 12,
        "font": typeface.NAME,
        "view": {"stroke": None},
        "axis": {
            "domainColor": RULE,
            "gridColor": RULE,
            "tickColor": RULE,
            "labelColor": QUIET,
            "labelFontSize": SIZE,
            "labelLimit": 14 * SIZE,
            "titlePadding": 10,
            **quiet,
        },
        "axisX": {"labelOverlap": "greedy", "labelSeparation": 8},
        "axisY": {
            "titleAlign": "left",
            "titleAnchor": "end",
            "titleAngle": 0,
            "titleBaseline": "bottom",
            "titleX": 0,
            "titleY": -10,
        },
        "header": {**labels, **quiet, "labelFontWeight": 600},
        "legend": {**labels, **quiet, "labelLimit": 24 * SIZE},
        "title": {
            "anchor": "start",
            "color": INK,
            "fontSize": SIZE + 1,
            "fontWeight": 600,
            "frame": "bounds",
            "offset": 14,
            "subtitleColor": QUIET,
            "subtitleFontSize": SIZE,
        },
        "text": {"color": INK, "fontSize": SIZE},
        "rule": {"color": QUIET},
        "point": {"stroke": None},
    }
