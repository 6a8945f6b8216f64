"""The files that every page loads, made from packages: charts, type, icon."""

from __future__ import annotations

import hashlib
import re
import shutil
from importlib.metadata import version
from pathlib import Path

import vl_convert

from analysis.charts.typeface import faces
from analysis.say.notice import DEMONSTRATION

ASSETS = Path(__file__).parents[1] / "assets"


def write_libraries(folder: Path, demo: bool) -> None:
    """Write what the pages of a book or a deck load.

    Parameters
    ----------
    folder : Path
        ``libs/`` of the project; it receives ``charts.js``, ``fonts.css`` with its
        fonts, the icon, and ``label.css``.
    demo : bool
        Whether the data are a demonstration.
    """
    folder.mkdir(exist_ok=True)
    write_script(folder / "charts.js", ASSETS / "charts.js")
    write_fonts(folder)
    write_label(folder / "label.css", demo)
    shutil.copy(ASSETS / "favicon.svg", folder)


def write_label(path: Path, demo: bool) -> None:
    """Write the style that labels a demonstration on the title slide: no cell can."""
    text = f'#title-slide::after {{ content: "{DEMONSTRATION}"; }}\n' if demo else ""
    path.write_text(text, encoding="utf8")


def write_script(path: Path, drawing: Path) -> None:
    """Write Vega, Vega-Lite and Vega-Embed with the project's drawing code.

    Parameters
    ----------
    path : Path
        The file that pages load.  It is left alone when it was made from the same
        parts: bundling takes more than a second.
    drawing : Path
        Our own script: it defines ``olistChart(id, spec)`` on top of Vega-Embed.
    """
    ours = drawing.read_text(encoding="utf8")
    parts = (
        f"{version('vl-convert-python')} {hashlib.sha256(ours.encode()).hexdigest()}"
    )
    header = f"// Vega bundled by vl-convert; made from {parts}\n"
    if path.exists() and path.read_text(encoding="utf8").startswith(header):
        return
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    # Wrapped, so that the bundle's short names do not become the page's.
    path.write_text(f"{header}(() => {{{bundle}\n}})();\n{ours}", encoding="utf8")


def write_fonts(folder: Path) -> None:
    """Write the report's type as files.

    A page loads only the ones that it uses and shows its text meanwhile.
    """
    rules = []
    for number, (face, content) in enumerate(faces(), 1):
        font = folder / f"source-sans-{number}.woff"
        font.write_bytes(content)
        rule = re.sub(r"url\([^)]*\)", f"url({font.name})", face)
        rules.append(rule.replace("}", ";font-display:swap}"))
    (folder / "fonts.css").write_text("\n".join(rules) + "\n", encoding="utf8")
