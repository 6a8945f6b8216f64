"""The title block of a page, as blocks that Pandoc writes with the rest."""

from __future__ import annotations

from typing import Any

from folio import pandoc, settings, tree
from folio.page import Page
from folio.render import day
from folio.tree import Node


def label(page: Page) -> str:
    """Title of a page in plain text; the name of its file when it has none."""
    return tree.text(page.title) or page.target


def document_title(page: Page, book: str) -> str:
    """Text of ``<title>``."""
    if page.is_index:
        return book
    text = tree.text(page.title)
    if not text:
        text = page.target.rpartition("/")[2].removesuffix(".html")
    elif page.appendix and page.number:
        text = f"{page.labels['crossref-apx-prefix']} {page.number} — {text}"
    elif shown_number(page):
        text = f"{page.number}\u00a0 {text}"
    return f"{text} – {book}"


def shown_number(page: Page) -> str | None:
    """Number that the title shows (``number-sections: false`` hides it)."""
    return page.number if page.options.get("number-sections", True) else None


def authors(page: Page) -> list[dict[str, str]]:
    """Authors of a page, each with ``name`` and perhaps ``affiliation``.

    Those of the book appear on its home page only.
    """
    value = page.document.metadata.get("author")
    if value is None and (page.is_index or page.is_deck):
        value = page.project.get("book.author") or page.options.get("author")
    found = []
    for author in settings.listed(value):
        given = author if isinstance(author, dict) else {"name": author}
        name = given.get("name")
        name = name.get("literal", "") if isinstance(name, dict) else str(name)
        place = given.get("affiliation") or given.get("affiliations") or ""
        places = [
            p.get("name") if isinstance(p, dict) else p for p in settings.listed(place)
        ]
        found.append({"name": name, "affiliation": ", ".join(map(str, places))})
    return found


def block(page: Page) -> list[Node]:
    """Title block of a page of a book."""
    if not page.title and not page.is_index:
        return []
    head = '<header id="title-block-header" class="quarto-title-block default">'
    opening = '<div class="quarto-title"><h1 class="title">'
    inside = [
        tree.raw(head + opening),
        tree.plain(_title(page)),
        tree.raw("</h1>"),
        *_line("p", "subtitle lead", _markdown(page, "subtitle")),
        tree.raw("</div>"),
    ]
    if page.is_index:
        inside += _line("div", "description", _markdown(page, "description"))
    inside += _meta(page)
    if "abstract" in page.meta:
        name = page.labels["section-title-abstract"]
        inside += [
            tree.raw('<div class="abstract">'),
            *tree.wrapped("div", tree.words(name), class_="block-title"),
            *page.meta["abstract"],
            tree.raw("</div>"),
        ]
    words = keywords(page)
    if words:
        name = page.labels["section-title-keywords"]
        inside += [
            tree.raw('<div class="keywords">'),
            *tree.wrapped("div", tree.words(name), class_="block-title"),
            *tree.wrapped("p", tree.words(words)),
            tree.raw("</div>"),
        ]
    return [*inside, tree.raw("</header>")]


def _title(page: Page) -> list[Node]:
    if page.is_index:
        title = str(page.project.get("book.title", ""))
        html = {"t": "RawInline", "c": ["html", pandoc.inline_html(title)]}
        return [tree.span(tree.attr(classes=["chapter-title"]), [html])]
    words: list[Node] = list(page.title)
    number = shown_number(page)
    if page.appendix and number:
        prefix = f"{page.labels['crossref-apx-prefix']} {number} — "
        words = [*tree.words(prefix), *words]
        number = None
    title = [tree.span(tree.attr(classes=["chapter-title"]), words)]
    if number:
        mark = tree.attr(classes=["chapter-number"])
        digits = tree.span(mark, [{"t": "Str", "c": number}])
        title = [digits, {"t": "Str", "c": "\u00a0 "}, *title]
    if page.title_id:
        mark = tree.attr(page.title_id, ["quarto-section-identifier"])
        return [tree.span(mark, title)]
    return title


def _markdown(page: Page, key: str) -> str:
    """Metadata of a page that is written in Markdown, as HTML."""
    value: Any = page.document.metadata.get(key)
    if value is None and page.is_index:
        value = page.project.get(f"book.{key}")
    return pandoc.inline_html(str(value)) if value else ""


def _line(tag: str, names: str, html: str) -> list[Node]:
    return [tree.raw(f'<{tag} class="{names}">{html}</{tag}>')] if html else []


def _meta(page: Page) -> list[Node]:
    parts: list[Node] = []
    people = authors(page)
    if people:
        parts += _heading(page, "section-title-author")
        for author in people:
            parts += tree.wrapped("p", tree.words(author["name"]), class_="author")
            if author["affiliation"]:
                words = tree.words(author["affiliation"])
                parts += tree.wrapped("p", words, class_="affiliation")
        parts.append(tree.raw("</div></div>"))
    value = page.document.metadata.get("date")
    pattern = page.options.get("date-format")
    if value is None and page.is_index:
        value = page.project.get("book.date")
        pattern = pattern or page.project.get("book.date-format")
    if value is not None:
        text = day(value, page.language, pattern)
        parts += _heading(page, "section-title-date")
        parts += tree.wrapped("p", tree.words(text), class_="date")
        parts.append(tree.raw("</div></div>"))
    if not parts:
        return []
    return [tree.raw('<div class="quarto-title-meta">'), *parts, tree.raw("</div>")]


def _heading(page: Page, name: str) -> list[Node]:
    return [
        tree.raw(
            f'<div><div class="quarto-title-meta-heading">{page.labels[name]}</div>'
            '<div class="quarto-title-meta-contents">'
        )
    ]


def keywords(page: Page) -> str:
    """Keywords of a page, separated by commas."""
    return ", ".join(map(str, settings.listed(page.document.metadata.get("keywords"))))


def description(page: Page) -> str:
    """Description of a page, or the book's."""
    own = page.document.metadata.get("description")
    return str(own or page.project.get("book.description") or "")
