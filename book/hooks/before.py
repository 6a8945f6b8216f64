"""Before any chapter: compute the study, write the files that its pages load."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from libraries import write_libraries

from analysis.location import cache_folder
from analysis.provenance import RESULTS, read_json

ROOT = Path(__file__).parents[2]

if not os.environ.get("OLIST_BUILT"):
    built = subprocess.run([sys.executable, "-m", "analysis", "build"], cwd=ROOT)
    if built.returncode:
        sys.exit(built.returncode)

# What executed chapters depend on stands inside the project, wherever the cache is.
stamp = ROOT / ".folio" / RESULTS
stamp.parent.mkdir(exist_ok=True)
shutil.copy(cache_folder(ROOT) / RESULTS, stamp)

demo = read_json(cache_folder(ROOT) / RESULTS).get("demo", False)
for project in (ROOT, ROOT / "slides"):
    write_libraries(project / "libs", demo)
