"""After the chapters: put deck and contract beside the book, and sign the site."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from analysis.location import cache_folder
from analysis.provenance import sign

ROOT = Path(__file__).parents[2]
SITE = Path(os.environ["QUARTO_PROJECT_OUTPUT_DIR"])

# A preview renders one chapter at a time; the deck follows on full renders only.
if os.environ.get("QUARTO_PROJECT_RENDER_ALL"):
    folio = [sys.executable, "-m", "folio", "render"]
    renderer = folio if os.environ.get("FOLIO_RENDER") else ["quarto", "render"]
    rendered = subprocess.run([*renderer, str(ROOT / "slides")])
    if rendered.returncode:
        sys.exit("the deck cannot be rendered: the file named above is in slides/")
    try:
        shutil.copytree(ROOT / "slides" / "_deck", SITE / "slides", dirs_exist_ok=True)
    except shutil.Error as error:
        _, target, reason = error.args[0][0]
        sys.exit(f"the deck cannot be copied to {target}: {reason}")

contract = [sys.executable, "-m", "analysis", "contract"]
written = subprocess.run([*contract, "--out", str(SITE / "contrat.html")], cwd=ROOT)
if written.returncode:
    sys.exit("the contract cannot be written beside the book")

try:
    sign(SITE, cache_folder(ROOT))
except OSError as error:
    sys.exit(f"the site cannot be signed: {error}")
