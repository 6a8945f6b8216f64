"""Read ``study.yml`` into typed settings.

A wrong key or value is an :class:`~analysis.errors.InputError` that names the key, the
value found and what would be accepted.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import ValidationError

from analysis.errors import InputError
from analysis.settings.section import Section
from analysis.settings.study import Settings


def read_settings(path: Path) -> Settings:
    """Read and check a settings file.

    Parameters
    ----------
    path : Path
        A YAML file such as ``study.yml``; when it does not exist, every setting has its
        default.

    Returns
    -------
    Settings

    Raises
    ------
    InputError
        The file is not YAML, names an unknown setting or holds a senseless value.
    """
    if not path.exists():
        return Settings()
    try:
        content = yaml.safe_load(path.read_text(encoding="utf8")) or {}
    # PyYAML lets 30 February through as a ValueError; so is text that is not UTF-8.
    except (yaml.YAMLError, ValueError) as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        raise InputError(
            f"{path.name}{line}: this is not readable YAML; correct it or restore the "
            "file that came with the project."
        ) from error
    if not isinstance(content, dict):
        raise InputError(f"{path.name}: expected `key: value` lines.")
    try:
        return Settings.model_validate(without_empty_sections(content))
    except ValidationError as error:
        raise InputError(f"{path.name}: {sentence(error)}") from error


def without_empty_sections(content: dict) -> dict:
    """Treat a section written without content as absent: it has its defaults."""
    return {
        key: value
        for key, value in content.items()
        if value is not None or not is_section(key)
    }


def is_section(key: str) -> bool:
    field = Settings.model_fields.get(key)
    return field is not None and isinstance(field.default, Section)


def sentence(error: ValidationError) -> str:
    """Say the first problem that pydantic found, in one sentence."""
    problem = error.errors()[0]
    place = " › ".join(str(part) for part in problem["loc"]) or "the file"
    if problem["type"] == "extra_forbidden":
        known = ", ".join(known_keys(problem["loc"][:-1]))
        return f"{place} is not a setting (known here: {known})."
    reason = problem["msg"].removeprefix("Value error, ").replace("tuple", "list")
    if isinstance(problem["input"], dict):
        return f"{place}: {reason}."
    return f"{place} is {problem['input']!r}: {reason[0].lower()}{reason[1:]}."


def known_keys(location: tuple) -> list[str]:
    """Names of the settings that exist at a place such as ``("window",)``."""
    model: type[Section] | None = Settings
    for part in location:
        field = model.model_fields.get(part) if model else None
        inside = sections(field.annotation) if field else [model]
        # A place within a choice of sections is told by the family that it names.
        named = {part} | ({location[-1]} if len(inside) > 1 else set())
        model = next((each for each in inside if family(each) in named), inside[0])
    return list(model.model_fields) if model else []


def sections(annotation: Any) -> list[type[Section]]:
    """The sections that a field may hold, be it in a list or in a mapping."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return [annotation]
    return [found for each in get_args(annotation) for found in sections(each)]


def family(model: type[Section]) -> str | None:
    field = model.model_fields.get("family")
    return get_args(field.annotation)[0] if field else None
