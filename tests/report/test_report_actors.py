from discourse.report.actors import actors_to_grid, actors_to_quotes
from discourse.report.report import SourceLine

NAMES = {"state": "State", "learner_worker": "Learner or worker"}


def row(role: str, actor: str, count: int, **others: object) -> dict[str, object]:
    about = {"group": "Kestria", "frame": "any", "role": role, "actor": actor, "modality": "", "clauses": 20}
    quote = {"quote_1": f"We were told ({actor}) by them.", "words_1": "We", "file_1": "a.pdf", "page_1": 4}
    return {**about, **quote, "count": count, "share": count / 20, "low": 0.01, "high": 0.9, **others}


ROWS = [
    row("agent", "learner_worker", 3),
    row("agent", "state", 10),
    row("agent", "other", 15),
    row("obliged", "state", 4, low=None, high=None),
    row("obliged", "state", 4, modality="must"),
    row("left_out", "agentless_passive", 2, quote_1="Then there were fees; we waived them.", words_1="we"),
    row("beneficiary", "state", 0, share=0.0, quote_1=None),
]


def test_a_role_shows_the_actors_named_most_and_no_other() -> None:
    grid = actors_to_grid(ROWS, caption="", note="", heading="Place", code_names={}, actor_names=NAMES)
    (cells,) = grid.rows
    assert [cell.text.replace("\N{NO-BREAK SPACE}", " ") for cell in cells] == [
        "Kestria", "Any", "State 50 %, Learner or worker 15 %", "none", "none", "State 20 %", "passive 10 %", "20",
    ]  # fmt: skip
    assert [cell.sub for cell in cells][5] == "no interval"


def test_the_words_that_give_the_role_are_marked_whole() -> None:
    quotes = actors_to_quotes(
        ROWS, actor_names=NAMES, sources=[SourceLine("a.pdf", "ok", title="An Act", link="../a.pdf#page=1")]
    )
    marked = {quote.role: [piece for piece, is_marked in quote.pieces if is_marked] for quote in quotes}
    assert marked == {"Acts": ["We"], "No doer named": ["we"]}
    assert quotes[0].title == "An Act"
    assert quotes[0].link == "../a.pdf#page=4"
    assert quotes[-1].pieces[0] == ("Then there were fees; ", False)


def test_a_passage_is_shown_once() -> None:
    quotes = actors_to_quotes(ROWS, actor_names=NAMES, sources=())
    assert len({quote.pieces for quote in quotes}) == len(quotes)
