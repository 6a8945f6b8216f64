"""A Quarto project: its settings, its documents and their order."""

from __future__ import annotations

import fnmatch
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from folio import known, settings
from folio.errors import FolioError
from folio.labels import labels
from folio.messages import Messages, Place


@dataclass(frozen=True)
class Entry:
    """A line of the book's contents: a chapter, or a part with chapters in it."""

    text: str | None = None
    source: str | None = None
    appendix: bool = False
    entries: tuple[Entry, ...] = ()


@dataclass
class Project:
    """Everything that ``_quarto.yml`` and its profiles say.

    Attributes
    ----------
    folder : Path
        Where ``_quarto.yml`` is.
    settings : dict
        Merged settings.
    profiles : list of str
        Active profiles.
    output : Path
        Folder that the site will take.
    """

    folder: Path
    settings: dict[str, Any]
    profiles: list[str]
    output: Path
    messages: Messages
    lines: dict = field(default_factory=dict)

    @classmethod
    def open(
        cls,
        folder: Path,
        messages: Messages,
        profile: str | None = None,
        output: Path | None = None,
    ) -> Project:
        """Read the settings of a project.

        Parameters
        ----------
        folder : Path
            Folder with ``_quarto.yml``.
        profile : str, optional
            Names of profiles, separated by commas; ``QUARTO_PROFILE`` otherwise.
        output : Path, optional
            Folder to write instead of ``project.output-dir``.

        Raises
        ------
        FolioError
            When there is no project, or its settings cannot be read.
        """
        file = folder / "_quarto.yml"
        if not file.is_file():
            raise FolioError(f"{file}: no such file. Give the folder of a project.")
        values, lines = settings.read_file(file, file.name)
        settings.name_unknown(lines, known.PROJECT, file.name, messages)
        chosen = profile or os.environ.get("QUARTO_PROFILE") or _default(values)
        profiles = [name.strip() for name in chosen.split(",") if name.strip()]
        for name in reversed(profiles):
            over = folder / f"_quarto-{name}.yml"
            if over.is_file():
                more, more_lines = settings.read_file(over, over.name)
                settings.name_unknown(more_lines, known.PROJECT, over.name, messages)
                values = settings.merge(values, more)
        kind = settings.find(values, "project.type") or "default"
        if kind not in ("book", "default"):
            raise FolioError(
                f"{Place('_quarto.yml', lines.get(('project', 'type')))}: "
                f"project type {kind} is not supported (book or default)."
            )
        written = settings.find(values, "project.output-dir")
        default = "_book" if kind == "book" else "_site"
        target = output or folder / (written or default)
        return cls(folder, values, profiles, target.absolute(), messages, lines)

    def get(self, path: str, default: Any = None) -> Any:
        """Setting at a dotted path."""
        value = settings.find(self.settings, path)
        return default if value is None else value

    @property
    def is_book(self) -> bool:
        """Whether this is a book (and not a set of slides)."""
        return self.get("project.type") == "book"

    @property
    def language(self) -> str:
        """Language tag of the project."""
        return str(self.get("lang", "en"))

    @cached_property
    def labels(self) -> dict[str, str]:
        """Words that folio writes, in the project's language."""
        changes = self.get("language", {})
        return labels(self.language, changes if isinstance(changes, dict) else {})

    @cached_property
    def contents(self) -> list[Entry]:
        """The book's contents: chapters and parts, then the appendices."""
        chapters = [*self._entries("chapters", False)]
        appendices = tuple(self._entries("appendices", True))
        if appendices:
            title = self.labels["section-title-appendices"]
            chapters.append(Entry(title, appendix=True, entries=appendices))
        return chapters

    def _entries(self, key: str, appendix: bool) -> Iterator[Entry]:
        listed = self.get(f"book.{key}")
        yield from self._read_entries(settings.listed(listed), appendix, key)

    def _read_entries(self, listed: list, appendix: bool, key: str) -> Iterator[Entry]:
        place = Place("_quarto.yml", self.lines.get(("book", key)))
        for item in listed:
            if isinstance(item, str):
                yield Entry(source=item, appendix=appendix)
            elif isinstance(item, dict) and "part" in item:
                inner = self._read_entries(
                    settings.listed(item.get("chapters")), appendix, key
                )
                yield Entry(str(item["part"]), None, appendix, tuple(inner))
            elif isinstance(item, dict) and ("file" in item or "href" in item):
                source = item.get("file") or item["href"]
                yield Entry(item.get("text"), source, appendix)
            else:
                self.messages.warn(place, f"entry not understood, left aside: {item}")

    @cached_property
    def sources(self) -> list[str]:
        """Documents to render, relative to the project, in order.

        Raises
        ------
        FolioError
            When one does not exist, or there is none.
        """
        found = list(self._book_sources() if self.is_book else self._loose_sources())
        for source in found:
            if not (self.folder / source).is_file():
                line = self.lines.get(("book", "chapters"))
                raise FolioError(
                    f"{Place('_quarto.yml', line)}: {source} does not exist."
                )
        if not found:
            raise FolioError(f"{self.folder}: there is no document to render.")
        return found

    def _book_sources(self) -> Iterator[str]:
        def leaves(entries: list[Entry] | tuple[Entry, ...]) -> Iterator[str]:
            for entry in entries:
                if entry.source:
                    yield entry.source
                yield from leaves(entry.entries)

        return leaves(self.contents)

    def _loose_sources(self) -> Iterator[str]:
        patterns = settings.listed(self.get("project.render")) or ["*.qmd"]
        for pattern in patterns:
            for path in sorted(self.folder.glob(pattern)):
                if not path.name.startswith(("_", ".")):
                    yield path.relative_to(self.folder).as_posix()

    @cached_property
    def variables(self) -> dict[str, Any]:
        """Content of ``_variables.yml``."""
        file = self.folder / "_variables.yml"
        return settings.read_file(file, file.name)[0] if file.is_file() else {}

    def files(self, patterns: list[str]) -> list[Path]:
        """Files that match patterns; a folder stands for all that is in it."""
        found: set[Path] = set()
        for pattern in patterns:
            for path in self.folder.glob(pattern.rstrip("/").removeprefix("/")):
                inside = path.rglob("*") if path.is_dir() else [path]
                found.update(p for p in inside if p.is_file())
        return sorted(p for p in found if self.output not in p.parents)

    def dependencies(self) -> str:
        """Hash of the files that the cells rely on (``folio: depends:``)."""
        patterns = settings.listed(self.get("folio.depends"))
        digest = hashlib.sha256()
        for path in self.files(patterns):
            if not fnmatch.fnmatch(path.name, "*.pyc"):
                digest.update(path.relative_to(self.folder).as_posix().encode())
                digest.update(path.read_bytes())
        return digest.hexdigest()


def _default(values: dict[str, Any]) -> str:
    default = settings.find(values, "profile.default")
    return ",".join(map(str, settings.listed(default)))
