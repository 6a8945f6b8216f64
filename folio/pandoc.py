"""Pandoc, run as a program: it reads Markdown and writes HTML."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from typing import Any

import pypandoc

from folio.errors import FolioError

API_VERSION = [1, 23, 1]


@cache
def program() -> str:
    """Path of the Pandoc that ``pypandoc_binary`` brings."""
    return pypandoc.get_pandoc_path()


def run(text: str, *arguments: str, folder: str | None = None) -> tuple[str, list[str]]:
    """Run Pandoc on a text.

    Returns
    -------
    tuple of str and list of str
        The output and the lines that Pandoc said besides.

    Raises
    ------
    FolioError
        When Pandoc refuses the text.
    """
    done = subprocess.run(
        [program(), *arguments],
        input=text.encode(),
        capture_output=True,
        cwd=folder,
        check=False,
    )
    said = done.stderr.decode(errors="replace").splitlines()
    if done.returncode:
        raise FolioError("Pandoc stopped: " + " ".join(said))
    return done.stdout.decode(), said


def read(markdown: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Blocks of a Markdown text, and what Pandoc warns of."""
    output, said = run(markdown, "--from=markdown", "--to=json")
    return json.loads(output)["blocks"], warnings(said)


def warnings(said: list[str]) -> list[str]:
    """Warnings of Pandoc, without its line numbers: they count generated text."""
    text = "\n".join(said)
    found = re.findall(r"^\[WARNING\] (.*(?:\n[ \t].*)*)", text, re.MULTILINE)
    return [
        re.sub(r" (at )?line \d+ column \d+", "", " ".join(w.split())) for w in found
    ]


def document(blocks: list[Any], meta: dict[str, Any] | None = None) -> str:
    """JSON text of a whole document."""
    whole = {"pandoc-api-version": API_VERSION, "meta": meta or {}, "blocks": blocks}
    return json.dumps(whole, ensure_ascii=False)


def write(blocks: list[Any], *arguments: str) -> tuple[str, list[str]]:
    """HTML of some blocks, and what Pandoc warns of."""
    given = ["--from=json", "--wrap=none", "--mathml", *arguments]
    output, said = run(document(blocks), *given)
    return output, warnings(said)


@cache
def inline_html(markdown: str) -> str:
    """HTML of one line of Markdown, without a paragraph around it."""
    output, _ = run(markdown, "--from=markdown", "--to=html5", "--wrap=none")
    output = output.strip()
    if output.startswith("<p>") and output.count("<p>") == 1:
        output = output.removeprefix("<p>").removesuffix("</p>")
    return output
