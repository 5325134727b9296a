"""A model from what people coded: new frames, honest scores, nothing learnt from an audit."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import yaml
from lxml import html

import discourse
from discourse.cli import coders
from discourse.coding.judged import Judged
from discourse.coding.model import load_model
from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import CodeDefinition, CodeKind, load_codebook, parse_codebook
from discourse.domain.codes import Stance
from discourse.domain.codings import CONSENSUS, READ, Coding
from discourse.domain.errors import ModelError, UsageError
from discourse.pipeline.agreement import agreement
from discourse.pipeline.facts import collect_facts
from discourse.pipeline.learnt import passages_tuned_on
from discourse.pipeline.material import read_passages
from discourse.pipeline.peoples_passages import read_peoples_passages, tell_people
from discourse.pipeline.project import open_project
from discourse.pipeline.publish import is_published
from discourse.pipeline.session import open_session
from discourse.pipeline.train_on_codings import _before, shipped_passages, train_on_codings
from discourse.store.audits import Audits
from discourse.store.ledger import LEDGER_FILE

CODES = [
    {"id": "storms", "name": "Storms", "kind": "frame", "definition": "Bad weather harms the trade."},
    {"id": "songs", "name": "Songs", "kind": "frame", "definition": "Music binds the crew."},
    {"id": "ropes", "name": "Ropes", "kind": "theme", "definition": "Rigging and its care."},
]
DOCUMENTS, OF_EACH = 10, 3


def storm(number: int) -> str:
    return f"Gales and heavy rain kept the fleet of quay {number} from the sea and cost its crews their pay."


def song(number: int) -> str:
    return f"The evening choir of quay {number} sings the old tunes so that newcomers feel they belong."


def plain(number: int) -> str:
    return f"The ledger of quay {number} lists every barrel that was landed there during the year."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "study"
    book = tmp_path_factory.mktemp("book") / "codebook.yaml"
    book.write_text(yaml.safe_dump({"name": "Harbour", "codes": CODES}), encoding="utf-8")
    discourse.init(folder, codebook=book)
    for document in range(DOCUMENTS):
        numbers = range(OF_EACH * document, OF_EACH * (document + 1))
        text = "\n\n".join(write(number) for number in numbers for write in (storm, song, plain))
        (folder / f"quay-{document}.txt").write_text(text, encoding="utf-8")
    discourse.add([folder], project=folder)
    collect_facts(folder)
    return folder


def said(passage: dict[str, object], code_id: str, *, coder: str = "person:Mina", present: bool = True) -> Coding:
    return Coding(
        coder=coder,
        document_id=str(passage["document_id"]),
        start=int(str(passage["start"])),
        end=int(str(passage["end"])),
        quote=str(passage["text"]),
        code_id=code_id,
        present=present and code_id != READ,
        stance=Stance.ASSERTED if code_id == "storms" and present else None,
        passage_id=str(passage["passage_id"]),
    )


def passages(folder: Path) -> Iterator[dict[str, object]]:
    _, frame, _ = read_passages(open_project(folder))
    yield from frame.filter(pl.col("left_out") == "").iter_rows(named=True)


@pytest.fixture(scope="module")
def coded(made: Path) -> Path:
    codings = []
    for passage in passages(made):
        text = str(passage["text"])
        code = "storms" if text.startswith("Gales") else "songs" if text.startswith("The evening") else ""
        codings += [said(passage, READ), *([said(passage, code)] if code else [])]
    discourse.record_codings(codings, project=made)
    return made


def test_new_frames_with_thirty_examples_are_learnt_and_scored_on_documents_left_out(
    coded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = train_on_codings(coded, out=tmp_path / "model")
    assert (found.passages, found.documents, found.shipped, found.known, found.audited) == (90, 10, 0, 0, 0)
    assert found.coders == ("person:Mina",)
    assert {score.code_id: score.examples for score in found.scores} == {"storms": 30, "songs": 30}
    # These sentences differ in a number alone, so that whoever has seen any knows all.
    assert all(score.f1 > 0.9 and score.limits and score.before is None for score in found.scores)
    assert found.without == ("ropes",)
    # Without examples of what is reported or contested the model tells no stance.
    assert (found.undecided, found.stances) == (0, (("reported", 0), ("contested", 0)))
    coders._show_codings_training(replace(found, known=7, undecided=2, setting="models/mine"))
    told = capsys.readouterr().out
    assert "Of the 90 passages 83 are scored; on the other 7 the shipped encoder was tuned" in told
    assert "In 2 of the 90 coders are of two minds" in told
    assert 'model = "models/mine"' in told
    assert "Stance is not learnt: 15 examples of each are needed (reported 0, contested 0)." in told
    assert "codes that the project has now" not in told
    model = load_model(tmp_path / "model")
    assert model.frames == ("storms", "songs")
    assert model.card["training"]["people"]["coders"] == ["person:Mina"]  # type: ignore[index, call-overload]


def test_the_report_tells_the_scores_of_the_training_and_a_model_is_not_compared_on_what_it_learnt_from(
    coded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = tmp_path / "study"
    shutil.copytree(coded, study)
    new = "Gales and heavy rain kept the fleet of quay 99 from the sea and cost its crews their pay."
    (study / "quay-99.txt").write_text(f"{new}\n\n{plain(99)}", encoding="utf-8")
    found = train_on_codings(study, out=study / "models" / "mine")
    assert found.setting == "models/mine"
    settings = study / "discourse.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('model = "shipped"', 'model = "models/mine"'), encoding="utf-8")
    discourse.add([study], project=study)
    discourse.run(study, workers=1)
    page = html.fromstring((study / "outputs" / "report.html").read_text(encoding="utf-8")).text_content()
    assert "expect a lower precision there, and shares that are too high. An audit tells how much." in page
    # One storm is new: it alone is quoted. All songs were learnt from: for want of others one is quoted, and says so.
    quotes = pl.read_csv(study / "outputs" / "quotes.csv").filter(~pl.col("code").str.starts_with("topic"))
    assert quotes.filter(pl.col("code") == "storms")["quote"].to_list() == [new]
    assert page.count("the coder learnt from this passage") == quotes.height - 1
    assert _said_on(study) == ["coded by people"] * (quotes.height - 1)
    for score in found.scores:
        assert score.limits
        told = "{:.2f} (95\N{NO-BREAK SPACE}% interval {:.2f}–{:.2f})".format(score.f1, *score.limits)
        assert f"{told} for {score.code_id}" in page
    with pytest.raises(UsageError, match=rf"Left out were 90 passages that {found.coder} learnt from"):
        agreement(study)
    rows = [one for one in passages(study) if "quay 99 " in str(one["text"])]
    with open_session(study) as session:
        assert is_published(session, study / "outputs")
    discourse.record_codings([said(one, READ) for one in rows], project=study)
    with open_session(study) as session:
        assert not is_published(session, study / "outputs")  # Its quotations say what people said.
    discourse.record_codings([said(rows[0], "storms")], project=study)
    compared = agreement(study)
    assert set(compared.tables[0].frame["units"]) <= {1, 2}  # The model abstains from one of them or it does not.
    assert not any("learnt" in note for note in compared.tables[0].frame["note"])
    assert compared.left_out == (f"90 passages that {found.coder} learnt from, where it is compared",)
    again = train_on_codings(study, out=study / "models" / "again")
    # The model in use learnt from all but two, which are too few to score its codes on.
    assert (again.passages, again.seen) == (92, 90)
    assert [score.before for score in again.scores] == [None, None]
    coders._show_codings_training(again)
    told = capsys.readouterr().out
    assert "not scored on 90 that the model in use learnt from" in told


@pytest.mark.parametrize(("examples", "left", "f1"), [(12, 10, 1.0), (12, 9, None), (3, 3, 1.0), (3, 2, None)])
def test_the_codes_of_now_are_scored_where_all_or_enough_examples_are_left(
    examples: int, left: int, f1: float | None
) -> None:
    truth = np.ones(examples, dtype=bool)
    judged = Judged(truth, truth, np.zeros(examples), np.zeros(examples, dtype=np.int64))
    ids = [str(number) for number in range(examples)]
    assert _before("storms", judged, ids, dict.fromkeys(ids[:left], frozenset({"storms"}))) == f1


def _said_on(study: Path) -> list[str]:
    page = html.fromstring((study / "outputs" / "report.html").read_text(encoding="utf-8"))
    return page.xpath("//figcaption/strong/text()")


def test_what_people_say_of_a_passage_is_told_with_the_stance_on_which_they_agree(coded: Path) -> None:
    rows = list(passages(coded))[:3]
    ravi = "person:Ravi"
    numbers = discourse.record_codings(
        [replace(said(rows[0], "storms", coder=ravi), stance=Stance.CONTESTED), said(rows[1], READ, coder=ravi)],
        project=coded,
    )
    try:
        told = tell_people(coded, pl.DataFrame(rows))
    finally:
        for number in numbers:
            discourse.undo_coding(number, coder=ravi, project=coded)
    ids = [str(row["passage_id"]) for row in rows]
    assert told[ids[0], "storms"] == "coded by people"
    assert told[ids[1], "songs"] == "people differ on this code"
    assert told[ids[2], "storms"] == "people did not give this code"
    assert tell_people(coded, pl.DataFrame(rows))[ids[0], "storms"] == "coded by people: asserted"


def test_a_frame_with_few_examples_is_named(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "study"
    discourse.init(folder, codebook=made / "codebook.yaml")
    for file in made.glob("quay-*.txt"):
        (folder / file.name).write_bytes(file.read_bytes())
    discourse.add([folder], project=folder)
    collect_facts(folder)
    with pytest.raises(UsageError, match="have coded 0 passages; 20 are the least"):
        train_on_codings(folder, out=tmp_path / "model")
    rows = [one for one in passages(folder) if not str(one["text"]).startswith("The evening")]
    discourse.record_codings([said(one, READ) for one in rows], project=folder)
    with pytest.raises(ModelError, match="The frame 'storms' has 0 coded passages; at least 15"):
        train_on_codings(folder, out=tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_the_majority_stands_a_consensus_before_it_and_two_minds_teach_nothing(coded: Path) -> None:
    first, second, third, *_ = list(passages(coded))
    ravi = "person:Ravi"
    before = read_peoples_passages(coded).passages
    assert before[str(first["passage_id"])].stances == {"storms": Stance.ASSERTED}
    numbers = discourse.record_codings(
        [
            replace(said(first, "storms", coder=ravi), stance=Stance.CONTESTED),
            said(second, READ, coder=ravi),
            said(third, "ropes", coder=ravi),
            said(third, READ, coder=CONSENSUS),
            said(third, "songs", coder=CONSENSUS),
        ],
        project=coded,
    )
    try:
        found = read_peoples_passages(coded)
        now = found.passages
    finally:
        for place, number in enumerate(numbers):
            discourse.undo_coding(number, coder=ravi if place < 3 else CONSENSUS, project=coded)
    assert now[str(first["passage_id"])].frames == {"storms"}
    assert now[str(first["passage_id"])].stances == {}
    assert "songs" in now[str(second["passage_id"])].unsure
    assert found.undecided == 1
    assert (now[str(third["passage_id"])].frames, now[str(third["passage_id"])].themes) == ({"songs"}, frozenset())


def test_what_was_drawn_for_an_audit_is_not_learnt_from(coded: Path, tmp_path: Path) -> None:
    first = next(passages(coded))
    folder = tmp_path / "copy"
    folder.symlink_to(coded)
    before = read_peoples_passages(folder)
    drawn = pl.DataFrame(
        {
            "passage_id": [first["passage_id"]],
            "document_id": [first["document_id"]],
            "stratum": ["Kestria"],
            "probability": [0.1],
        }
    )
    audits = Audits(coded / LEDGER_FILE)
    audits.record_draw(drawn, drawn, strata="jurisdiction", seed=1, codebook_id="book", now="2026-03-01T09:30:00Z")
    audits.close()
    after = read_peoples_passages(folder)
    assert after.audited == 1
    assert set(before.passages) - set(after.passages) == {first["passage_id"]}


def test_the_shipped_passages_say_nothing_of_a_frame_that_they_were_not_coded_with() -> None:
    shipped = load_codebook(CODEBOOK)
    theirs = CodeDefinition("thrift", "Thrift", CodeKind.FRAME, "Saving.")
    kept = tuple(code for code in shipped.codes if code.id != "sbtc")
    found = shipped_passages(replace(shipped, codes=(*kept, theirs)))
    assert len(found) > 5_000
    assert all("thrift" in one.unsure and "sbtc" not in one.frames | one.stances.keys() for one in found)
    assert any("equity" in one.frames for one in found)
    assert shipped_passages(parse_codebook({"name": "Harbour", "codes": CODES}, where="here")) == ()


def test_what_the_encoder_was_tuned_on_is_known_by_its_hash() -> None:
    known = passages_tuned_on()
    assert len(known) > 5_000
    assert all(len(one) == 16 for one in known)
