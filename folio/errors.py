"""The error that speaks to the author of a document."""

from __future__ import annotations


class FolioError(Exception):
    """A sentence for the person who can act: what, where, what to do."""
