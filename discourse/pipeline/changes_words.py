"""What changed since the last run in words fit for a mail, which claim no more than the intervals support."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING

from discourse.domain.documents import UNKNOWN
from discourse.domain.failures import reason_beside

if TYPE_CHECKING:
    from discourse.pipeline.changes import Changes, Framing, NewDocument, Relabelled, Shift
    from discourse.pipeline.failures import Failure

_SHOWN = 20
_QUOTE_LETTERS = 240
_ERROR_RATE = 0.05
_GROUPING = {"jurisdiction", "body", "year", "doc_type", "language"}
_FIELDS = {"doc_type": "type of document", "url": "address"}


def changes_to_markdown(changes: "Changes", *, title: str) -> str:
    """A page; its first line, after `# `, is fit for the subject of a mail."""
    body = "\n\n".join(f"## {heading}\n\n{text}" for heading, text in describe_changes(changes))
    head = f"# {_plain(title)}: {headline(changes)}\n\n{compared_with(changes)}\n"
    return f"{head}\n{body}\n" if body else head


def headline(changes: "Changes") -> str:
    """How much changed: `2 new documents, 1 newly failed`."""
    if not changes.until:
        return "no tables yet"
    named = [item for item in changes.documents if item.same_as]
    changed = [item for item in changes.documents if item.is_changed and not item.same_as]
    new = len(changes.documents) - len(named) - len(changed)
    failed = len(changes.failures)
    if changes.is_first:
        read = _count(new + len(changed), "document")
        return f"first run, {read} read" + (f", {failed:,} failed" if failed else "")
    counted = (
        (new, _count(new, "new document")),
        (len(named), f"{len(named):,} renamed or copied"),
        (len(changed), f"{_count(len(changed), 'document')} with another text"),
        (len(changes.relabelled), f"{_count(len(changes.relabelled), 'document')} relabelled"),
        (failed, f"{failed:,} newly failed"),
        (len(changes.recovered), f"{len(changes.recovered):,} read that failed before"),
        (len(changes.left), f"{len(changes.left):,} no longer in the tables"),
        (len(changes.framings), f"{_count(len(changes.framings), 'framing')} found for the first time"),
        (len(changes.shifts), f"{_count(len(changes.shifts), 'share')} moved"),
        (len(changes.method), f"{', '.join(changes.method)} changed"),
        (len(changes.drift), "topics to be found anew"),
    )
    return ", ".join(said for number, said in counted if number) or "nothing new"


def compared_with(changes: "Changes") -> str:
    """Which two runs are compared."""
    if not changes.until:
        return "No document has given a text yet: there are no tables."
    if changes.is_first:
        taken = headline(changes).removeprefix("first run, ")
        return f"First run ({_moment(changes.until)}): {taken}; there is no earlier one to compare with."
    if changes.is_empty:
        since = f"changed since the run of {_moment(changes.since)}"
        if changes.is_rewritten:
            by_audit = f"; {changes.corrected} of {changes.audited} shares are corrected by the audit"
            anew = f"the tables were written anew{by_audit if changes.audited else ''}"
            return f"No document, framing or raw share {since}; {anew}."
        return f"Nothing {since}."
    return f"Since the run of {_moment(changes.since)}; now {_moment(changes.until)}."


def describe_changes(changes: "Changes") -> list[tuple[str, str]]:
    """Headings and what stands under each, as lines of Markdown; nothing where nothing changed."""
    if changes.is_first:
        return [("Failed", failed)] if (failed := _list(map(_failure, changes.failures))) else []
    if changes.is_empty:
        return []
    named = [item for item in changes.documents if item.same_as]
    others = [item for item in changes.documents if not item.same_as]
    sections = [
        ("New documents", _list(_document(item) for item in others if not item.is_changed)),
        ("Other names of known documents", _other_names(named)),
        ("Documents with another text than before", _list(_document(item) for item in others if item.is_changed)),
        ("What is known of these changed", _relabelled(changes.relabelled)),
        ("Newly failed", _list(map(_failure, changes.failures))),
        ("Failed before, read now", _list(map(_name, changes.recovered))),
        ("No longer in the tables", _left(changes.left)),
        ("Framings found for the first time", _framings(changes)),
        ("Shares", _shares(changes)),
        ("Topics", _list(map(_plain, changes.drift))),
    ]
    return [(heading, text) for heading, text in sections if text]


def _document(item: "NewDocument") -> str:
    about = ", ".join(filter(None, [_place(item.jurisdiction), str(item.year or "")]))
    courses = f", {_count(item.records, 'course')}" if item.records else ""
    title = f"{_plain(item.title)} ({_name(item.file)})" if item.title else _name(item.file)
    return f"{_plain(about)}: {title}{courses}"


def _other_names(documents: Sequence["NewDocument"]) -> str:
    if not documents:
        return ""
    said = _list(map(_other_name, documents))
    if not all(item.is_new_name for item in documents):
        said += "\n\nEach is counted once, as the file added first."
    if any(item.same_is_gone for item in documents):
        said += " `discourse remove --gone` gives files that were renamed their new name, and what was known of them."
    return said


def _other_name(item: "NewDocument") -> str:
    if item.is_new_name:
        return f"{_name(item.file)}: known before as {_name(item.same_as)}"
    gone = ", which is no longer there" if item.same_is_gone else ""
    return f"{_name(item.file)}: another name for {_name(item.same_as)}{gone}"


def _relabelled(items: Sequence["Relabelled"]) -> str:
    if not items:
        return ""
    lines = _list(f"{_name(item.file)}: {', '.join(_labels(item))}" for item in items)
    if not any(_GROUPING & {*item.now} for item in items):
        return lines
    return (
        f"{lines}\n\nTheir texts are as before. They are counted under what is known of them now: shares of what"
        " they left and of what they came to moved by that alone, and no framing that came with them is told as found."
    )


def _labels(item: "Relabelled") -> Iterator[str]:
    for name, now in item.now.items():
        field, was = _FIELDS.get(name, name), item.was[name]
        said = f"{field} {_plain(str(now))}" if now else f"{field} not known"
        yield f"{said} (was {_plain(str(was))})" if was else said


def _failure(item: "Failure") -> str:
    return f"{_name(item.file)}: {_plain(reason_beside(item.file, item.reason))}"


def _left(files: Sequence[str]) -> str:
    if not files:
        return ""
    return (
        f"{_list(map(_name, files))}\n\nTheir passages were counted in an earlier run and are not any more: the shares "
        "rest on the other documents."
    )


def _framings(changes: "Changes") -> str:
    if not changes.framings:
        return ""
    names = changes.names
    lines: list[str] = []
    for _, group in groupby(changes.framings, key=lambda item: item.jurisdiction):
        framings = list(group)
        if framings[0].is_new_jurisdiction:
            lines.append(_new_jurisdiction(framings, names))
        else:
            lines += [_framing(item, names) for item in framings]
    return (
        f"{_list(lines)}\n\nFound by the model, which errs: read the passage before you tell of it. That a framing was "
        "not found before does not mean that nobody used it. Counted are passages of new and changed documents alone."
    )


def _new_jurisdiction(framings: Sequence["Framing"], names: Mapping[str, str]) -> str:
    """All its frames, and a passage to read of the one found most."""
    frames = ", ".join(f"{names.get(item.frame, item.frame)} ({item.passages:,})" for item in framings)
    said = f"{_plain(_place(framings[0].jurisdiction))}, not in the tables before; passages with a frame: {frames}"
    most = max(framings, key=lambda item: (bool(item.quote), item.passages))
    return f"{said}; {names.get(most.frame, most.frame)}: {_passage(most)}" if most.quote else said


def _framing(item: "Framing", names: Mapping[str, str]) -> str:
    place = _plain(_place(item.jurisdiction))
    said = f"{place}, {names.get(item.frame, item.frame)}: {_count(item.passages, 'passage')}"
    return f"{said}; {_passage(item)}" if item.quote else said


def _passage(item: "Framing") -> str:
    quote = item.quote if len(item.quote) <= _QUOTE_LETTERS else f"{item.quote[:_QUOTE_LETTERS].rsplit(' ', 1)[0]} …"
    page = f", p. {item.page}" if item.page else ""
    return f"“{_plain(quote)}” ({_name(item.file)}{page})"


def _shares(changes: "Changes") -> str:
    if changes.method:
        return (
            f"Changed since then: {', '.join(changes.method)}. The two runs measure differently, so their shares and "
            "framings are not compared."
        )
    if not changes.compared:
        # So it is every night in a project of few documents: nothing to tell.
        return ""
    chance = ceil(changes.compared * _ERROR_RATE)
    of_all = f"{_count(changes.compared, 'share')} with an interval then and now"
    if not changes.shifts:
        return f"None of {of_all} moved beyond its interval."
    moved = _list(_shift(item, changes.names) for item in changes.shifts)
    return (
        f"{moved}\n\n{len(changes.shifts)} of {of_all} moved beyond the intervals; chance alone can move up to "
        f"{chance}. It is the documents at hand that changed: new ones may be of another kind or year, so this is no "
        "proof that a government changed its mind."
    )


def _shift(item: "Shift", names: Mapping[str, str]) -> str:
    before = f"{_percent(item.before_share)} ({_percent(item.before_low)} to {_percent(item.before_high)})"
    now = f"{_percent(item.share)} ({_percent(item.low)} to {_percent(item.high)})"
    frame = names.get(item.frame, item.frame)
    return f"{_plain(_place(item.jurisdiction))}, {frame}: {before} in the run of {_moment(item.since)}, {now} now"


def _list(lines: Iterable[str]) -> str:
    items = list(lines)
    return "\n".join(_shown(items))


def _shown(items: Sequence[str]) -> Iterator[str]:
    yield from (f"- {item}" for item in items[:_SHOWN])
    if len(items) > _SHOWN:
        yield f"- … and {len(items) - _SHOWN:,} more, all in changes.json"


def _place(jurisdiction: str) -> str:
    return "no known jurisdiction" if jurisdiction == UNKNOWN else jurisdiction


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _percent(share: float) -> str:
    return f"{share:.1%}"


def _moment(iso: str) -> str:
    moment = datetime.fromisoformat(iso)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def _name(file: str) -> str:
    """A file's name as Markdown shows it letter for letter."""
    return f"`{' '.join(file.split()).replace('`', chr(39))}`"


def _plain(text: str) -> str:
    """One line, without what Markdown or HTML would take as an order; brackets alone are none."""
    words = "".join(f"\\{letter}" if letter in "\\`*<" else letter for letter in " ".join(text.split()))
    return words.replace("](", "]\\(")
