"""Who coded a project's passages, and how well: by an audit, on documents kept apart, or by cross-validation."""

from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from discourse.coding.cards import kept_apart_scores
from discourse.domain.codebook import Codebook
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.outputs import OutputTables, usable_audit
from discourse.pipeline.session import Session
from discourse.pipeline.tabulate import corrected_together
from discourse.report.report import Method, Score
from discourse.tables.audit import Audit
from discourse.tables.audit_scores import score_codes

CODER = "the discourse framing model"
PACKAGES = ("discourse", "torch", "sentence-transformers", "scikit-learn", "spacy", "bertopic", "pypdfium2", "polars")

# What an audit's scores are of; they are weighted by the chances of the draw.
_AUDITED = "passages of this corpus drawn at random and coded by people"
# What those of people's own passages are of, and what `discourse train` says of it.
_BY_PEOPLE = "passages that people coded here, in documents left out of training,"
_SEARCHED = (
    "The model learnt from passages that people coded here. Where they searched for passages with a code, it is rarer "
    "elsewhere: expect a lower precision there, and shares that are too high. An audit tells how much."
)


def report_method(session: Session, tables: OutputTables) -> Method:
    """Who coded and how well, by an audit where there is one, else as the model's card says; with the versions used."""
    together = corrected_together(tables.audit) if tables.audit else {}
    audited = audited_scores(usable_audit(session), tables.main, session.codebook, together)
    return replace(method_of(session, audited), versions={name: version(name) for name in PACKAGES})


def method_of(session: Session, audited: tuple[Score, ...] = ()) -> Method:
    """Who coded, how well (by `audited` scores where there are any), and by what settings the tables were made."""
    scores, scored_on = (audited, _AUDITED) if audited else read_scores(session)
    return Method(
        coder=CODER,
        coder_id=session.model_id[:12],
        seed=session.settings.tables.seed,
        minimum_documents=session.settings.tables.minimum_documents,
        scores=scores,
        scored_on=scored_on,
        caution=_SEARCHED if scored_on == _BY_PEOPLE else "",
    )


def audited_scores(
    audit: Audit | None, corpus: Corpus, codebook: Codebook, together: Mapping[str, tuple[float, ...]] | None = None
) -> tuple[Score, ...]:
    """The scores of the frames by an audit, which alone stands for this corpus; none where it does not ask for all.

    `together` are the corrected shares of all documents with their limits, by frame.
    """
    if audit is None:
        return ()
    counted = corpus.counted(codebook)
    found = score_codes(audit, counted.wordings, counted.present, [frame.id for frame in codebook.frames])
    if len(found) < len(codebook.frames):
        return ()
    return tuple(
        Score(
            one.code_id, one.precision, one.recall, one.f1, one.audited, surplus=one.surplus,
            corrected=(together or {}).get(one.code_id, ()),
        )
        for one in found
        if one.f1 is not None
    )  # fmt: skip


def read_scores(session: Session) -> tuple[tuple[Score, ...], str]:
    """The scores of the frames on documents kept apart, or, where the card has none, from cross-validation."""
    frames, kept_apart = session.codebook.frames, kept_apart_scores(session.card)
    passages = int(kept_apart.get("passages", 0))
    found = tuple(
        Score(
            frame.id,
            score["precision"],
            score["recall"],
            score["f1"],
            passages,
            false_alarms=_false_alarms(score, passages),
        )
        for frame in frames
        if (score := kept_apart.get("frames", {}).get(frame.id))
    )
    if found:
        return found, "hand-coded sentences of real policy documents that it was not trained on"
    validated: Any = session.card["scores"]
    people = validated.get("people", {})
    told = tuple(
        Score(frame.id, None, None, score["f1"], score["passages"], tuple(score["limits"] or ()))
        for frame in frames
        if (score := people.get(frame.id))
    )
    if told:
        return told, _BY_PEOPLE
    f1 = {frame.id: validated.get(f"frame {frame.id}", {}).get("cross_validated_f1") for frame in frames}
    scores = tuple(Score(name, None, None, float(value), 0) for name, value in f1.items() if value is not None)
    return scores, "cross-validation over the passages that its heads were trained on"


def _false_alarms(score: Mapping[str, Any], passages: int) -> float | None:
    """The share of the passages without a code that were given it; None where the scores do not tell."""
    without = passages - score["positives"]
    if not score["precision"] or without <= 0:
        return None
    return float(score["recall"] * score["positives"] * (1 / score["precision"] - 1) / without)
