"""The report on the real tables: what it says, and what it keeps to itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from analysis import say
from analysis.sources import Tables
from analysis.study import Study

HEXADECIMAL = re.compile(r"\b[0-9a-f]{32}\b")
TEXT = {".html", ".js", ".json", ".css", ".svg", ".txt", ".csv"}
PEOPLE = {"customers", "clients", "acheteurs", "buyers", "persons"}
MINIMUM = 20


def published(site: Path) -> Iterator[Path]:
    """Files of a site that hold text, those of the libraries aside."""
    for path in site.rglob("*"):
        if path.suffix in TEXT and not {"site_libs", "libs"} & set(path.parts):
            yield path


def identifiers(tables: Tables) -> set[str]:
    """Every identifier of a customer, an order or a seller."""
    columns = [
        (tables.customers, "customer_id"),
        (tables.customers, "customer_unique_id"),
        (tables.orders, "order_id"),
        (tables.sellers, "seller_id"),
        (tables.reviews, "review_id"),
        (tables.products, "product_id"),
    ]
    found: set[str] = set()
    for table, column in columns:
        found.update(table.select(column).to_pyarrow()[column].to_pylist())
    return found


def specifications(page: Path) -> Iterator[dict]:
    """The chart specifications that a page holds."""
    text = page.read_text(encoding="utf8")
    decoder = json.JSONDecoder()
    for call in re.finditer(r'olistChart\("[^"]+", ', text):
        yield decoder.raw_decode(text[call.end() :])[0]


def small_cells(spec: dict) -> Iterator[tuple[str, float]]:
    """Numbers of people in a chart's data that are below what may be published."""
    for rows in spec.get("datasets", {}).values():
        for row in rows:
            for name, value in row.items():
                is_count = name in PEOPLE and isinstance(value, (int, float))
                if is_count and 0 < value < MINIMUM:
                    yield name, value


@pytest.mark.real
def test_the_summary_says_what_olists_orders_hold(real_site: Path):
    page = BeautifulSoup((real_site / "index.html").read_text("utf8"), "lxml")
    text = page.main.get_text(" ").replace("\u202f", " ").replace("\u00a0", " ")
    for number in ("99 441", "96 096", "3,12 %", "16 008 872,12 R$"):
        assert number in text
    assert "démonstration" not in text


@pytest.mark.real
def test_no_published_file_holds_an_identifier(real_site: Path, real_tables: Tables):
    known = identifiers(real_tables)
    assert len(known) > 400_000
    for path in published(real_site):
        found = set(HEXADECIMAL.findall(path.read_text(encoding="utf8")))
        assert not found & known, path


@pytest.mark.real
def test_no_published_file_holds_the_text_of_a_review(
    real_site: Path, real_tables: Tables
):
    reviews = real_tables.reviews
    comment = reviews.review_comment_message
    long = reviews.filter(comment.length() > 40).select("review_comment_message")
    comments = long.to_pyarrow()["review_comment_message"].to_pylist()
    assert len(comments) > 1000
    text = "\n".join(path.read_text(encoding="utf8") for path in published(real_site))
    assert not [comment for comment in comments if comment in text]


@pytest.mark.parametrize("data", ["real", "demo"])
def test_no_chart_shows_fewer_people_than_may_be_published(
    data: str, request: pytest.FixtureRequest
):
    site = request.getfixturevalue(f"{data}_site")
    pages = [path for path in published(site) if path.suffix == ".html"]
    charts = [(page, spec) for page in pages for spec in specifications(page)]
    assert len(charts) >= 20
    small = [(page.name, list(small_cells(spec))) for page, spec in charts]
    assert not [found for found in small if found[1]]


@pytest.mark.parametrize("data", ["real", "demo"])
def test_no_table_shows_fewer_people_than_may_be_published(
    data: str, request: pytest.FixtureRequest
):
    site = request.getfixturevalue(f"{data}_site")
    counted = 0
    for path in published(site):
        if path.suffix == ".html":
            for number in counts_of_people(path):
                counted += 1
                assert number >= MINIMUM, path.name
    assert counted >= 10


def counts_of_people(path: Path) -> Iterator[int]:
    """Whole numbers in the columns of tables whose header speaks of customers."""
    page = BeautifulSoup(path.read_text(encoding="utf8"), "lxml")
    for table in page.find_all("table"):
        headers = [
            cell.get_text(" ") for cell in table.select("thead tr:last-child th")
        ]
        for row in table.select("tbody tr"):
            cells = [cell.get_text(" ") for cell in row.find_all(["td", "th"])]
            for header, cell in zip(headers, cells, strict=False):
                number = re.fullmatch(r"[\d\u202f ]+", cell.strip())
                if re.match("Clients|Acheteurs", header.strip()) and number:
                    yield int(re.sub(r"\D", "", cell))


def test_a_demonstration_is_labelled_on_every_page_and_slide(demo_site: Path):
    pages = [path for path in published(demo_site) if path.suffix == ".html"]
    assert len(pages) >= 7
    for path in pages:
        page = BeautifulSoup(path.read_text(encoding="utf8"), "lxml")
        if "slides" in path.parts:
            # The title slide, made of metadata, is labelled by a stylesheet.
            label = (path.parent / "libs" / "label.css").read_text(encoding="utf8")
            assert "démonstration" in label
            slides = page.select(".slides section:not(#title-slide, :has(section))")
            assert len(slides) >= 8
        else:
            slides = [page.main]
        for slide in slides:
            label = slide.select_one(".demonstration")
            assert label, (path.name, slide.get("id"))
            assert "démonstration" in label.get_text()


def test_the_data_are_attributed_in_the_book_and_on_the_last_slide(real_site: Path):
    footer = BeautifulSoup((real_site / "index.html").read_text("utf8"), "lxml").footer
    assert "CC BY-NC-SA 4.0" in footer.get_text()
    deck = BeautifulSoup((real_site / "slides/index.html").read_text("utf8"), "lxml")
    last = deck.select(".slides section")[-1].get_text()
    assert "Olist" in last
    assert "CC BY-NC-SA 4.0" in last


def words(page: Path) -> str:
    """What a page says, with plain spaces."""
    text = BeautifulSoup(page.read_text("utf8"), "lxml").main.get_text(" ")
    return " ".join(text.split())


@pytest.fixture(scope="session")
def real_study(real_site: Path, real_data: Path) -> Study:
    """The study of the report on the real tables, with its results."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OLIST_DATA", str(real_data))
        patch.delenv("OLIST_CACHE", raising=False)
        return Study.open(real_site.parent)


@pytest.mark.real
def test_one_recommendation_with_its_uncertainty_everywhere(
    real_site: Path, real_study: Study
):
    told = say.maintenance.recommendation(real_study.maintenance)
    sentence = " ".join(told.split())
    assert f"{real_study.maintenance.interval_weeks} semaines" in sentence
    for page in ("index.html", "book/maintenance.html"):
        assert sentence in words(real_site / page)


@pytest.mark.real
def test_the_simulation_of_olists_history(real_study: Study):
    found = real_study.maintenance
    assert found.origins >= 8
    assert found.horizon_weeks >= 26
    assert 3 <= found.interval_weeks <= 5
    assert found.interval_low <= found.interval_weeks <= found.interval_high
    months = found.crossings["crossing_weeks"]
    assert months.min() > 3 and months.max() < 12


@pytest.mark.real
def test_it_is_the_calendar_that_ages_olists_segments(real_study: Study):
    last = real_study.maintenance.causes.iloc[-1]
    others = last[["refit_noise", "newcomers", "behaviour"]]
    assert last["ageing"] > 0.4
    assert others.abs().max() < 0.1
    assert last["frozen_ari"] > last["ari"] + 0.2


@pytest.mark.real
def test_olists_good_customers_stay_where_they_are(real_study: Study):
    segments = real_study.maintenance.segments
    month = segments[segments["age_weeks"] == 4].set_index("segment")
    assert month.loc[month["good"], "kept"].min() > 0.9
    assert month["good"].sum() == 2
