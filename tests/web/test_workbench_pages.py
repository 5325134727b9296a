"""What the pages say, on the real parts; hostile names stay text."""

import json
import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import urlencode

import polars as pl
import pytest
from conftest import Coder, words
from lxml import html
from workbench_example import SCRIPT, codable

from discourse.domain.written import written_script
from discourse.pipeline.train_on_codings import CodingsTraining, PeoplesScore
from discourse.pipeline.workbench.retraining import Retraining, Stage, Trained
from discourse.pipeline.workbench.workbench import Workbench
from discourse.store.audits import Answer, Audits
from discourse.store.ledger import Ledger

PAGES = [
    "/",
    "/documents",
    "/codes",
    "/codes/equity",
    "/search?words=school",
    "/disagreements",
    "/training",
    "/welcome",
]


class Inline(HTMLParser):
    """Collects what a strict page may not have."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.images = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.found += [name for name in given if name.startswith("on") or name == "style"]
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.found.append("script")
        if tag in ("style", "iframe", "object", "base"):
            self.found.append(tag)
        self.images += tag == "img"


def document(workbench: Workbench, file: str) -> str:
    return next(card.document_id for card in workbench.library.cards.values() if card.file.endswith(file))


def state_of(page: str) -> list[dict[str, object]]:
    (found,) = re.findall(r'<script type="application/json" id="state">(.*?)</script>', page, re.S)
    return json.loads(found)["states"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_show_hostile_names_as_text(sit_down: Callable[[str], Coder], path: str) -> None:
    coder = sit_down('<b onclick="alert(3)">')
    page = coder.get(path)
    parser = Inline()
    parser.feed(page)
    assert parser.found == []
    assert parser.images == 0


@pytest.mark.parametrize("name", ["harbour.md", "letter.md", "notice.pdf"])
def test_a_document_shows_its_whole_text_and_no_markup_of_its_own(
    sit_down: Callable[[str], Coder], workbench: Workbench, name: str
) -> None:
    document_id = document(workbench, name)
    page = sit_down("Mina").get(f"/documents/{document_id}")
    parser = Inline()
    parser.feed(page)
    assert parser.found == []
    opened = workbench.library.open(document_id)
    assert opened is not None
    for passage in codable(opened):
        assert f'data-start="{passage.start}" data-end="{passage.end}"' in page


def test_a_title_with_a_script_is_shown_as_written(sit_down: Callable[[str], Coder]) -> None:
    page = sit_down("Mina").get("/documents")
    assert SCRIPT not in page
    assert "&lt;script&gt;alert(" in page


def test_a_memo_cannot_end_the_script_that_carries_it(sit_down: Callable[[str], Coder], workbench: Workbench) -> None:
    coder, document_id = sit_down("Mina"), document(workbench, "harbour.md")
    passage = codable(workbench.library.open(document_id))[0]
    memo = "</script><script>alert(4)</script><!--"
    values = {"document_id": document_id, "start": passage.start, "end": passage.end, "revision": 0}
    coder.do("code", action="memo", memo=memo, **values)
    page = coder.get(f"/documents/{document_id}")
    assert "<script>alert(4)" not in page
    assert state_of(page)[0]["mine"]["memo"] == memo  # type: ignore[index]


def test_without_a_name_one_is_asked_for_it(sit_down: Callable[[str], Coder]) -> None:
    coder = sit_down("Mina")
    for bad in ("", "  ", "x" * 61, "consensus", "person:Eve", "model:framing", "a\nb\x00", "\u202eevil"):
        coder.client.post("/do/sit-down", json={"name": bad}, headers={"Origin": "http://127.0.0.1:8765"})
    assert "Mina" in coder.get("/")


def test_documents_are_found_by_word_and_jurisdiction(sit_down: Callable[[str], Coder]) -> None:
    coder = sit_down("Mina")
    assert "3 documents" in words(coder.get("/documents"))
    assert "1 document " in words(coder.get("/documents?words=harbour.md"))
    assert "2 documents" in words(coder.get("/documents?jurisdiction=Kestria"))


def test_numbers_stand_in_english_beside_their_values_and_the_script_that_writes_them(
    sit_down: Callable[[str], Coder],
) -> None:
    coder = sit_down("Mina")
    page = coder.get("/documents")
    assert '<data value="3">3</data>\N{NO-BREAK SPACE}documents' in page
    assert '<script src="/written.js" defer></script>' in page
    answer = coder.client.get("/written.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.text == written_script()


def test_search_takes_words_and_patterns_and_tells_a_bad_one(sit_down: Callable[[str], Coder]) -> None:
    coder = sit_down("Mina")
    assert "1 passage." in words(coder.get("/search?words=LAMP%20KEEPERS"))
    assert "2 passages." in words(coder.get("/search?words=/fees?%5Cb/"))
    assert "is no pattern" in coder.get("/search?words=/(/")
    assert "0 passages." in words(coder.get("/search?words=("))


def test_the_words_found_are_marked(sit_down: Callable[[str], Coder]) -> None:
    coder = sit_down("Mina")

    def marked(words: str) -> list[str]:
        page = html.document_fromstring(coder.get(f"/search?{urlencode({'words': words})}"))
        return [one.text_content() for one in page.xpath("//mark")]

    assert marked("THE WAGES") == ["the wages"]
    assert marked("/crane|quay\\b/") == ["Crane", "quay"]
    assert marked("😀") == ["😀"]


def test_the_rules_of_every_code_stand_on_the_page_where_one_codes(
    sit_down: Callable[[str], Coder], workbench: Workbench
) -> None:
    page = html.document_fromstring(sit_down("Mina").get(f"/documents/{document(workbench, 'harbour.md')}"))
    said = " ".join(page.get_element_by_id("rules").text_content().split())
    for code in workbench.codebook.codes:
        assert all(" ".join(line.split()) in said for line in (code.definition, *code.include, *code.exclude))
    # A digit opens the same frame as beside the text.
    frames = page.xpath("//dialog[@id='rules']/section[@data-frame]/@id")
    assert frames == [f"rules-{frame.id}" for frame in workbench.codebook.frames]


def test_a_wrong_address_is_told(sit_down: Callable[[str], Coder]) -> None:
    client = sit_down("Mina").client
    assert "no such document" in client.get(f"/documents/{'0' * 64}").text
    assert "no such code" in client.get("/codes/nothing").text
    assert client.get("/next?queue=nothing").status_code == 404
    assert client.get("/nothing").status_code == 404


def test_a_code_page_shows_who_gave_it_where(sit_down: Callable[[str], Coder], workbench: Workbench) -> None:
    coder, document_id = sit_down("Mina"), document(workbench, "harbour.md")
    passage = codable(workbench.library.open(document_id))[2]
    values = {"document_id": document_id, "start": passage.start, "end": passage.end}
    said = coder.do("code", action="code", code_id="equity", present=True, stance="contested", revision=0, **values)
    coder.do("code", action="finish", revision=said["mine"]["revision"], **values)  # type: ignore[index]
    blind = words(coder.get("/codes/equity"))
    assert "1 passage among those that you have finished" in blind
    assert "Mina: contested" in blind
    coder.do("blind", on=True)
    coder.do("blind", on=False)
    assert "Machine: asserted 0.70" in words(coder.get("/codes/equity?who=machine"))
    assert "0 passages" in words(coder.get("/codes/equity?who=people&beside=sbtc"))
    assert "0 passages" in words(coder.get("/codes/equity?jurisdiction=Nowhere"))


def test_a_page_of_a_pdf_has_a_picture_with_the_passages_on_it(
    sit_down: Callable[[str], Coder], workbench: Workbench
) -> None:
    coder, document_id = sit_down("Mina"), document(workbench, "notice.pdf")
    places = json.loads(coder.get(f"/documents/{document_id}/pages/1/places"))
    opened = workbench.library.open(document_id)
    assert opened is not None
    tops = [places["boxes"][passage.id][0][1] for passage in codable(opened)]
    assert tops == sorted(tops)
    left, top, right, bottom = places["boxes"][codable(opened)[0].id][0]
    assert 0 < left < right < places["width"]
    assert 0 < top < bottom < places["height"]
    picture = coder.client.get(f"/documents/{document_id}/pages/1/picture.png")
    assert picture.content.startswith(b"\x89PNG")
    assert picture.headers["content-type"] == "image/png"
    beyond = coder.client.get(f"/documents/{document_id}/pages/9/places")
    assert beyond.status_code == 404
    assert "there is no page 9" in beyond.json()["error"]
    other = coder.client.get(f"/documents/{document(workbench, 'harbour.md')}/pages/1/places")
    assert "only pages of PDF files" in other.json()["error"]


def test_a_file_that_changed_has_no_picture(sit_down: Callable[[str], Coder], workbench: Workbench) -> None:
    coder, document_id = sit_down("Mina"), document(workbench, "notice.pdf")
    (workbench.library.folder / "notice.pdf").write_bytes(b"%PDF-1.4 something else")
    answer = coder.client.get(f"/documents/{document_id}/pages/1/places")
    assert "was changed since it was read" in answer.json()["error"]


def test_a_codebook_changed_meanwhile_is_told_on_every_page_and_with_every_coding(
    sit_down: Callable[[str], Coder], workbench: Workbench
) -> None:
    coder, document_id = sit_down("Mina"), document(workbench, "harbour.md")
    path = workbench.library.folder / "codebook.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\n", encoding="utf-8")
    workbench.library.model_trouble = "The model cannot code the frame 'public'."
    assert "The codebook was changed" not in coder.get("/")
    assert "There are no machine codes" in coder.get("/")
    path.write_text(text.replace("definition: ", "definition: Mostly ", 1), encoding="utf-8")
    assert "The codebook was changed. This page still codes" in coder.get("/")
    # What to run is not told of a state that is past.
    assert "There are no machine codes" not in coder.get("/")
    passage = codable(workbench.library.open(document_id))[0]
    values = {"document_id": document_id, "start": passage.start, "end": passage.end, "revision": 0}
    assert "codebook was changed" in str(coder.do("code", action="finish", **values)["change"])
    path.write_text("codes: [", encoding="utf-8")
    assert "cannot be opened again as it is now" in coder.get("/")


def test_a_model_chosen_and_a_run_made_meanwhile_are_told(
    sit_down: Callable[[str], Coder], workbench: Workbench
) -> None:
    coder = sit_down("Mina")
    settings = workbench.library.folder / "discourse.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('model = "shipped"', 'model = "models/mine"'), encoding="utf-8")
    assert "Another model was chosen" in coder.get("/codes")
    settings.write_text(text, encoding="utf-8")
    assert "Another model" not in coder.get("/codes")
    ledger = Ledger(workbench.library.ledger_path)
    ledger.put_result("coding", "another", {})
    ledger.close()
    assert "The project was run again" in coder.get("/codes")


def test_a_drawn_audit_is_a_queue_of_its_own_and_blind_everywhere(
    sit_down: Callable[[str], Coder], workbench: Workbench
) -> None:
    coder, document_id = sit_down("Mina"), document(workbench, "harbour.md")
    coder.do("blind", on=False)
    assert "audit sample" not in coder.get("/")
    passages = codable(workbench.library.open(document_id))
    first, second = passages[2], passages[0]
    drawn = pl.DataFrame(
        {
            "passage_id": [first.id, second.id],
            "document_id": [document_id] * 2,
            "stratum": ["Kestria"] * 2,
            "probability": [0.2] * 2,
        }
    )
    early = {"document_id": document_id, "start": second.start, "end": second.end, "revision": 0}
    assert coder.do("code", action="finish", **early)["machine"] is not None
    audits = Audits(workbench.library.ledger_path)
    audits.record_draw(drawn, drawn, strata="jurisdiction", seed=1, codebook_id="book", now="2099-01-01T00:00:00Z")
    audits.close()
    home = words(coder.get("/"))
    assert "0 of 2" in home
    assert coder.client.get("/next?queue=audit").headers["location"].endswith(f"at={first.start}&queue=audit")
    states = {one["start"]: one for one in state_of(coder.get(f"/documents/{document_id}"))}
    assert [states[one.start]["shown"] for one in (first, second, passages[1])] == [False, False, True]
    values = {"document_id": document_id, "start": first.start, "end": first.end, "revision": 0}
    assert "hidden" in str(coder.do("code", action="accept", status=422, **values)["error"])


def test_what_a_sheet_answers_is_not_asked_of_its_coder_again(
    sit_down: Callable[[str], Coder], workbench: Workbench
) -> None:
    mina, document_id = sit_down("Mina"), document(workbench, "harbour.md")
    passages = codable(workbench.library.open(document_id))[:2]
    drawn = pl.DataFrame(
        {
            "passage_id": [one.id for one in passages],
            "document_id": [document_id] * 2,
            "stratum": ["Kestria"] * 2,
            "probability": [0.2] * 2,
        }
    )
    frames = [frame.id for frame in workbench.codebook.frames]

    def answer(passage: int, codes: list[str]) -> None:
        answers = [Answer(passages[passage].id, one, "person:Mina", present=False, codebook_id="book") for one in codes]
        audits.record_answers(answers, now="2099-01-02T00:00:00Z")

    with closing(Audits(workbench.library.ledger_path)) as audits:
        audits.record_draw(drawn, drawn, strata="jurisdiction", seed=1, codebook_id="book", now="2099-01-01T00:00:00Z")
        answer(0, frames)
        answer(1, frames[1:])
        # Of the second passage one frame is still to be answered.
        assert "1 of 2" in words(mina.get("/"))
        answer(1, frames[:1])
    assert "2 of 2" in words(mina.get("/"))
    assert mina.client.get("/next?queue=audit").headers["location"] == "/?finished=audit"
    assert "0 of 2" in words(sit_down("Ravi").get("/"))


def test_the_training_page_has_the_f1_by_the_audit_beside_that_of_the_model(
    sit_down: Callable[[str], Coder], workbench: Workbench
) -> None:
    mina, passage = sit_down("Mina"), codable(workbench.library.open(document(workbench, "harbour.md")))[0]
    assert "F1 by the audit" not in mina.get("/training")
    drawn = pl.DataFrame(
        {
            "passage_id": [passage.id],
            "document_id": [document(workbench, "harbour.md")],
            "stratum": ["Kestria"],
            "probability": [0.5],
        }
    )
    given = [
        Answer(passage.id, frame.id, "person:Mina", present=True, codebook_id="book")
        for frame in workbench.codebook.frames
    ]
    with closing(Audits(workbench.library.ledger_path)) as audits:
        audits.record_draw(drawn, drawn, strata="jurisdiction", seed=1, codebook_id="book", now="2099-01-01T00:00:00Z")
        audits.record_answers(given, now="2099-01-02T00:00:00Z")
    page = html.document_fromstring(mina.get("/training"))
    coded = workbench.library.overview
    column = [head.text for head in page.xpath("//th[@scope='col']")].index("F1 by the audit")
    scores = {row[column].text_content() for row in page.xpath("//tbody/tr")}
    assert scores <= {"0.00", "1.00", ""}
    assert scores - {""}
    assert "on 1 audited passage: it alone stands for this corpus" in words(mina.get("/training"))
    # Without codes of the model in use there is nothing that the answers could be compared with.
    workbench.library.overview = replace(coded, codes=coded.codes.clear())
    assert "F1 by the audit" not in mina.get("/training")


def test_the_training_page_says_why_the_codes_of_now_have_no_score(
    sit_down: Callable[[str], Coder], monkeypatch: pytest.MonkeyPatch
) -> None:
    mina = sit_down("Mina")
    score = PeoplesScore("equity", passages=24, examples=16, documents=4, f1=0.5, limits=None, before=None)
    found = CodingsTraining(
        coder="model:new", out="/new", setting="models/new", passages=30, documents=4, coders=("person:Mina",),
        shipped=0, known=6, seen=24, audited=0, undecided=0, scores=(score,), without=(), stances=(),
    )  # fmt: skip
    monkeypatch.setattr(Retraining, "state", lambda _: Trained(Stage.DONE, "models/new", found))
    page = mina.get("/training")
    assert html.document_fromstring(page).xpath("//td/text()")[-1] == "–"
    assert "“F1, codes of now” leaves out 24 passages that the model in use learnt from" in words(page)
    assert "where the others hold fewer than 10 examples" in words(page)
