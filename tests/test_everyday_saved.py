"""What is kept of a segmentation, and how segments are asked for by name."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from made_up_models import around, saved
from pandas import DataFrame

from analysis.errors import InputError
from analysis.everyday.export import file_name
from analysis.everyday.saved import FILE, SavedSegmentation

NAMES = ("Sans achat", "Gros paniers déçus", "Fidèles d’Œuvres", "Récents")
CUSTOMERS = DataFrame({"frequency": [1, 2, 3, 4], "monetary": [10.0, 20, 35, 70]})
KEPT = saved(around(CUSTOMERS, ("monetary",), k=3), NAMES)


def test_what_is_written_is_read_again(tmp_path: Path):
    (tmp_path / FILE).write_text(KEPT.to_json(), encoding="utf8")
    assert SavedSegmentation.read(tmp_path) == KEPT
    assert SavedSegmentation.read(tmp_path / FILE) == KEPT
    assert "déçus" in KEPT.to_json()


@pytest.mark.parametrize(
    ("wanted", "segment"),
    [
        ("Gros paniers déçus", 1),
        ("gros  PANIERS decus", 1),
        ("fideles d'oeuvres", 2),
        ("3", 3),
        ("sans achat", 0),
    ],
)
def test_a_segment_is_known_by_its_name_or_its_number(wanted: str, segment: int):
    assert KEPT.segment_called(wanted) == segment


@pytest.mark.parametrize("wanted", ["Gros paniers", "4", "-1", ""])
def test_an_unknown_name_lists_the_names(wanted: str):
    with pytest.raises(InputError, match="known: 0 Sans achat; 1 Gros paniers déçus"):
        KEPT.segment_called(wanted)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"names": NAMES[:3]}, "3 segments and the group without purchase need a name"),
        ({"names": (*NAMES[:3], "sans ACHAT")}, "two segments have the same name"),
        ({"colours": ("#000000",)}, "need a name each"),
    ],
)
def test_what_does_not_fit_together_is_refused(change: dict, sentence: str):
    text = dataclasses.replace(KEPT, **change).to_json()
    with pytest.raises(InputError, match=sentence):
        SavedSegmentation.from_json(text, "there.json")


def test_a_centroid_without_all_features_is_refused():
    plain = json.loads(KEPT.to_json())
    plain["segmentation"]["centroids"][1] = []
    with pytest.raises(InputError, match="a value for all 1 features"):
        SavedSegmentation.from_json(json.dumps(plain))


def test_a_file_that_is_none_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="no segmentation is saved there"):
        SavedSegmentation.read(tmp_path)
    bare = tmp_path / "old.json"
    bare.write_text(json.dumps(dataclasses.asdict(KEPT.segmentation)))
    with pytest.raises(InputError, match="old.json: this is not a saved segmentation"):
        SavedSegmentation.read(bare)
    bare.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="cannot be read as a saved segmentation"):
        SavedSegmentation.read(bare)


def test_a_file_is_named_after_its_segment():
    assert file_name("Gros paniers, les plus dépensiers") == (
        "gros-paniers-les-plus-depensiers"
    )
    assert file_name("../..") == "segment"
