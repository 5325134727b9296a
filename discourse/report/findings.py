"""Plain sentences that the intervals support, and none that they do not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from discourse.domain.codebook import CodeDefinition
from discourse.domain.documents import UNKNOWN
from discourse.domain.results import CROSS
from discourse.domain.written import count, interval, join, many, percent, plural, points, points_apart, said
from discourse.report.cautions import false_alarms, kinds_apart, miscounts, not_coded, too_small
from discourse.report.report import Report
from discourse.report.shares import has_few_passages, why_no_interval
from discourse.report.unread import tell_unread, unread_places
from discourse.report.wording import enumerate_names, frame_words, with_article

MAX_FINDINGS = 10
MAX_FRAMES = 3
MAX_Q = 0.05
LEVEL = percent(0.95)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence or two; `code_id` and `group` say which quotes stand behind it, empty where it is not about one."""

    text: str
    code_id: str = ""
    group: str = ""


_CORRECTED = Finding(
    "The shares below are corrected for the model’s errors by the passages that people coded in an audit; their "
    "intervals hold those errors as well. Where too few passages were audited for that, nothing is compared."
)


def find(report: Report) -> tuple[Finding, ...]:
    """At most ten findings: the method's caution, how much is of micro-credentials, differences by frame and what they
    may come from, the commonest, trends, groups of which nothing could be coded or too little, frames not found.

    A difference is stated only where its 95 % interval excludes 0 and q < 0.05 after correction for all pairs tested.
    Where an audit corrects shares, findings are of corrected shares alone; the interval is that of their difference,
    q still that of the raw one, so that both must hold.
    """
    word = group_word(report.by)
    # Documents of unknown origin are in the tables, but they are no place of which something could be said.
    is_known = ~pl.col("group").str.split(CROSS).list.contains(UNKNOWN)
    rows = report.prevalence.frame.filter(is_known & (pl.col("passages") > 0)).to_dicts()
    is_corrected = any(row.get("corrected") is not None for row in rows)
    raw, rows = rows, [_corrected(row) for row in rows] if is_corrected else rows
    sure = [row for row in rows if row["low"] is not None]
    found = _plain(filter(None, (report.method.caution, *micro_credentials(report))))
    found += [_CORRECTED] if is_corrected else []
    found += [Finding(text, code_id) for code_id, text in miscounts(report)[:MAX_FRAMES]]
    found += (
        _differences(report, sure, word, is_corrected=is_corrected) if sure else [_nothing_sure(rows, report, word)]
    )
    if not is_corrected:
        names = {code.id: frame_words(code) for code in report.codebook.frames}
        found += _plain(false_alarms(report, sure, names))
    found += _commonest(report.codebook.frames, sure, word)
    found += [] if is_corrected else _trends(report)
    found += _plain([*tell_unread(report), *not_coded(report, but=unread_places(report))])
    found += _plain(too_small(raw, report.method.minimum_documents, word)) if sure else []
    found += _not_found(report.codebook.frames, rows)
    return tuple(found[:MAX_FINDINGS])


def _plain(texts: Iterable[str]) -> list[Finding]:
    return [Finding(text) for text in texts]


def micro_credentials(report: Report) -> list[str]:
    """What the title speaks of may be little of what was counted."""
    if (seen := report.in_scope) is None or not seen.passages:
        return []
    documents = said("{} of {}", count(seen.documents_within), plural(seen.documents, "document"))
    passages = said("{} of {}", count(seen.passages_within), plural(seen.passages, "passage"))
    sentence = "{}, in {}, speak of micro-credentials or their like; the shares told here are of all passages."
    return [said(sentence, passages, documents)]


def _corrected(row: dict[str, Any]) -> dict[str, Any]:
    """A share with its corrected values for the raw ones; without an interval where it has none."""
    limits = {name: row[f"corrected_{name}"] for name in ("low", "high")}
    share = row["corrected"] if row["corrected"] is not None else row["share"]
    return {**row, "share": share, **limits}


def _corrected_contrast(row: dict[str, Any]) -> dict[str, Any]:
    """A contrast of corrected shares; q, which asks for no more than a raw difference, stays."""
    limits = {name: row.get(f"corrected_{name}") for name in ("difference", "low", "high")}
    return {**row, **limits, "q": row["q"] if limits["low"] is not None else None}


def is_supported(contrast: Row) -> bool:
    """Whether a contrast's interval excludes 0 and its q is below 0.05."""
    known = all(contrast[name] is not None for name in ("low", "high", "q"))
    return known and contrast["q"] < MAX_Q and (contrast["low"] > 0 or contrast["high"] < 0)


def group_word(by: Sequence[str]) -> str:
    """What one group is called: `jurisdiction`, `document type`, or `group` for a cross."""
    return {"doc_type": "document type", "body": "issuing body"}.get(by[0], by[0]) if len(by) == 1 else "group"


def _differences(report: Report, sure: list[dict[str, Any]], word: str, *, is_corrected: bool = False) -> list[Finding]:
    contrasts = report.contrasts.frame.to_dicts() if report.contrasts is not None else []
    contrasts = [_corrected_contrast(row) for row in contrasts] if is_corrected else contrasts
    cells = {(row["group"], row["frame"]): row for row in sure}
    found: list[tuple[bool, Finding]] = []
    compared: list[tuple[str, str]] = []
    for code in report.codebook.frames:
        of_frame = [row for row in sure if row["frame"] == code.id]
        tested = [row for row in contrasts if row["frame"] == code.id and row["q"] is not None]
        held = [row for row in tested if is_supported(row) and _both_known(row, cells)]
        if held:
            more, less = _widest(held, cells)
            compared.append((more["group"], less["group"]))
            found.append((False, _difference(code, more, less, len(held), len(tested), group_word(report.by))))
        elif of_frame:
            found.append((True, _no_difference(code, of_frame, len(tested), word)))
    shown = [finding for _, finding in sorted(found, key=lambda item: item[0])[:MAX_FRAMES]]
    return shown + _plain(kinds_apart(report, compared[:MAX_FRAMES]))


def _both_known(row: Row, cells: Mapping[tuple[str, str], Row]) -> bool:
    return all((row[side], row["frame"]) in cells for side in ("group", "other"))


def _widest(held: Sequence[Row], cells: Mapping[tuple[str, str], Row]) -> tuple[Row, Row]:
    """The cells that lie furthest apart, the larger share first."""
    widest = max(held, key=lambda row: abs(row["difference"]))
    pair = sorted((cells[widest[side], widest["frame"]] for side in ("group", "other")), key=lambda row: -row["share"])
    return pair[0], pair[1]


def _difference(code: CodeDefinition, more: Row, less: Row, held: int, tested: int, word: str) -> Finding:
    text = said(
        "In {} {} of passages carry {} ({} interval {}, {}), more than in {} ({}, {}, {}).",
        with_article(more["group"]), percent(more["share"]), frame_words(code),
        LEVEL, interval(more["low"], more["high"]), plural(more["documents"], "document"),
        with_article(less["group"]), percent(less["share"]), interval(less["low"], less["high"]),
        plural(less["documents"], "document"),
    )  # fmt: skip
    if tested > 1:
        pairs = said("Of {} pairs of {} tested, {} differ on this framing.", count(tested), many(word), count(held))
        text = join(" ", (text, pairs))
    return Finding(text, code.id, more["group"])


def _no_difference(code: CodeDefinition, rows: list[dict[str, Any]], tested: int, word: str) -> Finding:
    name = frame_words(code)[:1].upper() + frame_words(code)[1:]
    low, high = min(rows, key=lambda row: row["share"]), max(rows, key=lambda row: row["share"])
    if len(rows) == 1:
        text = said(
            "In {} {} of passages carry {} ({} interval {}, {}).",
            with_article(low["group"]), percent(low["share"]), frame_words(code),
            LEVEL, interval(low["low"], low["high"]), plural(low["documents"], "document"),
        )  # fmt: skip
        return Finding(text, code.id, low["group"])
    ends = said("{} to {} of passages", percent(low["share"]), percent(high["share"]))
    span = said("{} runs from {} across {} {}", name, ends, count(len(rows)), many(word))
    if not tested:
        return Finding(said("{} with enough documents; whether any two of them differ was not tested.", span), code.id)
    none = said("in none of the {} pairs tested is the difference", count(tested))
    which = none if tested > 1 else "the difference is not"
    text = said("{}, but {} larger than chance would explain. That does not show that they are alike.", span, which)
    return Finding(text, code.id)


def _nothing_sure(rows: list[dict[str, Any]], report: Report, word: str) -> Finding:
    why = why_no_interval(rows, report.method.minimum_documents)
    sentence = (
        "No {} has an interval{}. The shares below describe the documents that were read, and nothing beyond them."
    )
    return Finding(said(sentence, word, said(": {}", why) if why else ""))


def _commonest(frames: Sequence[CodeDefinition], sure: list[dict[str, Any]], word: str) -> list[Finding]:
    """Two intervals that do not overlap imply a difference at the 5 % level, whatever their correlation."""
    groups = list(dict.fromkeys(row["group"] for row in sure))
    cells = {(row["group"], row["frame"]): row for row in sure}
    for code in frames:
        others = [other for other in frames if other.id != code.id]
        pairs = [(cells.get((group, code.id)), cells.get((group, other.id))) for group in groups for other in others]
        if len(groups) > 1 and pairs and all(one and two and one["low"] > two["high"] for one, two in pairs):
            return [
                Finding(
                    said(
                        "In each of the {} {} with enough documents, {} is the commonest of the framings: its interval "
                        "lies wholly above that of every other.",
                        count(len(groups)),
                        many(word),
                        frame_words(code),
                    ),
                    code.id,
                )
            ]
    return []


def _trends(report: Report) -> list[Finding]:
    """The surest change over the years in all documents together, if any holds."""
    rows = report.trends.frame.to_dicts() if report.trends is not None else []
    codes = report.codebook.by_id
    held = [row for row in rows if row["group"] == "all" and is_supported(row) and row["frame"] in codes]
    if not held:
        return []
    row = min(held, key=lambda one: float(one["p"]))
    name = frame_words(codes[row["frame"]])
    verb = "rises" if row["per_decade"] > 0 else "falls"
    return [
        Finding(
            said(
                "Between {} and {} the share of passages with {} {} by {} percentage points a decade ({} interval {} "
                "to {}, {}). Documents of early and late years may differ in kind and place as well.",
                str(row["first_year"]), str(row["last_year"]), name, verb, points_apart(row["per_decade"]),
                LEVEL, points(row["low"]), points(row["high"]), plural(row["documents"], "document"),
            ),
            row["frame"],
        )
    ]  # fmt: skip


def _not_found(frames: Sequence[CodeDefinition], rows: list[dict[str, Any]]) -> list[Finding]:
    """The frame of which nothing was found where most was read, and all groups without it that have passages enough."""
    codes = {code.id: code for code in frames}
    none = [row for row in rows if row["frame"] in codes and row["coded"] == 0 and not has_few_passages(row)]
    if not none:
        return []
    row = max(none, key=lambda one: int(one["passages"]))
    if len(alike := [one for one in none if one["frame"] == row["frame"]]) > 1:
        return [_not_found_in_several(codes[row["frame"]], sorted(alike, key=lambda one: -one["passages"]))]
    up_to = said(" The interval still allows up to {}.", percent(row["high"])) if row["high"] is not None else ""
    text = said(
        "No passage with {} was found among the {} of {} ({}).{} Not found is not the same as absent: the "
        "model misses passages, and other documents may carry it.",
        frame_words(codes[row["frame"]]), plural(row["passages"], "passage"), with_article(row["group"]),
        plural(row["documents"], "document"), up_to,
    )  # fmt: skip
    return [Finding(text, row["frame"], row["group"])]


def _not_found_in_several(code: CodeDefinition, rows: Sequence[Row]) -> Finding:
    places = [
        said("{} ({} of {})", with_article(row["group"]), plural(row["passages"], "passage"),
             plural(row["documents"], "document"))
        for row in rows
    ]  # fmt: skip
    text = "No passage with {} was found in {}. Not found is not the same as absent: the model misses passages, and "
    return Finding(said(text + "other documents may carry it.", frame_words(code), enumerate_names(places)), code.id)
