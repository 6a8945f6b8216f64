"""What folio says on the terminal: warnings with their place, and progress."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A line of a file, as an editor wants it: ``file:line``."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


class Messages:
    """Collect warnings and print each once, from any thread.

    Parameters
    ----------
    quiet : bool
        Keep progress to oneself; warnings are still printed.
    """

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet
        self.warnings: list[str] = []
        self._lock = threading.Lock()

    def warn(self, place: Place | str, text: str) -> None:
        """Name something that the reader of the terminal should look at."""
        message = f"{place}: {text}"
        with self._lock:
            if message in self.warnings:
                return
            self.warnings.append(message)
            print(f"WARNING {message}", file=sys.stderr, flush=True)

    def tell(self, text: str) -> None:
        """Print one line of progress."""
        with self._lock:
            if not self.quiet:
                print(text, flush=True)
