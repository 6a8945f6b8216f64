"""A segmentation as it is kept: the model, what its segments are called, its origin."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from analysis.errors import InputError
from analysis.segmentation import Segmentation

FILE = "segmentation.json"


@dataclass(frozen=True)
class SavedSegmentation:
    """Everything that scoring needs, as plain data.

    Attributes
    ----------
    segmentation : Segmentation
    names, colours : tuple of str
        Per segment, from 0 (without a purchase) to k.
    as_of : datetime
        The moment at which the customers of the fit were described.
    fingerprint : str
        Hash of the data of the fit.
    """

    segmentation: Segmentation
    names: tuple[str, ...]
    colours: tuple[str, ...]
    as_of: dt.datetime
    fingerprint: str

    def to_json(self) -> str:
        """Text from which :meth:`from_json` makes an equal one."""
        plain = TypeAdapter(SavedSegmentation).dump_python(self, mode="json")
        return json.dumps(plain, indent=1, ensure_ascii=False, allow_nan=False) + "\n"

    @classmethod
    def from_json(
        cls, text: str, place: Path | str = "segmentation"
    ) -> SavedSegmentation:
        """Read what :meth:`to_json` wrote.

        Raises
        ------
        InputError
            The text is not a saved segmentation; ``place`` is where it came from.
        """
        again = "make it again with `olist segments`."
        try:
            saved = TypeAdapter(cls).validate_json(text)
        except ValidationError as error:
            problem = error.errors()[0]
            where = " › ".join(map(str, problem["loc"])) or "content"
            raise InputError(
                f"{place}: this is not a saved segmentation ({where}: "
                f"{problem['msg'].lower()}); {again}"
            ) from error
        if problem := saved.inconsistency():
            raise InputError(f"{place}: {problem}; {again}")
        return saved

    @classmethod
    def read(cls, path: Path) -> SavedSegmentation:
        """Read a file, or the ``segmentation.json`` of an export's folder.

        Raises
        ------
        InputError
            There is none, or it cannot be read.
        """
        file = path / FILE if path.is_dir() else path
        try:
            text = file.read_text(encoding="utf8")
        except FileNotFoundError as error:
            raise InputError(
                f"{file}: no segmentation is saved there; export one with `olist "
                "segments`, or correct the path."
            ) from error
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"{file}: this cannot be read as a saved segmentation; give the "
                f"{FILE} that `olist segments` wrote."
            ) from error
        return cls.from_json(text, file)

    def inconsistency(self) -> str:
        """Say what does not fit together; nothing when all does."""
        model = self.segmentation
        if not len(self.names) == len(self.colours) == model.k + 1:
            return f"{model.k} segments and the group without purchase need a name each"
        if len(set(map(plain, self.names))) < len(self.names):
            return "two segments have the same name"
        per_feature = ("transforms", "exponents", "fill", "centre", "scale")
        lists = [*(getattr(model, name) for name in per_feature), *model.centroids]
        if any(len(values) != len(model.features) for values in lists):
            return f"each list must hold a value for all {len(model.features)} features"
        return ""

    def segment_called(self, wanted: str) -> int:
        """Number of the segment of a name, or of a number written out.

        Accents, capitals and the kind of apostrophe do not matter.

        Raises
        ------
        InputError
            No segment is called so; the sentence lists the names.
        """
        for segment, name in enumerate(self.names):
            if plain(wanted) in (plain(name), str(segment)):
                return segment
        known = "; ".join(f"{number} {name}" for number, name in enumerate(self.names))
        raise InputError(
            f"--segment {wanted}: no segment is called so (known: {known})."
        )


def plain(name: str) -> str:
    """A name without accents, capitals and typography: what two spellings share."""
    folded = name.casefold().replace("’", "'").replace("œ", "oe")
    letters = unicodedata.normalize("NFKD", folded)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.split())
