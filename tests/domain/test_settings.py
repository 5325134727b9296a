import tomllib
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from discourse.domain.errors import UsageError
from discourse.domain.settings import Ocr, Scope, Settings, load_settings
from discourse.domain.settings_text import DEFAULT_SETTINGS, settings_with_ocr, settings_with_scope


def settings(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "discourse.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


def test_the_written_defaults_are_the_defaults(tmp_path: Path) -> None:
    assert settings(tmp_path, DEFAULT_SETTINGS) == Settings() == settings(tmp_path, "")


def test_the_written_defaults_leave_no_key_out() -> None:
    written = tomllib.loads(DEFAULT_SETTINGS)
    said = {name: set(value) if isinstance(value, dict) else set() for name, value in written.items()}
    there = {name: {item.name for item in fields(part)} for name, part in sections().items()}
    assert said == {"title": set(), **there}


def sections() -> dict[str, Any]:
    return {item.name: part for item in fields(Settings) if is_dataclass(part := getattr(Settings(), item.name))}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tables]\nminimum = 3", "unknown key 'minimum'; known are minimum_documents"),
        ("[talbes]\nseed = 3", "unknown section 'talbes'"),
        ("[tables]\nseed = 'three'", "'seed' is 'three'; it must be like"),
        ("[tables]\nseed = true", "'seed' is True"),
        ("[reading]\nocr = 'maybe'", "must be like 'auto' or 'off'"),
        ("[tables]\nscope = 'some'", "must be like 'all' or 'microcredential'"),
        ("title = 3", "'title' must be a text"),
        ("title = ", "cannot be read"),
        ("[coding]\nmodel = 'shipped'\nmodel = 'models/a'", "read: 'model' is given twice, lines 2 and 3; leave one"),
        ("[llm]\nmodel = ''\n[coding]\nmodel = 'a'\n[llm]", "the section [llm] is given twice, lines 1 and 5"),
        ("[listings]\ncolumns = 3", "a table 'columns' of texts"),
        ("[listings.columns]\nDauer = 3", "a table 'columns' of texts"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=r"discourse\.toml") as caught:
        settings(tmp_path, text)
    assert message in str(caught.value)


@pytest.mark.parametrize(("value", "ocr"), [("true", "auto"), ("false", "off"), ('"auto"', "auto"), ("'off'", "off")])
def test_the_older_words_for_ocr_are_still_read(tmp_path: Path, value: str, ocr: str) -> None:
    assert settings(tmp_path, f"[reading]\nocr = {value}").reading.ocr == ocr


@pytest.mark.parametrize(
    "text",
    [
        DEFAULT_SETTINGS,
        "",
        "title = 'a'",
        "[reading]",
        "[reading]\nocr = false",
        "[reading] # how\ncpu_seconds = 9\n[topics]\ncount = 2\n",
    ],
)
def test_a_choice_of_ocr_is_written_and_nothing_else_changes(tmp_path: Path, text: str) -> None:
    before, after = settings(tmp_path, text), settings(tmp_path, settings_with_ocr(text, Ocr.AUTO))
    assert after.reading.ocr is Ocr.AUTO
    assert replace(after, reading=before.reading) == before
    assert [line for line in text.splitlines() if "#" in line and "ocr" not in line] == [
        line for line in settings_with_ocr(text, Ocr.AUTO).splitlines() if "#" in line and "ocr" not in line
    ]


def test_the_columns_of_listings_are_named_freely(tmp_path: Path) -> None:
    found = settings(tmp_path, '[listings.columns]\n"Dauer" = "duration, weeks"\n"Raum" = ""\n')
    assert dict(found.listings.columns) == {"Dauer": "duration, weeks", "Raum": ""}


def test_a_choice_of_scope_is_written(tmp_path: Path) -> None:
    assert settings(tmp_path, "").tables.scope is Scope.ALL
    for text in ("", DEFAULT_SETTINGS):
        written = settings_with_scope(text, Scope.MICROCREDENTIAL)
        assert settings(tmp_path, written).tables.scope is Scope.MICROCREDENTIAL
