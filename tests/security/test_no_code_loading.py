"""G13: nothing that a stranger may have written runs, and what was changed is refused."""

import io
import json
import pickle
import random
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest

from discourse.coding.cards import CARD, FORMAT, card_id, check_model, read_card
from discourse.coding.files import CODEBOOK, WEIGHTS, read_model
from discourse.domain.codebook import load_codebook
from discourse.domain.errors import CodebookError, ModelError
from discourse.domain.ids import hash_bytes

ROOT = Path(__file__).parents[2]
BOOK = b"name: Small\ncodes: [{id: hope, name: Hope, kind: frame, definition: Better days.}]\n"
RUNS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\|\s*safe\b|autoescape\s*false|"
    r"javascript:"
)


class Bomb:
    """What would make a file when it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (Path.touch, (self.canary,))  # type: ignore[return-value]


def model(folder: Path, *, weights: bytes, book: bytes = BOOK) -> Path:
    """A folder whose card says of its own files what they are."""
    files = {WEIGHTS: weights, CODEBOOK: book}
    card: dict[str, object] = {"format": FORMAT, "frames": ["hope"], "heads": [], "sha256": {}}
    card["sha256"] = {name: hash_bytes(data) for name, data in files.items()}
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / CARD).write_text(json.dumps({"id": card_id(card), **card}), encoding="utf-8")  # type: ignore[arg-type]
    return folder


def carriers(canary: Path) -> dict[str, bytes]:
    """A pickle alone, in an array of objects, and in a zip as Torch keeps it."""
    dumped = pickle.dumps(Bomb(canary))
    array, packed = io.BytesIO(), io.BytesIO()
    np.save(array, np.array([Bomb(canary)], dtype=object), allow_pickle=True)
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("archive/data.pkl", dumped)
    return {"pickle": dumped, "npy": array.getvalue(), "pt": packed.getvalue(), "json": b'{"__reduce__": 1}'}


@pytest.mark.parametrize("kind", ["pickle", "npy", "pt", "json"])
def test_weights_that_carry_code_are_refused_and_run_nothing(tmp_path: Path, kind: str) -> None:
    canary = tmp_path / "canary"
    folder = model(tmp_path / "model", weights=carriers(canary)[kind])
    with pytest.raises(ModelError, match="are not those of a framing model"):
        read_model(folder)
    with pytest.raises(CodebookError):
        load_codebook(folder / WEIGHTS)
    assert not canary.exists()
    if kind == "pickle":
        # The canary sings where a pickle is loaded.
        pickle.loads(carriers(canary)[kind])
        assert canary.exists()


def test_a_model_with_any_byte_changed_is_refused(tmp_path: Path) -> None:
    chance = random.Random(3)
    folder = model(tmp_path / "model", weights=chance.randbytes(4000))
    book = load_codebook(folder / CODEBOOK)
    check_model(folder, book)
    for name in (WEIGHTS, CODEBOOK, CARD):
        whole = (folder / name).read_bytes()
        for _ in range(100):
            at = chance.randrange(len(whole))
            (folder / name).write_bytes(whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :])
            with pytest.raises(ModelError):
                check_model(folder, book)
        (folder / name).write_bytes(whole)
    assert read_card(folder)


def test_no_page_of_ours_takes_text_for_markup() -> None:
    files = [path for suffix in ("*.js", "*.html", "*.jinja") for path in (ROOT / "discourse").rglob(suffix)]
    assert len(files) > 3
    found = [f"{path.name}: {hit.group()}" for path in files for hit in RUNS.finditer(path.read_text(encoding="utf-8"))]
    assert not found


def test_every_template_is_rendered_with_escaping_on() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "discourse").rglob("*.py")]
    environments = [call for text in sources for call in re.findall(r"jinja2\.Environment\((.*?)\)", text, re.DOTALL)]
    assert environments
    assert all("autoescape=True" in call for call in environments)
    assert not any("jinja2.Template(" in text or "from_string(" in text for text in sources)
