"""folio shows what Quarto shows, on the suite that stands beside this repository."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SUITE = Path(__file__).parents[3] / "shared" / "conformance"
#: Cases that must pass; folio/README.md gives the reason for those that do not.
MUST_PASS = [
    "01-parts-appendices",
    "02-sections-toc",
    "03-front-matter",
    "04-execute-options",
    "06-outputs",
    "07-figures",
    "09-inline",
    "10-crossrefs",
    "11-crossrefs-chapters",
    "12-crossrefs-missing",
    "13-callouts",
    "14-tabs-layout",
    "15-notes-lists",
    "16-citations",
    "17-shortcodes",
    "18-profile",
    "19-typography",
    "20-search-empty",
    "21-cell-raises",
    "22-pre-render-fails",
    "23-deck-structure",
    "24-book-complete",
    "25-deck-complete",
]
MAY_FAIL = ["05-code", "08-tables"]


@pytest.fixture(scope="session")
def verdicts() -> dict[str, str]:
    """What the suite's own program says of each case: ``pass`` or the differences."""
    command = f"{sys.executable} -m folio render {{case}} {{args}}"
    program = [sys.executable, str(SUITE / "check.py"), command, "--said"]
    jobs = ["--jobs", str(os.cpu_count() or 2)]
    done = subprocess.run([*program, *jobs], capture_output=True, text=True)
    parts = re.split(r"^(pass|FAIL)  (\S+)", done.stdout, flags=re.MULTILINE)
    told = zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    return {
        name.rstrip(":"): "pass" if verdict == "pass" else f"FAIL{rest}"
        for verdict, name, rest in told
    }


pytestmark = pytest.mark.skipif(
    not SUITE.is_dir(), reason=f"the conformance suite is not at {SUITE}"
)


@pytest.mark.parametrize("case", MUST_PASS)
def test_case_shows_the_same_facts_as_quarto(verdicts: dict[str, str], case: str):
    assert verdicts[case] == "pass"


def test_every_case_of_the_suite_is_accounted_for(verdicts: dict[str, str]):
    assert sorted(verdicts) == sorted(MUST_PASS + MAY_FAIL)
