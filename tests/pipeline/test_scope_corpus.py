import polars as pl

from discourse.domain.results import CODES, DOCUMENTS, PASSAGES
from discourse.domain.settings import Scope
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.scope import scope_table, within


def corpus() -> Corpus:
    """Document `a` speaks of a micro-credential in one of two passages, `b` in a heading only, `c` never."""
    said = [
        ("a", "Micro-credentials were approved.", ""),
        ("a", "Rents rose.", ""),
        ("b", "Micro-credentials", "heading"),
        ("b", "Rents rose.", ""),
        ("c", "Rents rose.", ""),
    ]
    passages = [
        {"passage_id": str(number), "document_id": document, "number": number, "text": text, "left_out": left_out}
        | {"kind": "paragraph", "heading": "", "previous": ""}
        for number, (document, text, left_out) in enumerate(said)
    ]
    codes = [{"passage_id": str(number), "code_id": "equity", "present": True} for number in (0, 1, 3, 4)]
    documents = [{"document_id": name, "file": f"{name}.pdf", "place": ""} for name in "abc"]
    return Corpus(
        pl.DataFrame(documents, schema=DOCUMENTS),
        pl.DataFrame(passages, schema=PASSAGES),
        pl.DataFrame(codes, schema=CODES),
    )


def test_a_scope_keeps_its_passages_with_their_codes_and_documents() -> None:
    kept = within(corpus(), Scope.MICROCREDENTIAL)
    assert kept.documents["document_id"].to_list() == ["a"]
    assert kept.codes["passage_id"].to_list() == ["0"]


def test_the_whole_corpus_is_kept_as_it_is() -> None:
    whole = corpus()
    assert within(whole, Scope.ALL) is whole


def test_documents_are_told_by_how_much_they_speak_of_it() -> None:
    frame = scope_table(corpus()).frame
    rows = frame.select("file", "passages", "in_scope", "share", "speaks").rows()
    assert rows == [("a.pdf", 2, 1, 0.5, True), ("b.pdf", 1, 0, 0.0, False), ("c.pdf", 1, 0, 0.0, False)]
