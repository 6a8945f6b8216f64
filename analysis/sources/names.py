"""File names: their suffix and their stem, compressed or not."""

from pathlib import PurePath


def suffix_of(name: str) -> str:
    """``".csv"``, ``".csv.gz"`` or ``".parquet"``, in lower case."""
    suffixes = PurePath(name.lower()).suffixes
    return "".join(suffixes[-2:] if suffixes[-1:] == [".gz"] else suffixes[-1:])


def stem_of(name: str) -> str:
    """The name without its folder and without its suffix."""
    base = PurePath(name).name
    return base[: len(base) - len(suffix_of(base))]
