"""PEP 8, also over the code that stands in the documents."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "index.qmd", *ROOT.glob("book/*.qmd"), *ROOT.glob("slides/*.qmd")]
CELL = re.compile(r"^```\{python\}\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`\{python\} ([^`]+)`")


def code_of(document: Path) -> str:
    """The code of a document as one module: its cells, then its inline expressions."""
    text = document.read_text(encoding="utf8")
    cells = [re.sub(r"^#\|.*\n", "", cell, flags=re.M) for cell in CELL.findall(text)]
    inline = [f"print({expression})\n" for expression in INLINE.findall(text)]
    return "\n".join([*cells, *inline])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_code_of_a_document_follows_pep_8(document: Path):
    code = code_of(document)
    assert "study" in code
    # Imports come first in a cell, not in a module; a long call is one expression.
    command = [sys.executable, "-m", "ruff", "check", "--ignore=E402,I001,E501", "-"]
    checked = subprocess.run(command, input=code, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_cells_of_a_document_are_formatted(document: Path):
    command = [sys.executable, "-m", "ruff", "format", "--check", "--diff", "-"]
    text = document.read_text(encoding="utf8")
    for cell in CELL.findall(text):
        checked = subprocess.run(command, input=cell, capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout
