"""What must be told beside the numbers: how badly some codes are found, and what of the corpus is in no number."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from discourse.domain.codebook import CodeDefinition
from discourse.domain.codes import Stance
from discourse.domain.documents import UNKNOWN
from discourse.domain.reliability import ENOUGH_EXAMPLES, CodeReliability
from discourse.domain.written import count, decimal, interval, join, percent, plural, points_apart, said
from discourse.report.report import Report, Score
from discourse.report.shares import FEW_IN_EFFECT
from discourse.report.wording import enumerate_names, frame_words, with_article

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

_F1_IS = said(
    "F1 is 1 where the coder finds all and nothing else: here the lowest from cross-validation and from documents kept "
    "from training, where they hold {} such passages or more; “unconfirmed” where none did.",
    count(ENOUGH_EXAMPLES),
)


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
        sentences.append(_F1_IS)
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
        "with an interval: {}."
    )
    which = [
        said("{} in {}", names[frame], enumerate_names(_cut([with_article(group) for group in groups])))
        for frame in dict.fromkeys(row["frame"] for row in small)
        if (groups := [row["group"] for row in small if row["frame"] == frame])
    ]
    return [said(sentence, enumerate_names(told), count(len(small)), count(len(rows)), join("; ", which))]


def model_cautions(report: Report) -> list[str]:
    """What an audit says of the coder's counts; without one what its scores do not tell, if there is such a thing."""
    return [text for _, text in miscounts(report)] or [text for text in (report.method.caution,) if text]


def miscounts(report: Report) -> list[tuple[str, str]]:
    """By frame, how far the coder over- or under-counts it by an audit, where 95 % limits of that exclude 0."""
    names = {code.id: frame_words(code) for code in report.codebook.frames}
    told: list[tuple[str, str]] = []
    for score in report.method.scores:
        low, high = score.surplus or (0.0, 0.0)
        if low <= 0 <= high:
            continue
        verb, far, people, model, found = (
            ("over", "high", "it codes", "people would code", score.precision)
            if low > 0
            else ("under", "low", "people would code", "it finds", score.recall)
        )
        near, wide = sorted((abs(low), abs(high)))
        sentence = (
            "The model {}-counts {}: of the passages that {} {} {}, and its share of all passages is {} to {} "
            "percentage points too {} (by {} drawn at random and coded by people)."
        )
        text = said(
            sentence, verb, names[score.code_id], people, model, percent(found), points_apart(near),
            points_apart(wide), far, plural(score.passages, "passage"),
        )  # fmt: skip
        told.append((score.code_id, join(" ", filter(None, (text, _together(score))))))
    return told


def _together(score: Score) -> str:
    if not score.corrected:
        return ""
    share, low, high = score.corrected
    sentence = "In all documents together people would code {} of passages ({} interval {})."
    return said(sentence, percent(share), percent(0.95), interval(low, high))


def mixed_stances(report: Report) -> str:
    """What shares hold of the frames whose stance the coder has not learnt."""
    names = [frame_words(code) for code in report.codebook.frames if code.id in report.without_stance]
    sentence = (
        "The model has not learnt the stance of {}: a passage that contests a framing counts as one that carries it."
    )
    return said(sentence, enumerate_names(names)) if names else ""


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


def not_coded(report: Report, *, but: Collection[str] = ()) -> list[str]:
    """The groups of which no passage could be coded, and why, `but` those of which that is told elsewhere."""
    rows = report.prevalence.frame.to_dicts()
    groups = dict.fromkeys(row["group"] for row in rows if not row["passages"] and row["group"] != UNKNOWN)
    by_reason: dict[str, list[str]] = {}
    for group in (group for group in groups if group not in but):
        by_reason.setdefault(_why(report.left_out.get(group, {})), []).append(with_article(group))
    sentence = "No passage of {} could be coded, {}: that says nothing of what they hold."
    return [said(sentence, enumerate_names(names), why) for why, names in by_reason.items()]


def too_small(rows: Sequence[Row], minimum: int, word: str) -> list[str]:
    """The groups without an interval, because of few documents or of few in effect."""
    without = {row["group"]: row["documents"] for row in rows if row["low"] is None}
    small = {group: documents for group, documents in without.items() if documents < minimum}
    uneven: list[str] = [
        said("{} ({}) gets no interval: {}.", group, plural(documents, "document"), FEW_IN_EFFECT)
        for group, documents in without.items()
        if documents >= minimum
    ]
    if not small:
        return uneven
    names = _cut([said("{} ({})", group, plural(documents, "document")) for group, documents in small.items()])
    has, their = ("has", "Its shares describe") if len(small) == 1 else ("have", "Their shares describe")
    few = said(
        "{} {} too few documents for an interval (fewer than {}). {} the documents that were read, and cannot be "
        "compared with those of another {}.",
        enumerate_names(names), has, count(minimum), their, word,
    )  # fmt: skip
    return [few, *uneven]


def _cut(names: Sequence[str]) -> list[str]:
    """The first names, and how many more there are."""
    if len(names) <= NAMED_GROUPS:
        return list(names)
    return [*names[:NAMED_GROUPS], said("{} more", count(len(names) - NAMED_GROUPS))]


def _with_f1(code: CodeDefinition, reliability: CodeReliability) -> str:
    f1 = reliability.lowest.get(code.id, reliability.f1.get(code.id))
    if f1 is None:
        return said("{} (not learnt)", code.name)
    return said("{} (F1 {}{})", code.name, decimal(f1), ", unconfirmed" if code.id in reliability.unconfirmed else "")


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
