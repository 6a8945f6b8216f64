"""study.yml: what is accepted, and how the rest is refused."""

from pathlib import Path

import pytest

from analysis.errors import InputError
from analysis.settings import Settings, read_settings

ROOT = Path(__file__).parent.parent


def settings_from(folder: Path, text: str) -> Settings:
    (folder / "study.yml").write_text(text, encoding="utf8")
    return read_settings(folder / "study.yml")


def test_the_file_that_comes_with_the_project_holds_the_defaults():
    assert read_settings(ROOT / "study.yml") == Settings()


def test_without_a_file_everything_has_its_default(tmp_path: Path):
    assert read_settings(tmp_path / "study.yml") == Settings()


def test_a_section_without_content_has_its_defaults(tmp_path: Path):
    assert settings_from(tmp_path, "window:\nseed: 7\n") == Settings(seed=7)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colour: blue", ["colour", "not a setting", "segmentation"]),
        ("segmentation: {k: 4}", ["segmentation › k", "not a setting", "k_min"]),
        ("seed: -1", ["seed", "-1", "greater than or equal to 0"]),
        ("maintenance: {threshold: 1.4}", ["maintenance › threshold", "1.4"]),
        ("as_of: 2017-02-30", ["not readable YAML"]),
        ("as_of: yesterday", ["as_of", "yesterday", "date"]),
        ("segmentation: {features: [age]}", ["features", "age", "recency"]),
        ("segmentation: {k_min: 6, k_max: 4}", ["k_min (6) exceeds k_max (4)"]),
        ("segmentation: {features: [recency, recency]}", ["same feature twice"]),
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
