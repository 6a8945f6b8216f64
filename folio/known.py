"""What folio knows of Quarto: settings, cell options, classes.

A setting is known when folio heeds it, or when leaving it aside does no harm to the
page (the theme: folio has its own).  All others are named on the terminal.
"""

from __future__ import annotations

from typing import Any

import yaml

_LISTS = yaml.safe_load("""
html: >
  theme css toc toc-depth toc-title toc-location toc-expand number-sections
  number-depth code-fold code-summary code-tools code-copy code-line-numbers
  code-overflow highlight-style html-math-method include-in-header
  include-before-body include-after-body body-classes fig-format fig-width
  fig-height fig-dpi fig-align fig-cap-location tbl-cap-location anchor-sections
  smooth-scroll link-external-newwindow page-layout grid mainfont embed-resources
  lightbox df-print citations-hover footnotes-hover crossrefs-hover
  respect-user-color-scheme

revealjs: >
  slide-number show-slide-number hash transition background-transition width height
  controls controls-layout progress center default-timing total-time navigation-mode
  loop auto-slide show-notes margin theme css footer logo incremental slide-level
  number-sections number-depth auto-stretch include-in-header include-before-body
  include-after-body code-line-numbers code-fold code-summary code-copy code-overflow
  highlight-style html-math-method embed-resources fig-format fig-width fig-height
  fig-dpi fig-align fragments history transition-speed pdf-separate-fragments
  pdf-max-pages-per-slide controls-tutorial view-distance

document: >
  title subtitle author date date-format description abstract keywords lang language
  bibliography csl link-citations nocite jupyter engine institute folio pagetitle
  aliases categories

execute: echo eval output include warning error enabled cache freeze daemon

project: >
  type title output-dir pre-render post-render resources render execute-dir preview

book: >
  title subtitle author date date-format description search page-footer chapters
  appendices favicon page-navigation

sidebar: tools style title search collapse-level

cell: >
  label id classes echo eval output include warning error fig-cap fig-alt fig-subcap
  fig-cap-location fig-column tbl-cap tbl-subcap tbl-cap-location tbl-column lst-label
  lst-cap code-fold code-summary code-line-numbers code-overflow column layout
  layout-ncol layout-nrow out-width filename tags
""")


def _keys(name: str) -> dict[str, Any]:
    return dict.fromkeys(_LISTS[name].split(), ...)


#: Tables of settings; ``...`` accepts anything below a key.
DOCUMENT: dict[str, Any] = {
    **_keys("html"),
    **_keys("document"),
    "execute": _keys("execute"),
    "format": {"html": _keys("html"), "revealjs": _keys("revealjs")},
}
PROJECT: dict[str, Any] = {
    **DOCUMENT,
    "project": _keys("project"),
    "book": {**_keys("book"), "sidebar": _keys("sidebar")},
    "profile": ...,
}
CELL = frozenset(_LISTS["cell"].split())
#: Classes and attributes of Quarto whose effect folio does not have.
UNSUPPORTED_CLASSES = frozenset({"panel-input", "panel-fill", "panel-center"})
LAYOUT = ("layout", "layout-ncol", "layout-nrow")
