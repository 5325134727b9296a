from pathlib import Path

import pytest
import yaml

import discourse
from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import Codebook, load_codebook, parse_codebook
from discourse.domain.errors import CodebookError

FRAME = {"id": "thrift", "name": "Thrift", "kind": "frame", "definition": "Saving money is the reason."}
THEME = {"id": "haste", "name": "Haste", "kind": "theme", "definition": "Speed is praised."}


def parse(*codes: dict[str, object], **more: object) -> Codebook:
    return parse_codebook({"name": "Test", "codes": list(codes), **more}, where="mine.yaml")


def test_the_shipped_codebook_holds_the_three_frames_and_thirteen_themes() -> None:
    codebook = load_codebook(CODEBOOK)
    assert [code.id for code in codebook.frames] == ["human_capital", "sbtc", "equity"]
    assert len(codebook.themes) == 13


def test_frames_come_before_themes_whatever_the_order_of_the_file() -> None:
    assert [code.id for code in parse(THEME, FRAME).codes] == ["thrift", "haste"]


def test_the_id_changes_with_any_word_and_with_nothing_else() -> None:
    assert parse(FRAME).id == parse(dict(reversed(FRAME.items()))).id
    assert parse(FRAME).id != parse({**FRAME, "definition": "Saving money is one reason."}).id


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        ([{**FRAME, "colour_name": "red"}], "code 'thrift': unknown key 'colour_name'"),
        ([{**FRAME, "kind": "idea"}], "'kind' is 'idea'; it must be 'frame' or 'theme'"),
        ([{**FRAME, "definition": ""}], "code 'thrift': 'definition' must be a text"),
        ([{**FRAME, "id": "so so"}], "'id' must be letters, digits and '_'"),
        ([FRAME, FRAME], "the id 'thrift' is used twice"),
        ([{**FRAME, "parent": "money"}], "no code has the id 'money' of 'parent'"),
        ([THEME], "has no code of kind 'frame'"),
        ([{**FRAME, "cues": "save*"}], "'cues' must be a list of texts"),
        (["thrift"], "code 1 must be a list of 'key: value' lines"),
        ([], "has no list 'codes'"),
    ],
)
def test_a_broken_rule_is_named_with_file_and_key(codes: list[dict[str, object]], message: str) -> None:
    with pytest.raises(CodebookError, match=r"mine\.yaml") as caught:
        parse(*codes)
    assert message in str(caught.value)


def test_a_missing_file_and_broken_yaml_are_told(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match="There is no codebook"):
        load_codebook(tmp_path / "none.yaml")
    broken = tmp_path / "broken.yaml"
    broken.write_text("codes: [", encoding="utf-8")
    with pytest.raises(CodebookError, match="not readable YAML"):
        load_codebook(broken)


def test_yaml_that_would_run_code_is_refused(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    hostile = tmp_path / "hostile.yaml"
    hostile.write_text(f"!!python/object/apply:os.mkdir ['{canary}']", encoding="utf-8")
    with pytest.raises(CodebookError):
        load_codebook(hostile)
    assert not canary.exists()


def test_a_codebook_written_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_text(yaml.safe_dump({"name": "Test", "codes": [FRAME]}), encoding="utf-8-sig")
    assert load_codebook(path).name == "Test"


def test_validating_names_each_faulty_cue_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "codebook.yaml"
    codes = "- {id: trade, name: Trade, kind: frame, definition: Prices., cues: ['self-*']}\n"
    codes += "- id: pay\n  name: Pay\n  kind: theme\n  definition: Wages.\n  cues:\n  - wage*\n  - '*age'\n  - fee ..\n"
    path.write_text(f"name: Own\ncodes:\n{codes}", encoding="utf-8")
    with pytest.raises(CodebookError) as told:
        discourse.validate_codebook(path)
    assert [line.partition(" of code")[0] for line in str(told.value).splitlines()] == [
        f"Codebook '{path}', line 10: The cue '*age'",
        f"Codebook '{path}', line 11: The cue 'fee ..'",
    ]
