"""Before any chapter: compute the study, write the script that draws its charts."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from analysis.charts.script import write_script

ROOT = Path(__file__).parents[2]

if not os.environ.get("OLIST_BUILT"):
    built = subprocess.run([sys.executable, "-m", "analysis", "build"], cwd=ROOT)
    if built.returncode:
        sys.exit(built.returncode)

for folder in (ROOT / "libs", ROOT / "slides" / "libs"):
    folder.mkdir(exist_ok=True)
    write_script(folder / "charts.js", ROOT / "book" / "assets" / "charts.js")
    shutil.copy(ROOT / "book" / "assets" / "favicon.svg", folder)
