"""Where the project and the data are: who wins, what is refused."""

from pathlib import Path

import pytest

from analysis.errors import InputError
from analysis.location import configured_data, project_root
from analysis.settings import Settings

pytestmark = pytest.mark.usefixtures("bare_environment")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("data", "mine", "theirs", "book"):
        (tmp_path / name).mkdir()
    (tmp_path / "study.yml").touch()
    return tmp_path


def test_a_chapter_finds_the_project_above_it(project: Path):
    assert project_root(project / "book") == project


def test_outside_a_project_is_an_error(tmp_path: Path):
    with pytest.raises(InputError, match=r"no study\.yml"):
        project_root(tmp_path)


def test_the_environment_comes_before_the_settings_and_those_before_data(
    project: Path, monkeypatch: pytest.MonkeyPatch
):
    settings = Settings(data=Path("mine"))
    assert configured_data(project, Settings()).path == project / "data"
    assert configured_data(project, settings).path == project / "mine"
    monkeypatch.setenv("OLIST_DATA", "theirs")
    assert configured_data(project, settings).path == project / "theirs"


def test_nothing_configured_and_no_data_folder(project: Path):
    (project / "data").rmdir()
    assert configured_data(project, Settings()) is None


@pytest.mark.parametrize("named_by", ["OLIST_DATA", "study.yml › data"])
def test_a_configured_path_that_does_not_hold_is_an_error(
    project: Path, monkeypatch: pytest.MonkeyPatch, named_by: str
):
    settings = Settings()
    if named_by == "OLIST_DATA":
        monkeypatch.setenv("OLIST_DATA", "nowhere")
    else:
        settings = Settings(data=Path("nowhere"))
    with pytest.raises(InputError, match=f"nowhere: {named_by} points here"):
        configured_data(project, settings)
