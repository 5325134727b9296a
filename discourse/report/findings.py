"""Plain sentences that the intervals support, and none that they do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from discourse.domain.codebook import CodeDefinition
from discourse.domain.documents import UNKNOWN
from discourse.domain.results import CROSS
from discourse.domain.written import count, interval, join, many, percent, plural, points, points_apart, said
from discourse.report.report import Report
from discourse.report.wording import enumerate_names, with_article

MAX_FINDINGS = 9
MAX_FRAMES = 3
MAX_Q = 0.05
# Below this overlap of their document types two groups are hardly alike in kind.
LEAST_SHARED_TYPES = 0.5
LEVEL = percent(0.95)
NAMED_GROUPS = 4

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence or two; `code_id` and `group` say which quotes stand behind it, empty where it is not about one."""

    text: str
    code_id: str = ""
    group: str = ""


_CORRECTED = Finding(
    "The shares below are corrected for the coder’s errors by the passages that people coded in an audit; their "
    "intervals hold those errors as well. Where too few passages were audited for that, nothing is compared."
)


def find(report: Report) -> tuple[Finding, ...]:
    """At most nine findings: how much is of micro-credentials, differences by frame, the commonest, trends, groups of
    which nothing could be coded or too little, frames not found.

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
    found = _micro_credentials(report) + ([_CORRECTED] if is_corrected else [])
    found += _differences(report, sure, word, is_corrected=is_corrected) if sure else [_nothing_sure(report, word)]
    found += _commonest(report.codebook.frames, sure, word)
    found += [] if is_corrected else _trends(report)
    found += _not_coded(report)
    found += _too_small(raw, report.method.minimum_documents, word) if sure else []
    found += _not_found(report.codebook.frames, rows)
    return tuple(found[:MAX_FINDINGS])


def _micro_credentials(report: Report) -> list[Finding]:
    """What the title speaks of may be little of what was counted."""
    if (seen := report.in_scope) is None or not seen.passages:
        return []
    documents = said("{} of {}", count(seen.documents_within), plural(seen.documents, "document"))
    passages = said("{} of {}", count(seen.passages_within), plural(seen.passages, "passage"))
    sentence = "{}, in {}, speak of micro-credentials or their like; the shares below are of all passages."
    return [Finding(said(sentence, passages, documents))]


def _not_coded(report: Report) -> list[Finding]:
    frame = report.prevalence.frame.filter((pl.col("passages") == 0) & (pl.col("group") != UNKNOWN))
    groups = frame["group"].unique(maintain_order=True).to_list()
    if not groups:
        return []
    names = enumerate_names([with_article(group) for group in groups])
    sentence = (
        "No passage of {} could be coded, as the coder does not know the language: that says nothing of what they hold."
    )
    return [Finding(said(sentence, names))]


def _kinds_apart(report: Report, groups: Sequence[str]) -> str:
    """A sentence where two groups' documents are mostly of other types, so that a difference may be one of types."""
    types = [report.types.get(group, {}) for group in groups]
    totals = [sum(one.values()) for one in types]
    if not all(totals):
        return ""
    shared = sum(min(one / totals[0], types[1].get(kind, 0) / totals[1]) for kind, one in types[0].items())
    if shared >= LEAST_SHARED_TYPES:
        return ""
    commonest = [max(one, key=lambda kind: one[kind]) for one in types]
    told = [
        said("in {} most often {} ({} of {})", with_article(group), kind, count(one[kind]), count(total))
        for group, kind, one, total in zip(groups, commonest, types, totals, strict=True)
    ]
    return said("Their documents differ in kind, {}, {}: the difference may be one of kinds.", *told)


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


def frame_words(code: CodeDefinition) -> str:
    """`human capital framing`; a name that starts with an acronym keeps its capitals."""
    name = code.name if code.name[1:2].isupper() else code.name[:1].lower() + code.name[1:]
    return f"{name} framing"


def _differences(report: Report, sure: list[dict[str, Any]], word: str, *, is_corrected: bool = False) -> list[Finding]:
    contrasts = report.contrasts.frame.to_dicts() if report.contrasts is not None else []
    contrasts = [_corrected_contrast(row) for row in contrasts] if is_corrected else contrasts
    cells = {(row["group"], row["frame"]): row for row in sure}
    found: list[tuple[bool, Finding]] = []
    for code in report.codebook.frames:
        of_frame = [row for row in sure if row["frame"] == code.id]
        tested = [row for row in contrasts if row["frame"] == code.id and row["q"] is not None]
        held = [row for row in tested if is_supported(row) and _both_known(row, cells)]
        if held:
            found.append((False, _difference(code, held, len(tested), cells, report)))
        elif of_frame:
            found.append((True, _no_difference(code, of_frame, len(tested), word)))
    return [finding for _, finding in sorted(found, key=lambda item: item[0])[:MAX_FRAMES]]


def _both_known(row: Row, cells: Mapping[tuple[str, str], Row]) -> bool:
    return all((row[side], row["frame"]) in cells for side in ("group", "other"))


def _difference(
    code: CodeDefinition, held: list[dict[str, Any]], tested: int, cells: Mapping[tuple[str, str], Row], report: Report
) -> Finding:
    word = group_word(report.by)
    widest = max(held, key=lambda row: abs(row["difference"]))
    pair = [cells[widest[side], code.id] for side in ("group", "other")]
    more, less = sorted(pair, key=lambda row: row["share"], reverse=True)
    text = said(
        "In {} {} of passages carry {} ({} interval {}, {}), more than in {} ({}, {}, {}).",
        with_article(more["group"]), percent(more["share"]), frame_words(code),
        LEVEL, interval(more["low"], more["high"]), plural(more["documents"], "document"),
        with_article(less["group"]), percent(less["share"]), interval(less["low"], less["high"]),
        plural(less["documents"], "document"),
    )  # fmt: skip
    if tested > 1:
        pairs = said(
            "Of {} pairs of {} tested, {} differ on this framing.", count(tested), many(word), count(len(held))
        )
        text = join(" ", (text, pairs))
    if apart := _kinds_apart(report, [more["group"], less["group"]]):
        text = join(" ", (text, apart))
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


def _nothing_sure(report: Report, word: str) -> Finding:
    return Finding(
        said(
            "No {} has enough documents for an interval ({} or more are needed). The shares below describe the "
            "documents that were read, and nothing beyond them.",
            word, count(report.method.minimum_documents),
        )
    )  # fmt: skip


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


def _too_small(rows: list[dict[str, Any]], minimum: int, word: str) -> list[Finding]:
    without = {row["group"]: row["documents"] for row in rows if row["low"] is None}
    small = {group: documents for group, documents in without.items() if documents < minimum}
    uneven = [
        Finding(
            said(
                "{} ({}) gets no interval: one or two of them hold most of its passages.",
                group,
                plural(documents, "document"),
            )
        )
        for group, documents in without.items()
        if documents >= minimum
    ]
    if not small:
        return uneven
    names = [said("{} ({})", group, plural(documents, "document")) for group, documents in small.items()]
    if len(names) > NAMED_GROUPS:
        names = [*names[:NAMED_GROUPS], said("{} more", count(len(names) - NAMED_GROUPS))]
    has, their = ("has", "Its shares describe") if len(small) == 1 else ("have", "Their shares describe")
    return [
        Finding(
            said(
                "{} {} too few documents for an interval (fewer than {}). {} the documents that were read, and cannot "
                "be compared with those of another {}.",
                enumerate_names(names), has, count(minimum), their, word,
            )
        ),
        *uneven,
    ]  # fmt: skip


def _not_found(frames: Sequence[CodeDefinition], rows: list[dict[str, Any]]) -> list[Finding]:
    for code in frames:
        none = [row for row in rows if row["frame"] == code.id and row["coded"] == 0]
        if not none:
            continue
        row = max(none, key=lambda one: int(one["passages"]))
        up_to = said(" The interval still allows up to {}.", percent(row["high"])) if row["high"] is not None else ""
        return [
            Finding(
                said(
                    "No passage with {} was found among the {} of {} ({}).{} Not found is not the same as absent: the "
                    "model misses passages, and other documents may carry it.",
                    frame_words(code), plural(row["passages"], "passage"), with_article(row["group"]),
                    plural(row["documents"], "document"), up_to,
                ),
                code.id,
                row["group"],
            )
        ]  # fmt: skip
    return []
