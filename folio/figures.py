"""How matplotlib draws in the cells: format and size of its figures."""

from __future__ import annotations

from typing import Any


def arguments(options: dict[str, Any]) -> list[str]:
    """Arguments that tell a kernel the format of figures (``fig-format``)."""
    kind = options.get("fig-format", "retina")
    return [f"--InlineBackend.figure_formats={{{kind!r}}}"]


def setup(options: dict[str, Any]) -> str:
    """Code that runs before a document's first cell.

    matplotlib's inline backend installs its formatter after the cell that imports
    pyplot, too late for a figure shown in that very cell.  Naming the class here
    needs no import, which would cost each kernel half a second.
    """
    kind = options.get("fig-format", "retina")
    mime, draw = "image/png", "tools.retina_figure"
    if kind != "retina":
        mime = "image/svg+xml" if kind == "svg" else f"image/{kind}"
        draw = "tools.print_figure"
    pairs = {"base64": True, "bbox_inches": "tight"}
    if kind != "retina":
        pairs["fmt"] = kind
    lines = [
        "def _prepare():",
        "    from functools import partial",
        "    from IPython.core import pylabtools as tools",
        f"    formatter = get_ipython().display_formatter.formatters[{mime!r}]",
        "    formatter.for_type_by_name(",
        f"        'matplotlib.figure', 'Figure', partial({draw}, **{pairs!r}))",
        "_prepare()",
        "del _prepare",
    ]
    size = _size(options)
    if size:
        lines.append(f"__import__('matplotlib').rcParams.update({size!r})")
    return "\n".join(lines)


def _size(options: dict[str, Any]) -> dict[str, Any]:
    size: dict[str, Any] = {}
    if "fig-width" in options or "fig-height" in options:
        pair = (options.get("fig-width", 7), options.get("fig-height", 5))
        size["figure.figsize"] = pair
    if "fig-dpi" in options:
        size["figure.dpi"] = options["fig-dpi"]
    return size
