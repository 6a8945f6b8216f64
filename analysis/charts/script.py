"""The script that draws the charts of a page, without any other host."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

import vl_convert

EXPOSE = "window.vegaEmbed = vegaEmbed;"


def write_script(path: Path, drawing: Path) -> None:
    """Write Vega, Vega-Lite and Vega-Embed with the project's drawing code.

    Parameters
    ----------
    path : Path
        The file that pages load.  It is left alone when it was made from the same parts:
        bundling takes more than a second.
    drawing : Path
        Our own script: it defines ``olistChart(id, spec)`` on top of Vega-Embed.
    """
    ours = drawing.read_text(encoding="utf8")
    parts = f"{version('vl-convert-python')} {hashlib.sha256(ours.encode()).hexdigest()}"
    header = f"// Vega bundled by vl-convert; made from {parts}\n"
    if path.exists() and path.read_text(encoding="utf8").startswith(header):
        return
    bundle = vl_convert.javascript_bundle(EXPOSE)
    # Wrapped, so that the bundle's short names do not become the page's.
    path.write_text(f"{header}(() => {{{bundle}\n}})();\n{ours}", encoding="utf8")
