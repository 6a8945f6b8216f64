"""The study: each step is computed once, kept, and redone when its inputs change."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis import store
from analysis.errors import InputError
from analysis.sources.demo import write_demo
from analysis.study import Study

SMALL = """\
data: tables
segmentation:
  seeds: 2
  bootstraps: 2
  grids: [{family: kmeans, n_init: [1], k: [4, 5]}]
maintenance: {horizon_weeks: 4, minimum_share: 0.8, n_init: 1, bootstraps: 20}
"""


# Steps that use what the maintenance found.
AFTER_MAINTENANCE = {
    name for name, step in Study.declared.items() if "maintenance" in step.needs
}


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose study of a small marketplace is computed."""
    root = tmp_path_factory.mktemp("project")
    (root / "study.yml").write_text(SMALL, encoding="utf8")
    write_demo(root / "tables", 2000, seed=3)
    Study.open(root).compute()
    return root


@pytest.fixture
def project(computed: Path, tmp_path: Path, bare_environment: None) -> Path:
    """A copy of it, to be changed."""
    return shutil.copytree(computed, tmp_path / "project")


def steps_run(root: Path) -> set[str]:
    """Compute the study again and name the steps that had to run."""
    run = set()

    def report(name: str, state: str, seconds: float) -> None:
        if state == "computed":
            run.add(name)

    Study.open(root, report).compute()
    return run


def replace(root: Path, old: str, new: str) -> None:
    settings = root / "study.yml"
    text = settings.read_text(encoding="utf8")
    assert old in text
    settings.write_text(text.replace(old, new), encoding="utf8")


def test_nothing_is_computed_twice(project: Path):
    assert steps_run(project) == set()


def test_a_setting_redoes_the_steps_that_read_it_and_those_after(project: Path):
    replace(project, "horizon_weeks: 4", "threshold: 0.7, horizon_weeks: 4")
    assert steps_run(project) == {"maintenance", *AFTER_MAINTENANCE}
    replace(project, "horizon_weeks: 4", "horizon_weeks: 3")
    assert steps_run(project) == {"aging", "maintenance", *AFTER_MAINTENANCE}
    replace(project, "n_init: [1], k", "n_init: [2], k")
    redone = steps_run(project)
    assert {"trials", "segmentation", "maintenance"} <= redone
    assert not {"tables", "customers", "exploration"} & redone


def test_other_data_redo_everything(project: Path):
    shutil.rmtree(project / "tables")
    write_demo(project / "tables", 2000, seed=4)
    assert steps_run(project) == {"tables", *Study.declared}


def test_the_same_data_elsewhere_redo_nothing(project: Path):
    (project / "tables").rename(project / "moved")
    replace(project, "data: tables", "data: moved")
    assert steps_run(project) == set()


def test_other_code_redoes_the_steps_that_run_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
):
    version = store.code_version
    monkeypatch.setattr(
        store,
        "code_version",
        lambda module: version(module) + "edited" * (module == "analysis.campaigns"),
    )
    assert steps_run(project) == {"campaigns"}


def test_an_interrupted_step_keeps_the_finished_ones(
    project: Path, monkeypatch: pytest.MonkeyPatch
):
    replace(project, "horizon_weeks: 4", "horizon_weeks: 5")

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("analysis.maintenance.simulation.simulate", interrupted)
        Study.open(project).compute()
    assert steps_run(project) == {"aging", "maintenance", *AFTER_MAINTENANCE}


def test_results_come_back_from_disk_as_they_were_computed(computed: Path):
    study = Study.open(computed)
    again = Study.open(computed)
    pd.testing.assert_frame_equal(study.customers, again.customers)
    assert study.segmentation == again.segmentation
    assert study.segments.equals(again.segments)


def test_every_customer_is_assigned(computed: Path):
    study = Study.open(computed)
    assert len(study.segments) == len(study.customers)
    bought = study.customers["frequency"] > 0
    assert set(study.segments[bought]) == set(range(1, study.segmentation.k + 1))
    assert (study.segments[~bought] == 0).all()


def test_the_provenance_names_the_data_without_its_private_path(computed: Path):
    provenance = Study.open(computed).provenance
    assert provenance.name == "tables"
    assert provenance.demo
    assert provenance.rows["customers"] == provenance.rows["orders"] > 2000


def test_the_day_changes_only_with_the_results(project: Path):
    results = project / ".olist" / "results.json"
    recorded = json.loads(results.read_text())
    results.write_text(json.dumps({**recorded, "computed": "2020-02-02"}))
    Study.open(project).compute()
    assert json.loads(results.read_text())["computed"] == "2020-02-02"
    replace(project, "horizon_weeks: 4", "horizon_weeks: 2")
    Study.open(project).compute()
    assert json.loads(results.read_text())["computed"] > "2020-02-02"


def test_without_any_data_the_study_is_a_demonstration(
    tmp_path: Path, bare_environment: None
):
    (tmp_path / "study.yml").write_text("demo: {customers: 300}")
    study = Study.open(tmp_path)
    assert study.source.demo
    assert len(study.customers) == 300
    assert Study.open(tmp_path).source.path == study.source.path


def test_a_configured_folder_that_is_absent_is_no_demonstration(
    tmp_path: Path, bare_environment: None
):
    (tmp_path / "study.yml").write_text("data: nowhere")
    with pytest.raises(InputError, match="nowhere"):
        Study.open(tmp_path)
