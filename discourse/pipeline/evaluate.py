"""How well a coder codes what people coded: scores, confusion, calibration, abstention, baselines, worst errors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from discourse.coding.errors import CodingError, worst_errors
from discourse.coding.evaluate import Score, score_cue_list, score_similarity, score_tfidf
from discourse.coding.judged import confuse_stances, judge_codings
from discourse.coding.model import FramingModel
from discourse.coding.reliability import Reliability, measure_reliability
from discourse.coding.training_data import TrainingPassage, as_inputs
from discourse.domain.bundled import bundled
from discourse.domain.codebook import Codebook
from discourse.domain.codes import CodingInput, PassageCoding
from discourse.domain.errors import UsageError
from discourse.domain.registry import load
from discourse.domain.results import Table
from discourse.domain.settings import SEED
from discourse.pipeline.evaluation_tables import (
    abstention_table,
    baselines_table,
    calibration_table,
    confusion_table,
    errors_table,
    score_codes,
    scores_table,
    stance_scores_table,
)
from discourse.pipeline.progress import Progress, no_progress
from discourse.pipeline.project import open_project
from discourse.pipeline.references import read_coded_passages
from discourse.pipeline.tag_llm import llm_coder
from discourse.report.files import replace_file, write_csv
from discourse.report.reliability import reliability_chart, to_png, to_svg

Coder = Callable[[Sequence[CodingInput]], Sequence[PassageCoding]]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of it: the tables, the worst errors, and how many coded passages of how many documents it rests on.

    `left_out` passages were left open by the people who coded them and judge nobody.
    """

    coder: str
    passages: int
    documents: int
    left_out: int
    tables: tuple[Table, ...]
    errors: tuple[CodingError, ...]
    reliability: Mapping[str, Reliability]

    def table(self, name: str) -> Table:
        return next(table for table in self.tables if table.name == name)


def evaluate(
    gold: Path,
    *,
    model: Path | None = None,
    out: Path | None = None,
    train: Sequence[Path] = (),
    documents: Path | None = None,
    llm_project: Path | None = None,
    seed: int = SEED,
    progress: Progress = no_progress,
) -> Evaluation:
    """Evaluate a model, the shipped one by default, on the coded passages of `gold`, and write it all to `out`.

    `gold` and `train` are files as for `discourse train`; `documents` holds the documents that files of references
    name. With `llm_project` it is the language model of that project's settings that is evaluated. A `UsageError` tells
    of `train` passages that stand in `gold` too.
    """
    folder = model or bundled("models", "framing")
    code, codebook, coder = _llm(llm_project) if llm_project else _model(folder, progress)
    passages = read_coded_passages(gold, documents, codebook)
    known = [one for file in train for one in read_coded_passages(file, documents, codebook)]
    if shared := len({one.text for one in known} & {one.text for one in passages}):
        raise UsageError(f"{shared:,} passages of '{gold.name}' are given with --train too; leave them out of one.")
    found = evaluate_coder(code, passages, codebook, coder=coder.removeprefix("model:"), known=known, seed=seed)
    if out:
        write_evaluation(found, out)
    return found


def _model(folder: Path, progress: Progress) -> tuple[Coder, Codebook, str]:
    model: FramingModel = load("classifiers", "framing")(folder)
    encoder = load("encoders", "of a model")(model, folder)
    tell = partial(progress, "coding")
    return lambda inputs: model.code(inputs, encoder, tell=tell), model.codebook, model.coder


def _llm(project: Path) -> tuple[Coder, Codebook, str]:
    chosen = llm_coder(open_project(project))
    return chosen.code, chosen.codebook, chosen.coder


def evaluate_coder(
    code: Coder,
    gold: Sequence[TrainingPassage],
    codebook: Codebook,
    *,
    coder: str,
    known: Sequence[TrainingPassage] = (),
    seed: int = SEED,
) -> Evaluation:
    """Have `gold` coded and compare with the people's codings, and with baselines.

    `code` answers passages in their order. The baselines that must learn do so on `known`, passages of other documents;
    without them the cue list stands alone.
    """
    passages = [one for one in gold if not one.unsure]
    codings = code(as_inputs(passages))
    frames = judge_codings(passages, codings, [item.id for item in codebook.frames])
    themes = judge_codings(passages, codings, [item.id for item in codebook.themes])
    reliability = {code_id: measure_reliability(one) for code_id, one in frames.items()}
    baselines = _score_baselines(passages, codebook, known, seed)
    return Evaluation(
        coder=coder,
        passages=len(passages),
        documents=len({one.group for one in passages}),
        left_out=len(gold) - len(passages),
        tables=(
            scores_table(frames, themes, reliability, seed),
            confusion_table(confuse_stances(passages, codings, codebook)),
            stance_scores_table(passages, codings, list(frames)),
            calibration_table(reliability),
            abstention_table(frames),
            baselines_table({coder: score_codes(frames), **baselines}, coder),
        ),
        errors=worst_errors(passages, codings, list(frames)),
        reliability=reliability,
    )


def write_evaluation(found: Evaluation, out: Path) -> None:
    """Write the tables as CSV, the worst errors to read, and the reliability diagram as SVG and PNG to the folder."""
    for table in (*found.tables, errors_table(found.errors)):
        write_csv(table, out / f"{table.name}.csv")
    replace_file(out / "errors.md", errors_to_markdown(found).encode())
    chart = reliability_chart({code: [asdict(one) for one in it.bins] for code, it in found.reliability.items()})
    replace_file(out / "reliability.svg", to_svg(chart))
    replace_file(out / "reliability.png", to_png(chart))


def errors_to_markdown(found: Evaluation) -> str:
    """The worst errors to read, by frame and kind, the surest first."""
    lines = [f"# Worst errors of {found.coder}", "", f"{found.passages:,} coded passages, {found.documents} documents."]
    last = ("", "")
    for error in found.errors:
        if (error.code_id, error.kind) != last:
            lines += ["", f"## {error.code_id}: {error.kind}", ""]
            last = (error.code_id, error.kind)
        evidence = f"; went by: {', '.join(error.evidence)}" if error.evidence else ""
        before = f"[{' '.join(error.previous.split())}] " if error.previous else ""
        said = f"people: {error.actual}, coder: {error.found}{evidence} ({error.document})"
        # Two spaces end a line in Markdown.
        lines += [f"- **{error.probability:.2f}** {said}  ", f"  {before}{' '.join(error.text.split())}"]
    return "\n".join(lines) + "\n"


def _score_baselines(
    passages: Sequence[TrainingPassage], codebook: Codebook, known: Sequence[TrainingPassage], seed: int
) -> dict[str, dict[str, Score]]:
    baselines = {"cue list": score_cue_list(passages, codebook)}
    if known:
        baselines["embedding similarity"] = score_similarity(known, passages, codebook, load("embedders", "minilm")())
        baselines["TF-IDF and logistic regression"] = score_tfidf(known, passages, codebook, seed=seed)
    return baselines
