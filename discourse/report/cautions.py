"""What must be told beside the numbers: how badly some codes are found, and what of the corpus is in no number."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from discourse.domain.codebook import CodeDefinition
from discourse.domain.codes import Stance
from discourse.domain.documents import UNKNOWN
from discourse.domain.reliability import CodeReliability
from discourse.domain.written import count, decimal, join, percent, plural, said
from discourse.report.report import Report
from discourse.report.wording import enumerate_names, with_article

WEAK_SIGN = "†"
# Below this overlap of their document types two groups are hardly alike in kind.
LEAST_SHARED_TYPES = 0.5
NAMED_GROUPS = 4
_LANGUAGE = "language"
# The reasons why passages are not coded, as `discourse.passages` gives them.
_REASONS = {
    "heading": "headings",
    "contents": "lists of contents",
    "reference": "references",
    "caption": "captions",
    "too_short": "fragments of a few words",
    "not_prose": "figures, codes and addresses",
}

Row = Mapping[str, Any]


def name_codes(codes: Sequence[CodeDefinition], reliability: CodeReliability) -> dict[str, str]:
    """The names of the codes that the coder finds, by id; weak ones with a sign that `weak_codes` explains."""
    return {
        code.id: f"{code.name} {WEAK_SIGN}" if reliability.is_weak(code.id) else code.name
        for code in codes
        if reliability.finds(code.id)
    }


def weak_codes(codes: Sequence[CodeDefinition], reliability: CodeReliability, *, kind: str) -> str:
    """Which of the codes are found badly or not at all; `kind` is what one is called."""
    if not codes:
        return ""
    weak = [code for code in codes if reliability.is_weak(code.id)]
    lost = [code for code in codes if not reliability.finds(code.id)]
    sentences = []
    if not any(code.id in reliability.f1 for code in codes):
        sentences.append(f"How well the coder finds each {kind} was not measured.")
    if weak:
        names = enumerate_names([_with_f1(code, reliability) for code in weak])
        sentences.append(said(f"{WEAK_SIGN} and grey: a hint and no count, as the coder is often wrong: {{}}.", names))
    if lost:
        which = f"this {kind}" if len(lost) == 1 else f"these {kind}s"
        names = enumerate_names([_with_f1(code, reliability) for code in lost])
        sentences.append(said(f"The coder does not find {which}, of which nothing is told: {{}}.", names))
    if reliability.f1 and (weak or lost):
        sentences.append("F1 is from cross-validation: 1 where the coder finds all and nothing else.")
    return join(" ", sentences)


def stance_scores(reliability: CodeReliability) -> str:
    """How well the coder tells stances, by its own scores."""
    told = []
    if reliability.stances:
        found = [said("{} ({})", _from_to(f1), stance) for stance, f1 in reliability.stances.items()]
        told.append(said("F1 in cross-validation {}", enumerate_names(found)))
    if apart := {stance: one for stance, one in reliability.stances_apart.items() if stance != Stance.ASSERTED}:
        found = [
            said("{} ({}, of {})", decimal(f1), stance, plural(size, "passage")) for stance, (f1, size) in apart.items()
        ]
        told.append(said("F1 on documents kept from training {}", enumerate_names(found)))
    if not told:
        return "How well the coder tells stances was not measured."
    return said("How well the coder tells stances: {}.", join("; ", told))


def doubted(report: Report) -> str:
    """How many of the framings that are counted stand in passages on which the coder abstained."""
    if not report.frames_found:
        return ""
    return said(
        "Of the {} framings counted, {} stand in passages of which the coder was least sure, nearest to its threshold "
        "(abstained); they count as it decided.",
        count(report.frames_found), count(report.frames_doubted),
    )  # fmt: skip


def false_alarms(report: Report, sure: Sequence[Row], names: Mapping[str, str]) -> list[str]:
    """Below what share a framing cannot be told from what the coder finds where it is not, if any share is so small.

    `sure` are the rows with an interval, `names` what frames are called in a sentence.
    """
    rates = {score.code_id: score.false_alarms for score in report.method.scores if score.false_alarms}
    rows = [row for row in sure if row["frame"] in rates]
    small = [row for row in rows if row["share"] < rates[row["frame"]]]
    if not small:
        return []
    told = [said("{} to {}", names[frame], percent(rate)) for frame, rate in rates.items()]
    sentence = (
        "In documents kept from training the coder gave {} of the passages that people did not give it to. Where "
        "documents are like those, a smaller share cannot be told from false alarms; that is so of {} of the {} shares "
        "with an interval."
    )
    return [said(sentence, enumerate_names(told), count(len(small)), count(len(rows)))]


def kinds_apart(report: Report, pairs: Collection[tuple[str, str]]) -> list[str]:
    """A sentence where the documents of compared groups are mostly of other types than one another's."""
    apart = [
        pair for pair in pairs if _shared_types(*(report.types.get(group, {}) for group in pair)) < LEAST_SHARED_TYPES
    ]
    told = []
    for group in dict.fromkeys(group for pair in apart for group in pair):
        types = report.types[group]
        kind = max(types, key=lambda one: types[one])
        of = said("{} of {}", count(types[kind]), count(sum(types.values())))
        told.append(said("{} (most often {}, {})", with_article(group), kind, of))
    if not told:
        return []
    sentence = "The documents of {} differ in kind: the differences above may come from that."
    return [said(sentence, enumerate_names(told))]


def not_coded(report: Report) -> list[str]:
    """The groups of which no passage could be coded, and why."""
    rows = report.prevalence.frame.to_dicts()
    groups = dict.fromkeys(row["group"] for row in rows if not row["passages"] and row["group"] != UNKNOWN)
    by_reason: dict[str, list[str]] = {}
    for group in groups:
        by_reason.setdefault(_why(report.left_out.get(group, {})), []).append(with_article(group))
    sentence = "No passage of {} could be coded, {}: that says nothing of what they hold."
    return [said(sentence, enumerate_names(names), why) for why, names in by_reason.items()]


def too_small(rows: Sequence[Row], minimum: int, word: str) -> list[str]:
    """The groups without an interval, because of few documents or because one holds most passages."""
    without = {row["group"]: row["documents"] for row in rows if row["low"] is None}
    small = {group: documents for group, documents in without.items() if documents < minimum}
    uneven: list[str] = [
        said("{} ({}) gets no interval: one or two of them hold most of its passages.",
             group, plural(documents, "document"))
        for group, documents in without.items()
        if documents >= minimum
    ]  # fmt: skip
    if not small:
        return uneven
    names = [said("{} ({})", group, plural(documents, "document")) for group, documents in small.items()]
    if len(names) > NAMED_GROUPS:
        names = [*names[:NAMED_GROUPS], said("{} more", count(len(names) - NAMED_GROUPS))]
    has, their = ("has", "Its shares describe") if len(small) == 1 else ("have", "Their shares describe")
    few = said(
        "{} {} too few documents for an interval (fewer than {}). {} the documents that were read, and cannot be "
        "compared with those of another {}.",
        enumerate_names(names), has, count(minimum), their, word,
    )  # fmt: skip
    return [few, *uneven]


def _with_f1(code: CodeDefinition, reliability: CodeReliability) -> str:
    f1 = reliability.f1.get(code.id)
    return said("{} ({})", code.name, "not learnt" if f1 is None else said("F1 {}", decimal(f1)))


def _from_to(f1: Sequence[float]) -> str:
    return decimal(f1[0]) if len(f1) == 1 else said("{} to {}", decimal(f1[0]), decimal(f1[-1]))


def _shared_types(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """How far the types of two groups' documents overlap, from 0 to 1; 1 where either has none that is known."""
    totals = sum(one.values()), sum(other.values())
    if not all(totals):
        return 1.0
    return sum(min(number / totals[0], other.get(kind, 0) / totals[1]) for kind, number in one.items())


def _why(left_out: Mapping[str, int]) -> str:
    """Headings and fragments stand in every document; that a language is not known is why nothing else was coded."""
    if left_out.get(_LANGUAGE):
        return "as the coder does not know the language"
    if kinds := [words for reason, words in _REASONS.items() if left_out.get(reason)]:
        return said("as only {} were found there", enumerate_names(kinds))
    return "as no text was found there"
