"""The command `olist`: what it prints, what it writes, how it ends."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pandas as pd
import pytest
import typer

from analysis.commands import report, terminal
from analysis.provenance import SIGNATURE
from analysis.segmentation import Segmentation

SETTINGS = """\
segmentation: {k_min: 3, k_max: 3, seeds: 2, n_init: 1}
maintenance: {horizon_weeks: 3, n_init: 1}
demo: {customers: 1500}
"""


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose demonstration is computed."""
    root = tmp_path_factory.mktemp("project")
    (root / "study.yml").write_text(SETTINGS, encoding="utf8")
    finished = olist(root, "build")
    assert finished.returncode == 0, finished.stderr
    return root


@pytest.fixture
def project(computed: Path, tmp_path: Path) -> Path:
    return shutil.copytree(computed, tmp_path / "project")


def olist(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "200"}
    environment.pop("OLIST_DATA", None)
    return subprocess.run(
        [sys.executable, "-m", "analysis", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_help_names_every_command(tmp_path: Path):
    shown = olist(tmp_path, "--help")
    assert shown.returncode == 0
    for name in ("data", "build", "render", "segments", "serve"):
        assert f" {name} " in shown.stdout


def test_build_says_that_the_data_are_a_demonstration(computed: Path):
    shown = olist(computed, "build")
    assert shown.returncode == 0
    assert "demonstration data" in shown.stdout


def test_data_shows_the_tables_and_the_quality_register(computed: Path):
    shown = olist(computed, "data")
    assert shown.returncode == 0
    assert "customers" in shown.stdout
    assert "Quality register" in shown.stdout


def test_a_demonstration_can_be_written_and_used(project: Path):
    written = olist(project, "data", "--demo", "500", "--out", "shop")
    assert written.returncode == 0, written.stderr
    assert (project / "shop" / "demonstration.json").exists()
    shown = olist(project, "data", "--data", "shop").stdout
    assert "shop" in shown
    assert "demonstration data" in shown


def test_segments_exports_every_customer_once(project: Path):
    finished = olist(project, "segments")
    assert finished.returncode == 0, finished.stderr
    exported = pd.read_csv(project / "exports" / "segments.csv")
    assert len(exported) == 1500
    assert exported["customer_unique_id"].is_unique
    assert set(exported["segment"]) == {0, 1, 2, 3}
    assert exported.groupby("segment")["name"].nunique().eq(1).all()
    saved = (project / "exports" / "segmentation.json").read_text()
    assert Segmentation.from_json(saved).k == 3
    again = pd.read_parquet(project / "exports" / "segments.parquet")
    assert again["customer_unique_id"].tolist() == exported.iloc[:, 0].tolist()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["build", "--data", "nowhere"], "--data nowhere: nothing is there"),
        (["segments", "--data", "study.yml"], "study.yml is not"),
        (["render", "--renderer", "word"], "'word' is not one of"),
        (["serve"], "run `olist render` first"),
        (["plot"], "No such command"),
        (["data", "--demo", "many"], "'--demo': Input should be"),
        (["data", "--demo", "0"], "0 customers is impossible"),
        (["data", "--demo", "200", "--out", "study.yml"], "study.yml is a file"),
        (["data", "--download", "--out", "study.yml"], "study.yml already holds"),
        (["segments", "--out", "study.yml"], "study.yml: file exists"),
        (["serve", "--port", "80000"], "'--port'"),
    ],
)
def test_wrong_use_ends_with_two_and_one_sentence(
    project: Path, arguments: list[str], sentence: str
):
    failed = olist(project, *arguments)
    assert failed.returncode == 2
    assert sentence in failed.stderr
    assert "Traceback" not in failed.stdout + failed.stderr


def test_a_wrong_setting_ends_with_two(project: Path):
    (project / "study.yml").write_text("sead: 4")
    failed = olist(project, "build")
    assert failed.returncode == 2
    assert "study.yml: sead is not a setting" in failed.stderr


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (ZeroDivisionError("[/] by zero"), 1, "[/] by zero (our fault"),
        (OSError(errno.ENOSPC, "full", "/disk"), 2, "/disk: no space left on device"),
        (KeyboardInterrupt(), 130, "Interrupted"),
    ],
)
def test_what_goes_wrong_ends_with_its_code_and_a_sentence(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    sentence: str,
):
    def fails() -> None:
        raise error

    monkeypatch.chdir(project)
    with pytest.raises(typer.Exit) as ended:
        terminal.guarded(fails)()
    assert ended.value.exit_code == code
    assert sentence in capsys.readouterr().err
    details = project / ".olist" / "error.log"
    assert details.exists() == (code == 1)


def test_damaged_results_are_made_anew(project: Path):
    steps = project / ".olist" / "steps"
    for file in ("segmentation/*/values.json", "customers/*/table.parquet"):
        [found] = steps.glob(file)
        found.write_text("{}")
    [orders] = steps.glob("tables/*/orders.parquet")
    orders.unlink()
    finished = olist(project, "segments")
    assert finished.returncode == 0, finished.stderr


@pytest.mark.parametrize("content", ["afile", "folder/notes.txt", "folder/index.html"])
def test_an_output_that_is_no_site_is_refused_before_computing(
    project: Path, content: str
):
    file = project / content
    file.parent.mkdir(exist_ok=True)
    file.write_text("mine")
    output = content.split("/")[0]
    refused = olist(project, "render", "--renderer", "folio", "--output", output)
    assert refused.returncode == 2
    assert "something else than a rendered site" in refused.stderr
    assert file.read_text() == "mine"


def test_a_demonstration_does_not_replace_a_real_site(project: Path):
    site = project / "_book"
    site.mkdir()
    (site / "index.html").write_text("real")
    (site / SIGNATURE).write_text('{"demo": false}')
    refused = olist(project, "render", "--renderer", "folio")
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert (site / "index.html").read_text() == "real"


def test_serve_shows_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "index.html").write_text("le livre")
    started = threading.Event()
    seen = {}

    class Server(report.http.server.ThreadingHTTPServer):
        def serve_forever(self, poll_interval: float = 0.5) -> None:
            seen["port"] = self.server_port
            started.set()
            self.handle_request()

    monkeypatch.setattr(report.http.server, "ThreadingHTTPServer", Server)
    thread = threading.Thread(target=report.serve, args=(tmp_path, 0))
    thread.start()
    assert started.wait(10)
    with urllib.request.urlopen(f"http://127.0.0.1:{seen['port']}/") as page:
        assert page.read() == b"le livre"
    thread.join(10)


@pytest.mark.real
def test_the_real_tables_are_found(real_data: Path, computed: Path):
    shown = olist(computed, "data", "--data", str(real_data))
    assert shown.returncode == 0
    assert "99,441" in shown.stdout
    assert "112,650" in shown.stdout
