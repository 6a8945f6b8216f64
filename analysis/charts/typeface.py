"""The report's type: Source Sans Pro, out of the package that brings reveal.js."""

from __future__ import annotations

import base64
import io
import re
from importlib.resources import files
from pathlib import Path

NAME = "Source Sans Pro"
FACE = re.compile(r"@font-face\{[^}]*?base64,([^)]*)\)[^}]*\}")


def faces() -> list[tuple[str, bytes]]:
    """Take the faces of Source Sans Pro (SIL Open Font License) out of a theme.

    Returns
    -------
    list of tuple
        The CSS rule as the theme has it, with the font inside, and the WOFF file;
        the regular face first.
    """
    theme = files("pyreveal").joinpath("revealjs/dist/theme/white.css")
    found = FACE.finditer(theme.read_text(encoding="utf8"))
    return [(face[0], base64.b64decode(face[1])) for face in found]


def for_matplotlib() -> str:
    """Make the regular face known to matplotlib, which reads no WOFF.

    Returns
    -------
    str
        The family's name.
    """
    import matplotlib
    from fontTools.ttLib import TTFont
    from matplotlib.font_manager import fontManager, get_font_names

    if NAME not in get_font_names():
        path = Path(matplotlib.get_cachedir()) / "source-sans-pro.ttf"
        font = TTFont(io.BytesIO(faces()[0][1]))
        font.flavor = None
        font.save(path)
        fontManager.addfont(path)
    return NAME
