"""Get the published tables from Kaggle, where the network allows."""

from __future__ import annotations

import shutil
from pathlib import Path

from analysis.aside import written_aside
from analysis.errors import InputError
from analysis.sources.source import Source, find

DATASET = "olistbr/brazilian-ecommerce"
BY_HAND = f"download {DATASET} from Kaggle by hand and unzip it into"


def download(folder: Path) -> Source:
    """Copy the published CSV files into a folder.

    Parameters
    ----------
    folder : Path
        New or empty; it appears complete or not at all.

    Returns
    -------
    Source

    Raises
    ------
    InputError
        The folder holds files, kagglehub is not installed, or Kaggle cannot be reached;
        the message says how to get the data by hand.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(
            f"{folder} already holds files; empty it, or download to another folder."
        )
    try:
        import kagglehub
    except ImportError as error:
        raise InputError(
            "kagglehub is not installed; run `pip install -e .[download]`, or "
            f"{BY_HAND} {folder}/."
        ) from error
    try:
        downloaded = Path(kagglehub.dataset_download(DATASET))
    except (OSError, ValueError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise InputError(
            f"Kaggle did not answer ({reason}); {BY_HAND} {folder}/."
        ) from error
    with written_aside(folder) as aside:
        for file in sorted(downloaded.glob("*.csv")):
            shutil.copy(file, aside)
        find(aside)
    return find(folder)
