"""Keep the results of the study on disk: one folder per step and key, no pickle.

A result is a DataFrame, or a dataclass whose fields are DataFrames, images (``bytes``)
and plain values.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import hashlib
import importlib.metadata
import importlib.util
import json
import typing
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from pydantic import TypeAdapter

LIBRARIES = (
    *("duckdb", "ibis-framework", "matplotlib", "numpy", "pandas"),
    *("scikit-learn", "scipy", "stepmix", "yellowbrick"),
)


def digest(*parts: object) -> str:
    """Short, stable key of plain values (anything that JSON can write)."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def save(value: object, folder: Path) -> None:
    """Write a result into an existing folder.

    Parameters
    ----------
    value : DataFrame or dataclass instance
        Its fields may be DataFrames (Parquet), ``bytes`` (PNG) or plain values (JSON).
    folder : Path
    """
    if isinstance(value, pd.DataFrame):
        value.to_parquet(folder / "table.parquet")
        return
    plain = {}
    for field in dataclasses.fields(value):
        content = getattr(value, field.name)
        if isinstance(content, pd.DataFrame):
            content.to_parquet(folder / f"{field.name}.parquet")
        elif isinstance(content, bytes):
            (folder / f"{field.name}.png").write_bytes(content)
        else:
            hint = field_types(type(value))[field.name]
            plain[field.name] = TypeAdapter(hint).dump_python(content, mode="json")
    text = json.dumps(plain, ensure_ascii=False, indent=1)
    (folder / "values.json").write_text(text, encoding="utf8")


def load(kind: type, folder: Path) -> typing.Any:
    """Read what :func:`save` wrote for a value of type ``kind``."""
    if kind is pd.DataFrame:
        return pd.read_parquet(folder / "table.parquet")
    plain = json.loads((folder / "values.json").read_text(encoding="utf8"))
    content = {}
    for name, hint in field_types(kind).items():
        if name in plain:
            content[name] = TypeAdapter(hint).validate_python(plain[name])
        elif (folder / f"{name}.png").exists():
            content[name] = (folder / f"{name}.png").read_bytes()
        elif (folder / f"{name}.parquet").exists():
            content[name] = pd.read_parquet(folder / f"{name}.parquet")
    return kind(**content)


@functools.cache
def field_types(kind: type) -> dict[str, typing.Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


@functools.cache
def code_version(module: str) -> str:
    """Hash of a module's source and of all that it imports from this package."""
    sources = {}
    for name, path in modules_behind(module):
        sources[name] = path.read_bytes()
        if path.name == "__init__.py":  # a package may carry tables of parameters
            for table in path.parent.glob("*.csv"):
                sources[str(table.name)] = table.read_bytes()
    content = {name: hashlib.sha256(text).hexdigest() for name, text in sources.items()}
    return digest(content, library_versions())


@functools.cache
def library_versions() -> dict[str, str]:
    return {name: importlib.metadata.version(name) for name in LIBRARIES}


def modules_behind(module: str) -> Iterable[tuple[str, Path]]:
    """Modules of the same package that a module reaches through its imports."""
    package = module.partition(".")[0]
    waiting, seen = [module], set()
    while waiting:
        name = waiting.pop()
        if name in seen or not (path := source_of(name)):
            continue
        seen.add(name)
        yield name, path
        for imported in imports(path.read_bytes()):
            if imported.partition(".")[0] == package and imported != package:
                waiting.append(imported)


def source_of(module: str) -> Path | None:
    """File of a module; None when the name is not a module (but a function, say)."""
    package, *inner = module.split(".")
    # Of a name with dots, find_spec would import all but the last part.
    if not (spec := importlib.util.find_spec(package)):
        return None
    place = Path(spec.origin).parent.joinpath(*inner)
    files = place / "__init__.py", place.with_name(f"{place.name}.py")
    return next(filter(Path.is_file, files), None)


@functools.cache
def imports(source: bytes) -> tuple[str, ...]:
    """Dotted names that a file imports; ``from a import b`` gives a and a.b."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.append(node.module)
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return tuple(names)
