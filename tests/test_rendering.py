"""Running a renderer: which one, and yesterday's site after a failure."""

import os
import signal
import stat
import sys
import threading
import time
from pathlib import Path

import pytest

from analysis import rendering
from analysis.errors import InputError
from analysis.rendering import RenderError, alone, choose_renderer, render, run

# A program that does what Quarto does to its output folder: it empties it first.
QUARTO = """#!/bin/sh
[ "$1" = --version ] && { echo 1.10; exit 0; }
rm -rf _book && mkdir -p _book/slides
pwd > _book/index.html
echo "$OLIST_DATA" > _book/data
ls -A > _book/seen
exit ${QUARTO_FAILS:-0}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for folder in ("book", "data", "_book", ".git"):
        (root / folder).mkdir(parents=True)
    (root / "study.yml").touch()
    (root / "_book" / "index.html").write_text("yesterday")
    return root


@pytest.fixture
def quarto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = tmp_path / "bin" / "quarto"
    program.parent.mkdir()
    program.write_text(QUARTO)
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    path = os.pathsep.join([str(program.parent), os.environ["PATH"]])
    monkeypatch.setenv("PATH", path)
    return program


def render_with_quarto(root: Path) -> None:
    site = root / "_book"
    render(root, site, "quarto", root / "data", root / ".olist")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_auto_takes_quarto_where_it_works(quarto: Path):
    assert choose_renderer("auto") == "quarto"
    assert choose_renderer("folio") == "folio"


def test_auto_takes_folio_where_quarto_is_broken(quarto: Path):
    quarto.write_text("#!/bin/sh\nexit 1\n")
    assert choose_renderer("auto") == "folio"
    with pytest.raises(InputError, match="--renderer quarto: no working"):
        choose_renderer("quarto")


def test_a_render_replaces_the_site_in_one_step(project: Path, quarto: Path):
    render_with_quarto(project)
    rendered = Path((project / "_book" / "index.html").read_text().strip())
    assert rendered != project
    assert (project / "_book" / "data").read_text().strip() == str(project / "data")
    assert names(project) == {"book", "data", "_book", ".git", "study.yml", ".olist"}
    assert names(project / ".olist") == set()


def test_quarto_works_on_a_copy_of_the_sources_alone(project: Path, quarto: Path):
    render_with_quarto(project)
    seen = (project / "_book" / "seen").read_text().split()
    assert {"book", "study.yml"} <= set(seen)
    assert not {"data", ".git", ".olist"} & set(seen)


def test_a_failed_render_leaves_yesterdays_site(
    project: Path, quarto: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("QUARTO_FAILS", "1")
    with pytest.raises(RenderError, match="ended with code 1"):
        render_with_quarto(project)
    assert (project / "_book" / "index.html").read_text() == "yesterday"
    assert names(project / ".olist") == set()


def test_two_renders_of_a_project_follow_each_other(project: Path):
    events, waiting = [], threading.Event()

    def second() -> None:
        with alone(project, waiting.set):
            events.append("second")

    with alone(project, lambda: events.append("waits for nobody")):
        other = threading.Thread(target=second)
        other.start()
        assert waiting.wait(10)
        events.append("first ends")
    other.join(10)
    assert events == ["first ends", "second"]


def test_an_interruption_that_the_renderer_did_not_get_ends_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rendering, "PATIENCE", 0.1)
    started, ended = tmp_path / "started", tmp_path / "ended"
    script = f"""
import pathlib, time
pathlib.Path({str(started)!r}).touch()
time.sleep(30)
pathlib.Path({str(ended)!r}).touch()
"""

    def interrupt() -> None:
        while not started.exists():
            time.sleep(0.05)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        run([sys.executable, "-c", script], tmp_path, dict(os.environ))
    assert not ended.exists()
