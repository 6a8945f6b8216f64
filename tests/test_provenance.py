"""Where the numbers come from, and what is left in a rendered site."""

import datetime as dt
from pathlib import Path

from analysis.provenance import (
    PUBLISHED,
    Provenance,
    computed_on,
    is_real,
    sign,
    write_results,
)


def provenance(**rows: int) -> Provenance:
    return Provenance(
        name="data",
        kind="csv",
        demo=False,
        fingerprint="0",
        computed=dt.date(2026, 1, 1),
        rows={**PUBLISHED, **rows},
        versions={},
        renderer="folio",
    )


def test_the_published_tables_show_no_difference():
    assert provenance().differences == {}


def test_a_table_with_fewer_rows_is_told():
    assert provenance(reviews=98_718).differences == {"reviews": -506}


def test_a_site_remembers_whether_it_is_a_demonstration(tmp_path: Path):
    for demo in (True, False):
        write_results(tmp_path, {"tables": "abc"}, demo)
        sign(tmp_path, tmp_path)
        assert is_real(tmp_path) is not demo


def test_a_folder_that_nobody_signed_is_not_a_real_site(tmp_path: Path):
    assert not is_real(tmp_path)
    (tmp_path / "provenance.json").write_text("[")
    assert not is_real(tmp_path)


def test_before_anything_is_computed_the_day_is_today(tmp_path: Path):
    assert computed_on(tmp_path) == dt.date.today()
