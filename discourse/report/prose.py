"""The paragraphs of a report that a reader copies: what this is, how it was made, how to cite it."""

from discourse.domain.written import DASH, NBSP, count, plural, said
from discourse.report.cautions import doubted, mixed_stances, stance_scores
from discourse.report.corrected import corrected_shares, count_audited, is_audited
from discourse.report.findings import MAX_Q, group_word
from discourse.report.report import Report, Score
from discourse.report.wording import enumerate_names, reveal

HASH_LENGTH = 12


def standfirst(report: Report) -> str:
    """One sentence: what was compared, over which documents."""
    frames = enumerate_names([code.name.lower() for code in report.codebook.frames])
    word = group_word(report.by)
    grouped = "" if word == "jurisdiction" else f", compared by {word}"
    return said(
        "How often {}{} across {} speak of learning and credentials in the language of {}{}: {}, each coded by a "
        "model; those it is surest of are quoted, each with its place.",
        plural(report.documents, "document"), _years(report), plural(report.jurisdictions, "jurisdiction"), frames,
        grouped, plural(report.passages, "passage"),
    )  # fmt: skip


def methods_paragraph(report: Report) -> str:
    """A paragraph to paste into a paper or a methods box."""
    method, book = report.method, report.codebook
    version = method.versions.get("discourse", "")
    others = [f"{name} {version}" for name, version in method.versions.items() if name != "discourse"]
    sentences = [
        f"The corpus is {plural(report.documents, 'document')} from {plural(report.jurisdictions, 'jurisdiction')}"
        f"{_years(report)}, split into {plural(report.passages, 'passage')} (sentences, list items and table rows; "
        "running heads, contents lists, references and unsupported languages are left out).",
        f"Each passage was coded with the codebook “{book.name}” (version {book.id[:HASH_LENGTH]}) by {method.coder} "
        f"(version {method.coder_id[:HASH_LENGTH]}); a passage may carry several framings or none.",
        _scores(report),
        method.caution,
        f"A share is the number of passages that carry a framing over all passages that can be coded, not corrected "
        f"for the coder's errors{' unless it is called so' if is_audited(report) else ''}. Intervals are 95{NBSP}% and "
        "come from a bootstrap over documents on the log-odds, within Clopper and Pearson's (1934) limits for "
        f"documents (seed {method.seed}), because passages of one document resemble one another; groups of fewer than "
        f"{plural(method.minimum_documents, 'document')}, or of fewer than three in effect (Kish 1965), get none.",
        doubted(report),
        mixed_stances(report),
        stance_scores(report.reliability) if _tells_stances(report) else "",
        _audit(report),
        f"Differences are called so where their interval (Zou and Donner 2008) excludes zero and q < {MAX_Q} over all "
        "pairs tested (permutation of documents; Benjamini and Hochberg 1995)."
        if report.contrasts is not None
        else "",
        f"Made with discourse {version}{' on ' if others else ''}{enumerate_names(others)}; 'discourse reproduce "
        "manifest.json' makes the tables again.",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def citation(report: Report) -> str:
    """How to cite the report: its title, the program, and the versions that make the same numbers again."""
    method = report.method
    return (
        f"{reveal(report.title)}. Made with discourse {method.versions.get('discourse', '')}, codebook "
        f"{report.codebook.id[:HASH_LENGTH]}, model {method.coder_id[:HASH_LENGTH]}, seed {method.seed}."
    )


def _scores(report: Report) -> str:
    method = report.method
    if not method.scores:
        return "How well this coder agrees with people was not measured."
    names = {code.id: code.name.lower() for code in report.codebook.codes}
    scores = enumerate_names([f"{_f1(score)} for {names.get(score.code_id, score.code_id)}" for score in method.scores])
    size = max(score.passages for score in method.scores)
    where = method.scored_on or "passages coded by people and kept from training"
    return f"{f'Against {count(size)}' if size else 'In'} {where} it reaches F1 {scores}."


def _f1(score: Score) -> str:
    limits = f" (95{NBSP}% interval {{:.2f}}–{{:.2f}})".format(*score.limits) if score.limits else ""
    parts = [f"{name} {value:.2f}" for name, value in _of_audit(score).items() if value is not None]
    return f"{score.f1:.2f}{limits}{f' ({enumerate_names(parts)})' if parts else ''}"


def _of_audit(score: Score) -> dict[str, float | None]:
    return {"precision": score.precision, "recall": score.recall} if score.surplus else {}


def _tells_stances(report: Report) -> bool:
    return report.stance is not None and len(report.without_stance) < len(report.codebook.frames)


def _audit(report: Report) -> str:
    if not is_audited(report):
        return ""
    if corrected_shares(report).frame.is_empty():
        audited = plural(count_audited(report), "passage")
        return f"People coded {audited} drawn at random; no share is corrected by them, as the table says for each."
    return (
        f"Corrected shares add what people said of {plural(count_audited(report), 'passage')} drawn at random with "
        "known probabilities, by prediction-powered inference with power tuning (Angelopoulos and others 2023), with "
        "documents as the units of variance."
    )


def _years(report: Report) -> str:
    if report.years is None:
        return ""
    first, last = report.years
    return f" of {first}" if first == last else f" of {first}{DASH}{last}"
