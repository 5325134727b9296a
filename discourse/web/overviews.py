"""The pages around the reading: home, documents, codes, search, disagreements."""

from collections import Counter
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from discourse.domain.codings import CONSENSUS, MODEL, PERSON
from discourse.domain.errors import UsageError
from discourse.domain.written import written_script
from discourse.pipeline.train_on_codings import MIN_PASSAGES
from discourse.pipeline.workbench.adjudication import count_pairs, find_disagreements
from discourse.pipeline.workbench.code_pages import Wanted, count_by_jurisdiction, find_coded, show_coded
from discourse.pipeline.workbench.queues import Queue, QueueKind, parse_queue
from discourse.pipeline.workbench.search import find_passages, split_at_words
from discourse.web.guard import cookie_name
from discourse.web.reading import address_of
from discourse.web.room import Room, number_in, room_of, show, visit_of
from discourse.web.visits import Visit

ON_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class CoderRow:
    """What one coder has done, and when last."""

    name: str
    read: int
    left_open: int
    documents: int
    last: str


def welcome(request: Request) -> Response:
    """Who is coding?"""
    room, visit = room_of(request), visit_of(request)
    people = [name_of(one) for one in room.workbench.judgements.coders() if one != CONSENSUS]
    return show(room, visit, "welcome.html", title="Who is coding?", people=people)


def home(request: Request, room: Room, visit: Visit) -> Response:
    """Queues, progress, coverage and agreement at a glance."""
    room.workbench.judgements.refresh()
    finished = parse_queue(request.query_params.get("finished", ""))
    plain: tuple[QueueKind, ...] = (QueueKind.RANDOM, QueueKind.ACTIVE, QueueKind.DISAGREEMENTS)
    if room.queues.units(Queue(QueueKind.AUDIT)):
        plain = (QueueKind.AUDIT, *plain)
    queues = [(Queue(kind), room.queues.progress(Queue(kind), visit.coder)) for kind in plain]
    cards = room.workbench.library.cards
    return show(
        room,
        visit,
        "home.html",
        title="Coding",
        finished=finished,
        has_passages=finished is not None and bool(room.queues.units(finished)),
        queues=queues,
        jurisdictions=room.workbench.library.jurisdictions,
        coders=_coder_rows(room),
        pairs=[(name_of(one.first), name_of(one.second), one) for one in count_pairs(room.workbench.judgements)],
        documents=len(cards),
        passages=sum(card.passages for card in cards.values()),
        coverage=_coverage(room),
        machine=room.workbench.library.model_coder,
        machine_trouble=room.workbench.library.model_trouble,
        coded=len(_finished_units(room)),
        needed=MIN_PASSAGES,
    )


def documents(request: Request, room: Room, visit: Visit) -> Response:
    """Every document with how far it is coded."""
    chosen, words = request.query_params.get("jurisdiction", ""), request.query_params.get("words", "")
    counts = _read_by_document(room, visit.coder)
    everybody = Counter(unit[0] for unit in _finished_units(room))
    rows = [
        (card, counts[card.document_id], everybody[card.document_id])
        for card in room.workbench.library.cards.values()
        if (not chosen or card.jurisdiction == chosen)
        and all(word in f"{card.title} {card.body} {card.file}".casefold() for word in words.casefold().split())
    ]
    start = number_in(request.query_params.get("from", ""), default=0)
    return show(
        room,
        visit,
        "documents.html",
        title="Documents",
        rows=rows[start : start + 200],
        found=len(rows),
        start=start,
        step=200,
        chosen=chosen,
        words=words,
        jurisdictions=room.workbench.library.jurisdictions,
    )


def codes(_request: Request, room: Room, visit: Visit) -> Response:
    """The codebook, each code with how often it was given."""
    people: Counter[str] = Counter()
    for unit in _finished_units(room):
        for one in room.workbench.judgements.on(unit):
            people.update(set(one.present) if one.is_read and one.coder != CONSENSUS else ())
    overview = room.workbench.library.overview.codes
    machine = {} if visit.is_blind else dict(overview.filter(overview["present"])["code_id"].value_counts().iter_rows())
    return show(room, visit, "codes.html", title="Codes", people=people, machine=machine)


def code_page(request: Request, room: Room, visit: Visit) -> Response:
    """What a code means, and every passage under it; in blind mode only those that the coder has finished."""
    code = room.workbench.codebook.by_id.get(request.path_params["code_id"])
    if code is None:
        raise UsageError("The codebook has no such code.")
    given = {name: request.query_params.get(name, "") for name in ("who", "jurisdiction", "stance", "beside")}
    who = given["who"] if given["who"] in ("people", "machine", "near") else "all"
    wanted = Wanted(code.id, **{**given, "who": who}, only_read_by=visit.coder if visit.is_blind else "")
    found = find_coded(room.workbench, wanted)
    start = number_in(request.query_params.get("from", ""), default=0)
    return show(
        room,
        visit,
        "code.html",
        title=code.name,
        code=code,
        given=given,
        who=who,
        found=len(found),
        start=start,
        step=ON_A_PAGE,
        shown=show_coded(room.workbench, found[start : start + ON_A_PAGE]),
        counts=count_by_jurisdiction(room.workbench, [unit for unit, _ in found]),
        address_of=address_of,
        name_of=name_of,
    )


def search(request: Request, room: Room, visit: Visit) -> Response:
    """Passages by their words."""
    words = request.query_params.get("words", "")
    start = number_in(request.query_params.get("from", ""), default=0)
    trouble, found, shown, pieces = "", 0, [], []
    if words.strip():
        try:
            frame = find_passages(room.workbench.library.overview.passages, words)
        except UsageError as error:
            trouble = str(error)
        else:
            found = frame.height
            shown = list(frame.slice(start, ON_A_PAGE).iter_rows(named=True))
            pieces = split_at_words([row["text"] for row in shown], words)
    return show(
        room,
        visit,
        "search.html",
        title="Search",
        words=words,
        trouble=trouble,
        found=found,
        start=start,
        step=ON_A_PAGE,
        shown=[
            (row, text, room.workbench.library.cards[row["document_id"]])
            for row, text in zip(shown, pieces, strict=True)
        ],
        queue=Queue(QueueKind.SEARCH, words.strip()) if found else None,
        address_of=address_of,
    )


def disagreements(request: Request, room: Room, visit: Visit) -> Response:
    """What people coded differently, side by side; in blind mode only what the coder has finished."""
    room.workbench.judgements.refresh()
    found = find_disagreements(room.workbench.judgements, seen_by=visit.coder if visit.is_blind else "")
    is_all = request.query_params.get("settled", "") == "1"
    chosen = [item for item in found if is_all or not item.is_settled]
    start = number_in(request.query_params.get("from", ""), default=0)
    shown = []
    for item in chosen[start : start + ON_A_PAGE]:
        place = room.workbench.place(*item.unit)
        shown.append((item, place, place.machine if not visit.is_blind else None))
    return show(
        room,
        visit,
        "disagreements.html",
        title="Disagreements",
        shown=shown,
        found=len(chosen),
        unsettled=sum(not item.is_settled for item in found),
        settled=sum(item.is_settled for item in found),
        hidden=len(find_disagreements(room.workbench.judgements)) - len(found),
        start=start,
        step=ON_A_PAGE,
        is_all=is_all,
        address_of=address_of,
        name_of=name_of,
    )


def colours(request: Request) -> Response:
    """The codebook's colours as classes, since a strict page may have no styles of its own."""
    rules = [
        f".code-{number} {{ --c: {code.colour}; }}"
        for number, code in enumerate(room_of(request).workbench.codebook.codes)
        if code.colour
    ]
    return Response("\n".join(rules) + "\n", media_type="text/css")


def written(_request: Request) -> Response:
    """The script by which numbers and dates of a page are written as in its reader's locale."""
    return Response(written_script(), media_type="text/javascript")


def launch(request: Request) -> Response:
    """Exchange a launch token for a cookie; the token leaves the address at once."""
    room = room_of(request)
    if request.method != "GET":
        # A program that looks at a link before it is opened must not use it up.
        return Response(status_code=405)
    cookie = room.visits.admit(request.query_params.get("token", ""))
    if cookie is None:
        known = room.visits.find(request.cookies.get(cookie_name(room.port), ""))
        if known:
            return RedirectResponse("/", 303)
        return Response(
            "This link was used before, or is of an earlier start. Start 'discourse serve' again for a new one.",
            403,
            media_type="text/plain",
        )
    answer = RedirectResponse("/", 303)
    answer.set_cookie(cookie_name(room.port), cookie, httponly=True, samesite="strict", path="/")
    return answer


def name_of(coder: str) -> str:
    """A coder for a person to read."""
    if coder == CONSENSUS:
        return "Consensus"
    return "Machine" if coder.startswith(MODEL) else coder.removeprefix(PERSON)


def _coder_rows(room: Room) -> list[CoderRow]:
    judgements = room.workbench.judgements
    rows = []
    for coder in judgements.coders():
        said = [judgements.of(coder, unit) for unit in judgements.units(coder=coder)]
        read = [one for one in said if one.is_read]
        left_open = sum(one.is_open for one in said)
        last = max((coding.time for one in said for coding in one.codings.values()), default="")
        rows.append(CoderRow(name_of(coder), len(read), left_open, len({one.unit[0] for one in read}), last))
    return rows


def _finished_units(room: Room) -> set[tuple[str, int, int]]:
    judgements = room.workbench.judgements
    return {unit for unit in judgements.units() if any(one.is_read for one in judgements.on(unit))}


def _read_by_document(room: Room, coder: str) -> Counter[str]:
    judgements = room.workbench.judgements
    return Counter(unit[0] for unit in judgements.units(coder=coder) if judgements.of(coder, unit).is_read)


def _coverage(room: Room) -> list[tuple[str, int, int]]:
    """For each jurisdiction, the passages that somebody finished and all that can be coded."""
    cards = room.workbench.library.cards
    read = Counter(cards[unit[0]].jurisdiction for unit in _finished_units(room) if unit[0] in cards)
    every: Counter[str] = Counter()
    for card in cards.values():
        every[card.jurisdiction] += card.passages
    return sorted(((name, read[name], count) for name, count in every.items()), key=lambda row: (-row[1], row[0]))
