"""A parser's folder is loaded only as its card describes it."""

import json
import shutil
from pathlib import Path

import pytest

from discourse.coding.parser import load_parser
from discourse.coding.parser_choice import SHIPPED
from discourse.domain.bundled import bundled
from discourse.domain.errors import ModelError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundled(*SHIPPED), tmp_path / "parser"))


def test_the_card_names_every_file_that_ships() -> None:
    folder = bundled(*SHIPPED)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    assert set(card["sha256"]) == there - {"card.json", "README.md"}


def test_a_parser_with_one_bit_changed_is_refused(folder: Path) -> None:
    path = folder / "parser" / "model"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelError, match=r"parser.model' is not the one its card names; restore the model's folder"):
        load_parser(str(folder))


def test_a_parser_without_a_file_is_refused(folder: Path) -> None:
    (folder / "tagger" / "cfg").unlink()
    with pytest.raises(ModelError, match="cfg' is missing"):
        load_parser(str(folder))


@pytest.mark.parametrize("card", ["", "[]", "{}", '{"sha256": 7}'])
def test_a_parser_whose_card_names_no_files_is_refused(card: str, folder: Path) -> None:
    (folder / "card.json").write_text(card, encoding="utf-8")
    with pytest.raises(ModelError, match="does not name its files"):
        load_parser(str(folder))


def test_a_parser_as_it_was_made_is_loaded(folder: Path) -> None:
    assert "parser" in load_parser(str(folder)).pipe_names
