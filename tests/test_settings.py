"""study.yml: what is accepted, and how the rest is refused."""

from pathlib import Path

import pytest

from analysis.errors import InputError
from analysis.settings import Settings, Space, read_settings

ROOT = Path(__file__).parent.parent


def settings_from(folder: Path, text: str) -> Settings:
    (folder / "study.yml").write_text(text, encoding="utf8")
    return read_settings(folder / "study.yml")


def test_the_file_that_comes_with_the_project_holds_the_defaults():
    shipped = read_settings(ROOT / "study.yml")
    # What is tried is declared there only; a study may do with less.
    tried = {"spaces", "grids"}
    assert shipped.model_copy(update={"segmentation": None}) == Settings().model_copy(
        update={"segmentation": None}
    )
    assert shipped.segmentation.model_dump(exclude=tried) == (
        Settings().segmentation.model_dump(exclude=tried)
    )
    assert shipped.segmentation.spaces["rfm_satisfaction"] == Space()


def test_without_a_file_everything_has_its_default(tmp_path: Path):
    assert read_settings(tmp_path / "study.yml") == Settings()


def test_a_section_without_content_has_its_defaults(tmp_path: Path):
    assert settings_from(tmp_path, "window:\nseed: 7\n") == Settings(seed=7)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colour: blue", ["colour", "not a setting", "segmentation"]),
        ("segmentation: {k: 4}", ["segmentation › k", "not a setting", "grids"]),
        ("seed: -1", ["seed", "-1", "greater than or equal to 0"]),
        ("maintenance: {threshold: 1.4}", ["maintenance › threshold", "1.4"]),
        ("maintenance: {confidence: 1}", ["maintenance › confidence", "1"]),
        ("maintenance: {horizon_weeks: 0}", ["horizon_weeks is 0"]),
        ("maintenance: {minimum_share: 0}", ["minimum_share is 0"]),
        (
            "maintenance: {step_days: 7}",
            ["step_days", "not a setting", "horizon_weeks"],
        ),
        ("maintenance: {alarms: {psi: -0.1}}", ["alarms › psi", "-0.1"]),
        ("economics: {margin: 1.5}", ["economics › margin", "1.5"]),
        ("contract: {vat: {rate: 200}}", ["contract › vat › rate", "200"]),
        ("contract: {vat: {rate: 0.2}}", ["in percent"]),
        ("contract: {rates: {data scientist: -5}}", ["contract › rates", "-5"]),
        ("contract: {days: {set_up: {wizard: 2}}}", ["wizard"]),
        ("contract: {exchange: {reais_per_euro: 0}}", ["reais_per_euro is 0"]),
        ("as_of: 2017-02-30", ["not readable YAML"]),
        ("as_of: yesterday", ["as_of", "yesterday", "date"]),
        (
            "segmentation: {spaces: {mine: {features: [age]}}}",
            ["mine › features", "age", "recency"],
        ),
        (
            "segmentation: {spaces: {mine: {features: [recency, recency]}}}",
            ["same feature twice"],
        ),
        (
            "segmentation: {spaces: {mine: {scale: robust}}}",
            ["mine › scale", "not a setting", "scaling"],
        ),
        (
            "segmentation: {spaces: {mine: {transforms: {installments: log}}}}",
            ["installments", "not in features"],
        ),
        (
            "segmentation: {grids: [{family: kmeans, k: [4], seed: [1]}]}",
            ["seed", "not a setting", "n_init, k"],
        ),
        ("segmentation: {grids: [{family: kmeans, k: 4}]}", ["is 4", "list"]),
        ("segmentation: {grids: [{family: kmeans, k: [1]}]}", ["is 1"]),
        ("segmentation: {grids: [{family: magic, k: [4]}]}", ["magic", "'kmeans'"]),
        (
            "segmentation: {grids: [{family: kmeans, k: [4], spaces: [mine]}]}",
            ["names the space mine", "rfm_satisfaction"],
        ),
        ("segmentation: {grids: [{family: rfm_grid, levels: [3]}]}", ["kmeans"]),
        ("segmentation: {rule: {segments: [7, 4]}}", ["starts at 7"]),
        ("segmentation: {rule: {rank_by: [beauty]}}", ["beauty", "'silhouette'"]),
        ("window: {start: 2018-03-01, end: 2017-03-01}", ["must come before"]),
        ("publication: {minimum_cell: 0}", ["minimum_cell", "0"]),
        ("seed: [", ["line", "YAML"]),
        ("- seed", ["key: value"]),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(
    tmp_path: Path, text: str, words: list[str]
):
    with pytest.raises(InputError) as refusal:
        settings_from(tmp_path, text)
    message = str(refusal.value)
    assert message.startswith("study.yml")
    assert "\n" not in message
    assert all(word in message for word in words)


def test_an_unknown_encoding_is_refused(tmp_path: Path):
    (tmp_path / "study.yml").write_bytes(b"data: \xff\xfe")
    with pytest.raises(InputError, match="YAML"):
        read_settings(tmp_path / "study.yml")
