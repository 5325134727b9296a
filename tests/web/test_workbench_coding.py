"""Coding, undoing, blind mode, several coders: what a browser is told and what the journal keeps."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import polars as pl
import pytest
from conftest import Coder, words
from lxml import html
from test_workbench_pages import document, state_of
from workbench_example import codable

from discourse.domain.codings import CONSENSUS
from discourse.pipeline.agreement import agreement
from discourse.pipeline.codings import open_desk, read_codings, record_codings
from discourse.pipeline.interchange import import_codings
from discourse.pipeline.peoples_passages import read_peoples_passages
from discourse.pipeline.workbench.adjudication import count_pairs, find_disagreements
from discourse.pipeline.workbench.queues import Queue, QueueKind, Queues
from discourse.pipeline.workbench.workbench import Workbench

SitDown = Callable[[str], Coder]


class Page:
    """One passage as one coder's page knows it."""

    def __init__(self, coder: Coder, workbench: Workbench, place: int = 0, file: str = "harbour.md") -> None:
        self.coder, self.document_id = coder, document(workbench, file)
        self.passage = codable(workbench.library.open(self.document_id))[place]
        self.revision = 0

    def do(self, action: str, *, status: int = 200, queue: str = "", **values: object) -> dict[str, Any]:
        said = self.coder.do(
            "code", status=status, action=action, document_id=self.document_id, start=self.passage.start,
            end=self.passage.end, revision=self.revision, queue=queue, **values,
        )  # fmt: skip
        if status == 200:
            self.revision = said["mine"]["revision"]  # type: ignore[index]
        return said

    def code(self, code_id: str, present: bool = True, **values: object) -> dict[str, Any]:
        return self.do("code", code_id=code_id, present=present, **values)

    def seen(self) -> dict[str, Any]:
        states = state_of(self.coder.get(f"/documents/{self.document_id}"))
        return next(one for one in states if one["start"] == self.passage.start and one["end"] == self.passage.end)


def test_a_frame_is_asserted_unless_said_otherwise_and_kept_at_once(
    sit_down: SitDown, workbench: Workbench, project: Path
) -> None:
    page = Page(sit_down("Mina"), workbench)
    assert page.code("human_capital")["mine"]["codes"] == {"human_capital": "asserted"}
    assert page.code("human_capital", stance="contested")["mine"]["codes"] == {"human_capital": "contested"}
    assert page.code("precarity")["mine"]["codes"]["precarity"] == ""
    page.do("finish")
    kept = {one.code_id: one for one in read_codings(project, coder="person:Mina")}
    assert set(kept) == {"human_capital", "precarity", ""}
    assert kept["human_capital"].quote == page.passage.text
    assert kept["human_capital"].passage_id == page.passage.id
    assert kept["human_capital"].codebook_id == workbench.codebook.id


def test_undo_takes_back_one_keystroke_at_a_time_and_redo_brings_it_back(
    sit_down: SitDown, workbench: Workbench
) -> None:
    coder = sit_down("Mina")
    coder.do("blind", on=False)
    page = Page(coder, workbench, place=1)
    page.code("equity")
    page.do("accept")
    assert page.seen()["mine"]["codes"] == {"sbtc": "asserted"}
    assert page.seen()["mine"]["standing"] == "read"
    said = coder.do("undo", queue="")
    assert said["state"]["mine"]["codes"] == {"equity": "asserted"}  # type: ignore[index]
    assert said["state"]["mine"]["standing"] == ""  # type: ignore[index]
    assert coder.do("undo", queue="")["state"]["mine"]["codes"] == {}  # type: ignore[index]
    assert "nothing to undo" in str(coder.do("undo", status=422, queue="")["error"])
    coder.do("redo", queue="")
    assert coder.do("redo", queue="")["state"]["mine"]["codes"] == {"sbtc": "asserted"}  # type: ignore[index]
    assert "nothing to do again" in str(coder.do("redo", status=422, queue="")["error"])
    coder.do("undo", queue="")
    page.revision = page.seen()["mine"]["revision"]
    page.code("precarity")
    coder.do("redo", status=422, queue="")


def test_nobody_undoes_the_work_of_another(sit_down: SitDown, workbench: Workbench) -> None:
    mina, ravi = sit_down("Mina"), sit_down("Ravi")
    Page(mina, workbench).code("equity")
    assert "nothing to undo" in str(ravi.do("undo", status=422, queue="")["error"])


def test_blind_hides_machine_and_others_until_the_passage_is_finished(sit_down: SitDown, workbench: Workbench) -> None:
    ravi = Page(sit_down("Ravi"), workbench)
    ravi.code("sbtc")
    ravi.do("finish")
    page = Page(sit_down("Mina"), workbench)
    before = page.seen()
    assert (before["shown"], before["machine"], before["others"]) == (False, None, [])
    assert "Ravi" not in page.coder.get(f"/documents/{page.document_id}")
    assert page.code("equity")["machine"] is None
    assert page.do("open")["machine"] is None
    assert "hidden" in str(page.do("accept", status=422)["error"])
    after = page.do("finish")
    assert after["machine"]["codes"][0]["id"] == "human_capital"
    assert [(one["coder"], list(one["codes"])) for one in after["others"]] == [("Ravi", ["sbtc"])]


def test_who_switches_blind_off_sees_all_but_in_a_random_sample(sit_down: SitDown, workbench: Workbench) -> None:
    coder = sit_down("Mina")
    coder.do("blind", on=False)
    page = Page(coder, workbench)
    assert page.seen()["machine"] is not None
    assert page.do("code", code_id="equity", present=True, queue="random")["machine"] is None
    assert "hidden" in str(page.do("accept", status=422, queue="random")["error"])


def test_another_name_begins_blind_again(sit_down: SitDown, workbench: Workbench) -> None:
    coder = sit_down("Mina")
    coder.do("blind", on=False)
    coder.do("sit-down", name="Ravi")
    coder.name = "Ravi"
    assert Page(coder, workbench).seen()["machine"] is None


def test_rejecting_the_machine_says_so_code_by_code(sit_down: SitDown, workbench: Workbench, project: Path) -> None:
    coder = sit_down("Mina")
    coder.do("blind", on=False)
    page = Page(coder, workbench)
    assert page.do("reject")["mine"]["codes"] == {}
    said = {(one.code_id, one.present) for one in read_codings(project, coder="person:Mina")}
    assert said == {("human_capital", False), ("", False)}


def test_a_memo_on_an_unread_passage_does_not_finish_it_and_stays_when_it_is_read(
    sit_down: SitDown, workbench: Workbench
) -> None:
    page = Page(sit_down("Mina"), workbench)
    assert page.do("memo", memo="Whose wages?\r\nNot said.\x07")["mine"] == {
        "codes": {}, "standing": "", "memo": "Whose wages?\nNot said.", "revision": 1,
    }  # fmt: skip
    assert page.do("finish")["mine"]["memo"] == "Whose wages?\nNot said."
    assert "10,000" in str(page.do("memo", status=422, memo="x" * 10_001)["error"])


def test_a_passage_is_left_open_by_abstaining_alone(sit_down: SitDown, workbench: Workbench) -> None:
    page = Page(sit_down("Mina"), workbench)
    page.code("equity")
    assert page.do("memo", memo="Whose wages?")["mine"]["standing"] == ""
    assert page.do("open")["mine"]["standing"] == "open"
    assert page.do("memo", memo="")["mine"]["standing"] == "open"
    page.do("finish")
    assert page.do("open")["mine"]["standing"] == "open"
    page.coder.do("undo", queue="")
    assert page.seen()["mine"]["standing"] == "read"


def test_two_windows_do_not_overwrite_each_other(sit_down: SitDown, workbench: Workbench) -> None:
    coder = sit_down("Mina")
    first, second = Page(coder, workbench), Page(coder, workbench)
    first.code("equity")
    refused = second.do("code", status=409, code_id="sbtc", present=True)
    assert "another window" in str(refused["error"])
    assert first.seen()["mine"]["codes"] == {"equity": "asserted"}


def test_a_page_of_one_coder_does_not_write_in_the_name_of_the_next(sit_down: SitDown, workbench: Workbench) -> None:
    coder = sit_down("Mina")
    page = Page(coder, workbench)
    coder.do("sit-down", name="Ravi")
    assert "Another coder" in str(page.do("finish", status=409)["error"])


@pytest.mark.parametrize(
    "values",
    [
        {"action": "dance"}, {"action": "code", "code_id": "nothing", "present": True},
        {"action": "code", "code_id": "equity", "present": "yes"}, {"action": "finish", "start": 5, "end": 5},
        {"action": "code", "code_id": "equity", "present": True, "stance": "loud"}, {"action": "finish", "end": 10**9},
        {"action": "finish", "start": -1}, {"action": "finish", "document_id": "../etc"}, {"action": "memo", "memo": 7},
        {"action": "finish", "start": True}, {"action": "finish", "revision": None}, {},
    ],
)  # fmt: skip
def test_a_wrong_command_is_told_and_keeps_nothing(
    sit_down: SitDown, workbench: Workbench, project: Path, values: dict[str, object]
) -> None:
    coder = sit_down("Mina")
    page = Page(coder, workbench)
    given = {"document_id": page.document_id, "start": page.passage.start, "end": page.passage.end, "revision": 0}
    assert coder.do("code", status=422, **{**given, **values})["error"]
    assert read_codings(project) == ()


def test_words_within_a_passage_are_coded_by_code_points(
    sit_down: SitDown, workbench: Workbench, project: Path
) -> None:
    page = Page(sit_down("Mina"), workbench, place=1, file="letter.md")
    start = page.passage.start + page.passage.text.index("😀")
    values = {"document_id": page.document_id, "start": start, "end": start + 6, "revision": 0}
    page.coder.do("code", action="code", code_id="equity", present=True, **values)
    (kept,) = read_codings(project)
    assert (kept.quote, kept.passage_id) == ("😀 face", "")
    states = state_of(page.coder.get(f"/documents/{page.document_id}"))
    assert {"start": start, "end": start + 6}.items() <= states[-1].items()


def test_a_queue_leads_from_one_unfinished_passage_to_the_next(sit_down: SitDown, workbench: Workbench) -> None:
    coder = sit_down("Mina")
    order = Queues(workbench).units(Queue(QueueKind.RANDOM))
    visited = []
    address = coder.client.get("/next?queue=random").headers["location"]
    while address.startswith("/documents/"):
        visited.append(address)
        document_id, start = address.split("/")[2].split("?")[0], int(address.split("at=")[1].split("&")[0])
        end = next(unit[2] for unit in order if unit[:2] == (document_id, start))
        coder.get(address)
        coder.do("code", action="finish", document_id=document_id, start=start, end=end, revision=0, queue="random")
        address = coder.client.get(f"/next?queue=random&after={document_id}:{start}-{end}").headers["location"]
    assert len(visited) == len(order) == len(set(order))
    assert address == "/?finished=random"
    assert "You are through with" in coder.get(address)


def test_the_random_sample_counts_from_its_top_and_agreement_tells_it_apart(
    sit_down: SitDown, workbench: Workbench, project: Path
) -> None:
    first, second, third, fourth = Queues(workbench).units(Queue(QueueKind.RANDOM))[:4]
    for name in ("Mina", "Ravi"):
        coder = sit_down(name)
        for unit in (first, second, *([third] if name == "Mina" else []), fourth):
            place = {"document_id": unit[0], "start": unit[1], "end": unit[2]}
            said = coder.do("code", action="code", code_id="equity", present=True, revision=0, **place)
            coder.do("code", action="finish", revision=said["mine"]["revision"], **place)  # type: ignore[index]
    home = words(coder.get("/"))
    assert "2 of 13" in home
    assert "1 more that you finished were met by another way" in home
    found = agreement(project).tables[0].frame.filter(pl.col("coders") == "Mina × Ravi", pl.col("code") == "equity")
    assert found.filter(pl.col("measure") == "presence").select("sample", "units").rows() == [("all", 3), ("random", 2)]


def test_a_search_is_coded_in_the_order_of_the_random_sample(workbench: Workbench) -> None:
    queues = Queues(workbench)
    found = queues.units(Queue(QueueKind.SEARCH, "the"))
    assert len({unit[0] for unit in found}) > 1
    assert list(found) == [unit for unit in queues.units(Queue(QueueKind.RANDOM)) if unit in found]


@pytest.mark.parametrize("queue", ["random", "active", "jurisdiction:Kestria", "search:school"])
def test_queues_are_the_same_after_a_restart_and_for_every_coder(workbench: Workbench, queue: str) -> None:
    kind, _, argument = queue.partition(":")
    chosen = Queue(QueueKind(kind), argument)
    units = Queues(workbench).units(chosen)
    assert units
    assert units == Queues(workbench).units(chosen)


def test_disagreements_are_shown_side_by_side_and_settled_by_consensus(
    sit_down: SitDown, workbench: Workbench, project: Path
) -> None:
    mina, ravi = Page(sit_down("Mina"), workbench), Page(sit_down("Ravi"), workbench)
    mina.code("equity")
    ravi.code("equity", stance="contested")
    ravi.code("precarity")
    mina.do("finish")
    assert find_disagreements(workbench.judgements) == ()
    ravi.do("finish")
    (found,) = find_disagreements(workbench.judgements)
    assert found.codes == ("equity", "precarity")
    (pair,) = count_pairs(workbench.judgements)
    assert (pair.shared, pair.same) == (1, 0)
    third = sit_down("Tove")
    assert "1 are hidden until you have finished them" in words(third.get("/disagreements"))
    third.do("blind", on=False)
    page = third.get("/disagreements")
    assert "Mina" in page
    assert "Take this" in page
    unit = {"document_id": found.unit[0], "start": found.unit[1], "end": found.unit[2]}
    assert third.do("settle", chosen="person:Nobody", status=422, **unit)["error"]
    assert "0 of 1 settled" in words(third.get("/"))
    third.do("settle", chosen="person:Ravi", **unit)
    assert "All are settled" in third.get("/disagreements")
    settled = {one.code_id: one for one in read_codings(project, coder=CONSENSUS)}
    assert settled["equity"].stance == "contested"
    assert settled[""].memo == "Settled by Tove."
    assert "0 to look at, 1 settled." in words(third.get("/disagreements?settled=1"))
    assert "1 of 1 settled" in words(third.get("/"))
    assert 'class="go" href="/disagreements' not in third.get("/")
    assert "Consensus" in third.get("/disagreements?settled=1")
    assert mina.seen()["mine"]["codes"] == {"equity": "asserted"}


def test_a_disagreement_shows_the_memo_of_an_imported_row_and_the_sentence_before(
    sit_down: SitDown, workbench: Workbench, project: Path, tmp_path: Path
) -> None:
    mina, second = sit_down("Mina"), Page(sit_down("Mina"), workbench, 1)
    second.do("finish")
    sheet = tmp_path / "ravi.csv"
    row = f"{second.passage.id},equity,The yard is praised for itself.\n"
    sheet.write_text(f"passage_id,code,memo\n{row}", encoding="utf-8")
    import_codings(sheet, coder="Ravi", project=project)
    card = html.fromstring(mina.get("/disagreements")).xpath("//article")[0]
    assert card.xpath(".//p[@class='memo']/text()") == ["The yard is praised for itself."]
    before = Page(mina, workbench, 0).passage.text
    assert card.xpath("./p/text()")[:2] == [before, second.passage.text]


def test_codings_that_arrive_by_another_way_are_seen(sit_down: SitDown, workbench: Workbench, project: Path) -> None:
    mina = Page(sit_down("Mina"), workbench)
    mina.code("equity")
    (coding,) = read_codings(project)
    record_codings([replace(coding, coder="person:Ravi", time="")], project=project)
    mina.do("finish")
    assert [one["coder"] for one in mina.seen()["others"]] == ["Ravi"]


def test_a_row_imported_with_a_code_is_judged_as_one_without(
    sit_down: SitDown, workbench: Workbench, project: Path, tmp_path: Path
) -> None:
    mina = sit_down("Mina")
    first, second, third = (Page(mina, workbench, place) for place in range(3))
    for page in (second, third):
        page.code("equity")
    for page in (first, second, third):
        page.do("finish")
    sheet = tmp_path / "ravi.csv"
    rows = [f"{first.passage.id},equity", f"{second.passage.id},", f"{third.passage.id},equity"]
    sheet.write_text("\n".join(["passage_id,code", *rows, ""]), encoding="utf-8")
    assert import_codings(sheet, coder="Ravi", project=project).recorded == (("person:Ravi", 3),)
    assert "2 to look at, 0 settled." in words(mina.get("/disagreements"))
    (pair,) = count_pairs(workbench.judgements)
    # Of the third passage both say the same: a row without a stance is compared with no stance.
    assert (pair.shared, pair.same) == (3, 1)
    assert Page(sit_down("Ravi"), workbench).seen()["mine"]["standing"] == "read"


def test_a_row_with_a_time_as_fine_as_the_pages_own_is_an_import_like_others(
    sit_down: SitDown, workbench: Workbench, project: Path, tmp_path: Path
) -> None:
    ravi = Page(sit_down("Ravi"), workbench)
    sheet = tmp_path / "ravi.csv"
    row = f"{ravi.passage.id},equity,2026-03-01T09:30:00.123456Z"
    sheet.write_text(f"passage_id,code,time\n{row}\n", encoding="utf-8")
    assert import_codings(sheet, coder="Ravi", project=project).recorded == (("person:Ravi", 1),)
    assert ravi.seen()["mine"]["standing"] == "read"


def test_many_edits_at_once_are_all_kept(sit_down: SitDown, workbench: Workbench, project: Path) -> None:
    coders = [sit_down(name) for name in ("Mina", "Ravi")]
    edits = 40

    def work(coder: Coder) -> None:
        page = Page(coder, workbench)
        for number in range(edits):
            page.code("equity", present=number % 2 == 0)

    threads = [Thread(target=work, args=(coder,)) for coder in coders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open_desk(project) as desk:
        assert len(desk.events()) == 2 * edits


def test_training_wants_enough_passages(sit_down: SitDown) -> None:
    coder = sit_down("Mina")
    assert "are the least to train on" in str(coder.do("train", status=422)["error"])
    assert "no trained model" in str(coder.do("adopt", status=422)["error"])
    assert '"none"' in coder.get("/training/state")


def test_the_training_page_counts_the_examples_that_a_training_would_have(
    sit_down: SitDown, workbench: Workbench, project: Path
) -> None:
    mina, ravi, tove = (sit_down(name) for name in ("Mina", "Ravi", "Tove"))

    def people() -> dict[str, int]:
        rows = html.document_fromstring(tove.get("/training")).xpath("//tbody/tr")
        found = {row[0].text_content(): int(row[1].text_content()) for row in rows}
        learnt = read_peoples_passages(project).passages.values()
        names = {code.name: code.id for code in workbench.codebook.codes}
        assert found == {name: sum(code in one.frames | one.themes for one in learnt) for name, code in names.items()}
        return found

    pages = [Page(one, workbench) for one in (mina, ravi)]
    for page in pages:
        page.code("equity")
        page.do("finish")
    Page(ravi, workbench, place=1).code("equity")
    name = workbench.codebook.by_id["equity"].name
    assert people()[name] == 2
    pages[0].code("equity", present=False)
    assert people()[name] == 1
    told = words(tove.get("/training"))
    assert "A frame needs 15 examples" in told
    assert "The F1 of the model in use is from hand-coded sentences" in told


def test_the_home_page_tells_what_a_queue_without_passages_wants(sit_down: SitDown, workbench: Workbench) -> None:
    overview = workbench.library.overview
    workbench.library.overview = replace(overview, codes=overview.codes.clear())
    workbench.library.model_trouble = "The model cannot code the frame 'public'; run discourse train."
    home = words(sit_down("Ravi").get("/"))
    assert "It needs a model's codes" in home
    assert "None so far" in home
    assert "A training needs 20 passages that people have coded; so far 0." in home
    assert "0 of 0" not in home
