"""How the deliverables are called: names of people and titles as names of files.

Accents and hyphens stay, in their composed form (NFC), which Windows, macOS and Linux
agree on; spaces and apostrophes become ``_``; all that is neither a letter, a digit nor
a hyphen goes.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from analysis.errors import InputError
from analysis.french import month

Part = Literal["exploration", "essais", "simulation", "presentation"]
# The longest name that every file system takes, in bytes, with room for « (1) ».
LONGEST = 240
SEPARATORS = "'’ʼ`_"


@dataclass(frozen=True)
class Names:
    """Who hands in what, and the names that follow.

    Attributes
    ----------
    last, first : str
        Of the author, as written.
    title : str
        Of the project.
    start : date
        First day of the month in which the project began.
    """

    last: str
    first: str
    title: str
    start: dt.date

    @classmethod
    def read(cls, last: str, first: str, title: str, start: str) -> Names:
        """Check what the command line says.

        Parameters
        ----------
        last, first, title : str
        start : str
            Month and year, ``mmaaaa``.

        Raises
        ------
        InputError
            A name has no letter, the names are too long, or the month does not exist.
        """
        given = {"--nom": last, "--prenom": first, "--titre": title}
        for option, text in given.items():
            if not file_part(text):
                raise InputError(
                    f"{option} « {text} »: there is no letter or digit in it; give a "
                    "name that a file can have."
                )
        tidy = [
            " ".join(unicodedata.normalize("NFC", text).split())
            for text in given.values()
        ]
        names = cls(*tidy, read_month(start))
        longest = max([names.archive, names.presentation(".html")], key=size)
        if size(longest) > LONGEST:
            raise InputError(
                f"{longest}: {size(longest)} bytes are too long for the name of a file "
                f"(at most {LONGEST}); shorten --titre, --nom or --prenom."
            )
        return names

    @property
    def author(self) -> str:
        """First and last name, as a reader expects them."""
        return f"{self.first} {self.last}"

    @property
    def beginning(self) -> str:
        """The month of the beginning, in French."""
        return month(self.start)

    @property
    def archive(self) -> str:
        """Name of the zip: ``Titre_du_projet_nom_prénom.zip``."""
        people = f"{file_part(self.last)}_{file_part(self.first)}".lower()
        return f"{file_part(self.title)}_{people}.zip"

    def notebook(self, number: int, part: Part) -> str:
        """Name of a notebook: ``Nom_Prénom_1_notebook_exploration_mmaaaa.ipynb``."""
        return self.named(f"{number}_notebook_{part}", ".ipynb")

    def presentation(self, suffix: str) -> str:
        """Name of the deck: ``Nom_Prénom_4_presentation_mmaaaa`` and a suffix."""
        return self.named("4_presentation", suffix)

    def named(self, what: str, suffix: str) -> str:
        """Name of one file of the zip."""
        who = f"{file_part(self.last)}_{file_part(self.first)}"
        return f"{who}_{what}_{self.start:%m%Y}{suffix}"


def file_part(text: str) -> str:
    """A text as a part of the name of a file, which may be empty."""
    composed = unicodedata.normalize("NFC", text)
    spaced = "".join(" " if letter in SEPARATORS else letter for letter in composed)
    kept = [
        letter
        for letter in spaced
        if letter.isspace() or letter == "-" or unicodedata.category(letter)[0] in "LNM"
    ]
    return "_".join("".join(kept).split()).strip("-_")


def read_month(text: str) -> dt.date:
    """First day of a month written ``mmaaaa``.

    Raises
    ------
    InputError
        It is not written so, or there is no such month.
    """
    found = re.fullmatch(r"(0[1-9]|1[0-2])(20\d\d)", text, re.ASCII)
    if not found:
        raise InputError(
            f"--debut {text}: write the month and the year in which the project began "
            "as mmaaaa, such as 012022 for January 2022."
        )
    return dt.date(int(found[2]), int(found[1]), 1)


def size(name: str) -> int:
    """Bytes of a name."""
    return len(name.encode("utf8"))
