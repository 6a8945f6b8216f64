"""The words that folio itself puts on a page, by language."""

from __future__ import annotations

from typing import Any

FRENCH = {
    "toc-title": "Table des matières",
    "section-title-appendices": "Annexes",
    "section-title-author": "Auteur",
    "section-title-date": "Date de publication",
    "section-title-abstract": "Résumé",
    "section-title-keywords": "Mots clés",
    "code-summary": "Code",
    "callout-note-title": "Note",
    "callout-tip-title": "Astuce",
    "callout-warning-title": "Avertissement",
    "callout-important-title": "Important",
    "callout-caution-title": "Mise en garde",
    "crossref-fig-title": "Figure",
    "crossref-tbl-title": "Table",
    "crossref-lst-title": "Listing",
    "crossref-eq-prefix": "Équation",
    "crossref-sec-prefix": "Section",
    "crossref-ch-prefix": "Chapitre",
    "crossref-apx-prefix": "Annexe",
    "crossref-thm-title": "Théorème",
    "crossref-lem-title": "Lemme",
    "crossref-cor-title": "Corollaire",
    "crossref-prp-title": "Proposition",
    "crossref-cnj-title": "Conjecture",
    "crossref-def-title": "Définition",
    "crossref-exm-title": "Exemple",
    "crossref-exr-title": "Exercice",
    "search": "Rechercher",
    "search_placeholder": "Un mot, un sujet…",
    "no_results": "Aucun résultat",
    "results": "résultats",
    "toggle_theme": "Clair ou sombre",
    "menu": "Sommaire du livre",
    "skip": "Aller au contenu",
    "previous": "Précédent",
    "next": "Suivant",
    "copy": "Copier le code",
    "copied": "Copié",
    "close": "Fermer",
    "contents": "Sur cette page",
    "anchor": "Lien vers cette section",
    "and": "et",
}

ENGLISH = {
    "toc-title": "Table of contents",
    "section-title-appendices": "Appendices",
    "section-title-author": "Author",
    "section-title-date": "Published",
    "section-title-abstract": "Abstract",
    "section-title-keywords": "Keywords",
    "code-summary": "Code",
    "callout-note-title": "Note",
    "callout-tip-title": "Tip",
    "callout-warning-title": "Warning",
    "callout-important-title": "Important",
    "callout-caution-title": "Caution",
    "crossref-fig-title": "Figure",
    "crossref-tbl-title": "Table",
    "crossref-lst-title": "Listing",
    "crossref-eq-prefix": "Equation",
    "crossref-sec-prefix": "Section",
    "crossref-ch-prefix": "Chapter",
    "crossref-apx-prefix": "Appendix",
    "crossref-thm-title": "Theorem",
    "crossref-lem-title": "Lemma",
    "crossref-cor-title": "Corollary",
    "crossref-prp-title": "Proposition",
    "crossref-cnj-title": "Conjecture",
    "crossref-def-title": "Definition",
    "crossref-exm-title": "Example",
    "crossref-exr-title": "Exercise",
    "search": "Search",
    "search_placeholder": "A word, a subject…",
    "no_results": "No results",
    "results": "results",
    "toggle_theme": "Light or dark",
    "menu": "Contents of the book",
    "skip": "Skip to content",
    "previous": "Previous",
    "next": "Next",
    "copy": "Copy the code",
    "copied": "Copied",
    "close": "Close",
    "contents": "On this page",
    "anchor": "Link to this section",
    "and": "and",
}


def labels(language: str, changes: dict[str, Any] | None = None) -> dict[str, str]:
    """Words for a language, with the author's own ones (Quarto's ``language:``).

    Parameters
    ----------
    language : str
        A tag such as ``fr`` or ``en-GB``; other languages get English words.
    changes : dict, optional
        The author's words, by the same keys.
    """
    words = FRENCH if language.lower().startswith("fr") else ENGLISH
    return {**words, **{key: str(value) for key, value in (changes or {}).items()}}
