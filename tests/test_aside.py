"""Folders that appear complete or not at all."""

from pathlib import Path

import pytest

from analysis.aside import written_aside


def test_a_failure_leaves_no_folder(tmp_path: Path):
    with pytest.raises(OSError, match="full"), written_aside(tmp_path / "x") as aside:
        (aside / "half").write_text("written")
        raise OSError("the disk is full")
    assert list(tmp_path.iterdir()) == []


def test_a_finished_folder_takes_the_place_of_the_previous_one(tmp_path: Path):
    for text in ("first", "second"):
        with written_aside(tmp_path / "result") as aside:
            (aside / "x").write_text(text)
    assert (tmp_path / "result" / "x").read_text() == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["result"]


def test_an_impossible_replacement_puts_the_previous_folder_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("yesterday")
    rename = Path.rename

    def refuses(self: Path, target: Path) -> Path:
        if self.name == "made":
            raise OSError("no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuses)
    with pytest.raises(OSError, match="no"), written_aside(site) as made:
        (made / "index.html").write_text("today")
    assert (site / "index.html").read_text() == "yesterday"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
