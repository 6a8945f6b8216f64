"""One document on its way to a page: what is known of it so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from folio import settings
from folio.cells import Printed
from folio.labels import labels
from folio.messages import Messages
from folio.project import Project
from folio.source import Document
from folio.tree import Node


@dataclass(frozen=True)
class Anchor:
    """Something that can be referred to.

    Attributes
    ----------
    id : str
        Its identifier, such as ``fig-sales``.
    kind : str
        The prefix of the identifier: ``fig``, ``tbl``, ``sec``…
    number : str or None
        ``2.1``; None for a section without number.
    part : str
        Letter of a subfigure, such as ``(b)``.
    title : list
        Inlines of a section's title.
    page : str
        Page that holds it, relative to the site.
    chapter : bool
        Whether it is the title of a page.
    appendix : bool
        Whether that page is an appendix.
    """

    id: str
    kind: str
    number: str | None
    part: str = ""
    title: list[Node] = field(default_factory=list)
    page: str = ""
    chapter: bool = False
    appendix: bool = False


@dataclass
class Section:
    """An entry of the page's own contents."""

    id: str
    number: str | None
    title: list[Node]
    level: int
    items: list[Section] = field(default_factory=list)


@dataclass
class Page:
    """A document of the project and the page made of it."""

    project: Project
    document: Document
    format: str
    number: str | None = None
    appendix: bool = False
    blocks: list[Node] = field(default_factory=list)
    printed: Printed = field(default_factory=Printed)
    meta: dict[str, list[Node]] = field(default_factory=dict)
    title: list[Node] = field(default_factory=list)
    title_id: str = ""
    anchors: dict[str, Anchor] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    resources: set[str] = field(default_factory=set)
    counters: Counter = field(default_factory=Counter)
    tabsets: int = 0
    seconds: float = 0.0

    @cached_property
    def options(self) -> dict[str, Any]:
        """Settings that hold for this page."""
        values = self.project.settings
        return settings.options(values, self.document.metadata, self.format)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Words that folio writes, in the page's language."""
        changes = self.options.get("language")
        return labels(self.language, changes if isinstance(changes, dict) else {})

    @property
    def language(self) -> str:
        """Language tag of the page."""
        return str(self.options.get("lang", "en"))

    @property
    def messages(self) -> Messages:
        """Where warnings go."""
        return self.project.messages

    @property
    def source(self) -> str:
        """Path of the document, relative to the project."""
        return self.document.source

    @property
    def target(self) -> str:
        """Path of the page, relative to the site."""
        return str(PurePosixPath(self.source).with_suffix(".html"))

    @property
    def root(self) -> str:
        """Way from the page up to the site's root."""
        return "../" * (len(PurePosixPath(self.source).parts) - 1)

    @property
    def is_deck(self) -> bool:
        """Whether the page is a set of slides."""
        return self.format == "revealjs"

    @property
    def is_index(self) -> bool:
        """Whether this is the home page of a book."""
        return self.project.is_book and self.source == "index.qmd"

    def tell_all(self, warnings: list[str]) -> None:
        """Pass on what Pandoc warns of."""
        for warning in warnings:
            self.messages.warn(self.source, f"Pandoc: {warning}")

    def count(self, kind: str) -> str:
        """Next number of a kind of thing: ``2.1`` in chapter 2."""
        self.counters[kind] += 1
        prefix = f"{self.number}." if self.number and not self.is_deck else ""
        return f"{prefix}{self.counters[kind]}"

    def add(self, anchor: Anchor) -> None:
        """Register something that can be referred to."""
        if anchor.id in self.anchors:
            place = self.document.locate(anchor.id)
            self.messages.warn(place, f"the identifier {anchor.id} is used twice")
        values = {**anchor.__dict__, "page": self.target, "appendix": self.appendix}
        self.anchors[anchor.id] = Anchor(**values)
