"""Outputs of executed cells, kept between renders.

One JSON file per document: it holds the key it was made under, so an older result
is replaced and the folder never grows.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any


@cache
def own_code() -> str:
    """Hash of folio's code and of the interpreter that runs the cells."""
    digest = hashlib.sha256(sys.version.encode() + sys.executable.encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Cache:
    """A folder of results, one per document."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def key(self, *parts: Any) -> str:
        """Name of a result: a hash of everything that it depends on."""
        whole = json.dumps([own_code(), *parts], sort_keys=True, default=str)
        return hashlib.sha256(whole.encode()).hexdigest()

    def read(self, name: str, key: str) -> Any | None:
        """Result of a document, or None when it was made from something else."""
        try:
            kept = json.loads(self._file(name).read_text(encoding="utf8"))
        except (OSError, ValueError):
            return None
        return kept["value"] if kept.get("key") == key else None

    def write(self, name: str, key: str, value: Any) -> None:
        """Keep a result; a write that stops half-way leaves the old one."""
        file = self._file(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        mark = self.folder.parent / ".gitignore"
        if not mark.exists():
            mark.write_text("*\n")
        draft = file.with_suffix(f".{os.getpid()}")
        try:
            draft.write_text(json.dumps({"key": key, "value": value}), encoding="utf8")
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self.folder / (name.replace("/", "--") + ".json")
