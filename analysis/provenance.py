"""Where the report's numbers come from, said on its first page."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import json
import os
import platform
from dataclasses import dataclass
from pathlib import Path

LIBRARIES = ("pandas", "scikit-learn", "altair", "duckdb", "ibis-framework")
# Rows of each table as Olist published it (Kaggle, olistbr/brazilian-ecommerce).
PUBLISHED = {
    "customers": 99_441,
    "orders": 99_441,
    "items": 112_650,
    "payments": 103_886,
    "reviews": 99_224,
    "products": 32_951,
    "sellers": 3_095,
    "geolocation": 1_000_163,
    "translation": 71,
}
RESULTS = "results.json"
SIGNATURE = "provenance.json"


@dataclass(frozen=True)
class Provenance:
    """What a reader needs to judge where the numbers come from.

    Attributes
    ----------
    name : str
        Last part of the data's path; the rest of it stays private.
    kind : str
        csv, zip, sqlite, parquet or duckdb.
    demo : bool
        Whether the data are synthetic.
    fingerprint : str
        Hash of the data's content.
    computed : date
        Day on which the results were computed.
    rows : dict of str to int
        Rows of each table.
    versions : dict of str to str
        Python and the libraries that computed the results.
    renderer : str
        The program that renders this document.
    """

    name: str
    kind: str
    demo: bool
    fingerprint: str
    computed: dt.date
    rows: dict[str, int]
    versions: dict[str, str]
    renderer: str

    @property
    def differences(self) -> dict[str, int]:
        """Rows found less rows published, for the tables where they differ."""
        gaps = {name: rows - PUBLISHED[name] for name, rows in self.rows.items()}
        return {name: gap for name, gap in gaps.items() if gap}


def versions() -> dict[str, str]:
    """Python and the libraries that compute the results."""
    found = {name: importlib.metadata.version(name) for name in LIBRARIES}
    return {"Python": platform.python_version(), **found}


def current_renderer() -> str:
    """The program that runs this document's cells."""
    if os.environ.get("FOLIO_RENDER"):
        return "folio"
    return "Quarto" if os.environ.get("QUARTO_PROJECT_DIR") else "Jupyter"


def write_results(cache: Path, keys: dict[str, str], demo: bool) -> Path:
    """Record which results are current; the day changes only when they do.

    A renderer that reuses executed chapters watches this file.
    """
    path = cache / RESULTS
    known = read_json(path)
    if known.get("keys") != keys or known.get("demo") != demo:
        today = dt.date.today().isoformat()
        content = {"computed": today, "demo": demo, "keys": keys}
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf8")
    return path


def computed_on(cache: Path) -> dt.date:
    """The day that :func:`write_results` recorded; today before the first time."""
    day = read_json(cache / RESULTS).get("computed")
    return dt.date.fromisoformat(day) if day else dt.date.today()


def sign(site: Path, cache: Path) -> None:
    """Leave in a rendered site what it was made from."""
    results = read_json(cache / RESULTS)
    (site / SIGNATURE).write_text(json.dumps(results, indent=1) + "\n", encoding="utf8")


def is_real(site: Path) -> bool:
    """Whether a rendered site was made from data that are not a demonstration."""
    return read_json(site / SIGNATURE).get("demo") is False


def read_json(path: Path) -> dict:
    """Content of a JSON object; empty when there is no such file, or a damaged one."""
    try:
        content = json.loads(path.read_text(encoding="utf8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
