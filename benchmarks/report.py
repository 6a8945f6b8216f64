"""Time and memory of the whole report: cold, unchanged, after an edit of the prose.

    python benchmarks/report.py [DATA]

The report is made in a copy of the project, with folio, from installed dependencies and
empty caches.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from measure import Cost, run, write_section

ROOT = Path(__file__).parent.parent
NOT_COPIED = (
    *(".git", ".venv", ".olist", ".folio", "__pycache__", "data", "exports"),
    *("_book", "_deck", "libs"),
)


def main() -> None:
    data = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT.parent / "shared" / "olist")
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        shutil.copytree(ROOT, project, ignore=shutil.ignore_patterns(*NOT_COPIED))
        cold = make_report(project, data)
        unchanged = make_report(project, data)
        chapter = project / "book" / "exploration.qmd"
        prose = f"{chapter.read_text(encoding='utf8')}\nUne phrase de plus.\n"
        chapter.write_text(prose, encoding="utf8")
        edited = make_report(project, data)
    write_section("The whole report (`report.py`)", table(cold, unchanged, edited))


def make_report(project: Path, data: Path) -> Cost:
    command = [sys.executable, "-m", "analysis", "render", "--renderer", "folio"]
    # The kernels run the copy too, not the checkout that is installed.
    here = {"OLIST_DATA": str(data.resolve()), "PYTHONPATH": str(project)}
    return run(command, project, **here)


def table(cold: Cost, unchanged: Cost, edited: Cost) -> str:
    return "\n".join(
        [
            "| `olist render --renderer folio`, real tables | seconds | peak memory |",
            "|---|---:|---:|",
            row("cold: nothing computed, nothing rendered", cold),
            row("again, nothing changed", unchanged),
            row("after an edit of one chapter's prose", edited),
        ]
    )


def row(what: str, cost: Cost) -> str:
    return f"| {what} | {cost.seconds:.1f} | {cost.gigabytes:.1f} GB |"


if __name__ == "__main__":
    main()
