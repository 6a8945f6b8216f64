"""Scripts that a project runs before and after the rendering."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from folio import settings
from folio.errors import FolioError
from folio.messages import Place
from folio.project import Project


def run(project: Project, name: str, folder: Path, outputs: list[str]) -> None:
    """Run the scripts of ``pre-render`` or ``post-render`` in the project's folder.

    Parameters
    ----------
    name : str
        ``pre-render`` or ``post-render``.
    folder : Path
        Folder that is being filled; scripts know it as QUARTO_PROJECT_OUTPUT_DIR.
    outputs : list of str
        Pages written so far, relative to ``folder``.

    Raises
    ------
    FolioError
        When a script fails.
    """
    environment = {
        **os.environ,
        "QUARTO_PROJECT_DIR": str(project.folder),
        "QUARTO_PROJECT_OUTPUT_DIR": str(folder),
        "QUARTO_PROJECT_INPUT_FILES": "\n".join(project.sources),
        "QUARTO_PROJECT_RENDER_ALL": "1",
        "QUARTO_PROFILE": ",".join(project.profiles),
        "FOLIO_RENDER": "1",
    }
    if outputs:
        listed = "\n".join(str(folder / path) for path in outputs)
        environment["QUARTO_PROJECT_OUTPUT_FILES"] = listed
    for command in settings.listed(project.get(f"project.{name}")):
        words = shlex.split(str(command))
        if words[0].endswith(".py"):
            words.insert(0, sys.executable)
        elif words[0] in ("python", "python3"):
            words[0] = sys.executable
        try:
            code = subprocess.run(
                words, cwd=project.folder, env=environment, check=False
            ).returncode
        except OSError as error:
            code = error.strerror
        if code:
            place = Place("_quarto.yml", project.lines.get(("project", name)))
            raise FolioError(f"{place}: {name} failed ({code}): {command}")
