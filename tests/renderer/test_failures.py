"""A render that fails or is interrupted leaves the previous site as it was."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from folio import site as site_module
from folio.errors import FolioError

RAISES = """\
# Un

```{python}
#| label: division
total = 0

10 / total
```
"""


@pytest.fixture
def yesterday(book):
    """A book rendered once; ``unchanged`` checks that it is still the same."""
    site = book().render()
    before = snapshot(site.folder / "_book")

    def unchanged() -> bool:
        beside = {path.name for path in site.folder.iterdir() if path.is_dir()}
        return snapshot(site.folder / "_book") == before and beside <= {
            "_book",
            ".folio",
        }

    return site, unchanged


def snapshot(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_raising_cell_is_told_with_its_line_and_code(yesterday):
    site, unchanged = yesterday
    site.write(un_qmd=RAISES)
    with pytest.raises(FolioError) as told:
        site.render()
    assert str(told.value) == (
        "un.qmd:7: cell division raised ZeroDivisionError: division by zero\n"
        "  10 / total"
    )
    assert unchanged()


def test_a_failing_script_stops_the_render(book):
    site = book(settings="", avant_py="import sys; sys.exit(3)")
    file = site.folder / "_quarto.yml"
    file.write_text(
        file.read_text().replace("  type: book", "  type: book\n  pre-render: avant.py")
    )
    with pytest.raises(FolioError, match=r"_quarto\.yml:3: pre-render failed \(3\)"):
        site.render()
    assert not (site.folder / "_book").exists()


def test_a_full_disk_leaves_the_previous_site(yesterday, monkeypatch):
    site, unchanged = yesterday

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(site_module, "write", full)
    with pytest.raises(OSError, match="No space left"):
        site.render()
    assert unchanged()


def test_a_swap_that_stops_half_way_puts_the_old_site_back(tmp_path, monkeypatch):
    output, draft = tmp_path / "_book", tmp_path / "draft"
    for folder in (output, draft):
        folder.mkdir()
        (folder / "index.html").write_text(folder.name)
    rename = Path.rename

    def stops(self: Path, target: Path) -> Path:
        if self == draft:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stops)
    with pytest.raises(KeyboardInterrupt):
        site_module.swap(draft, output)
    assert (output / "index.html").read_text() == "_book"


def test_the_next_render_repairs_what_a_killed_one_left(tmp_path):
    output = tmp_path / "_book"
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    aside = tmp_path / f"._book.folio-old-{gone.pid}"
    draft = tmp_path / f"._book.folio-new-{gone.pid}"
    for folder in (aside, draft):
        folder.mkdir()
        (folder / "index.html").write_text(folder.name)
    site_module.recover(output)
    assert (output / "index.html").read_text() == aside.name
    assert [path.name for path in tmp_path.iterdir()] == ["_book"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_ends_kernels_and_keeps_the_site(yesterday, number):
    site, unchanged = yesterday
    waits = "import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(60)"
    site.write(un_qmd=f"# Un\n\n```{{python}}\n{waits}\n```\n")
    command = [sys.executable, "-m", "folio", "render", str(site.folder)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    kernel = written(site.folder / "pid", process)
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Interrupted" in said and "Traceback" not in said
    assert not alive(kernel)
    (site.folder / "pid").unlink()
    assert unchanged()


def written(file: Path, process: subprocess.Popen) -> int:
    """Process id that the kernel writes once its cell runs."""
    while process.poll() is None:
        if file.exists() and file.read_text():
            return int(file.read_text())
        time.sleep(0.05)
    raise AssertionError(process.stderr.read())


def alive(pid: int) -> bool:
    """Whether a process runs (one that waits to be reaped does not)."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().split(") ")[1][0] != "Z"


def test_the_command_says_what_is_wrong_and_exits_with_one(tmp_path):
    command = [sys.executable, "-m", "folio", "render", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "_quarto.yml: no such file" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_of_other_files_is_never_replaced(book):
    site = book()
    notes = site.folder / "notes"
    notes.mkdir()
    (notes / "precious.txt").write_text("kept")
    for output in (notes, site.folder):
        with pytest.raises(FolioError, match="holds other files than a site"):
            site.render(output=output)
    assert (notes / "precious.txt").read_text() == "kept"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("---\ntoc-depth: deux\n---\n# Un\n", "toc-depth: expected a whole number"),
        ("---\ntitle: [\n---\n", r"un\.qmd:3: cannot read the settings"),
        ("# Un\n\n::: {layout='[[1,'}\na\n:::\n", r"un\.qmd:3: cannot read the layout"),
        ("# Un\n\n```{python}\n#| label: a\n```\n```{python}\n#| label: a\n```\n",
         r"un\.qmd:6: the label a is taken by un\.qmd:3"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_one_sentence(book, text, told):
    with pytest.raises(FolioError, match=told):
        book(text).render()


def test_a_file_that_is_not_utf8_is_told_with_its_line(book):
    site = book()
    (site.folder / "un.qmd").write_bytes("# Un\n\nÉté\n".encode("latin-1"))
    with pytest.raises(FolioError, match=r"un\.qmd:3: not UTF-8"):
        site.render()


def test_what_pandoc_warns_of_is_passed_on(book):
    site = book("# Un\n\n::: {.note}\nJamais fermé.\n").render()
    assert any("un.qmd: Pandoc: Div" in warning for warning in site.warnings)
