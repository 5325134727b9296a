"""Codings out to other tools and in from them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from discourse.domain.codebook import codebook_to_data
from discourse.domain.codings import ABSTAINED, MODEL, Coding, ExportFormat, events_in_force
from discourse.domain.errors import DiscourseError, UsageError
from discourse.domain.files import why_unwritten, write_whole
from discourse.exchange.annotations import read_annotations, write_annotations
from discourse.exchange.argilla import is_argilla, read_argilla
from discourse.exchange.json_values import read_json
from discourse.exchange.labels import is_label_studio, is_prodigy, read_label_studio, read_prodigy
from discourse.exchange.labels_write import write_argilla, write_label_studio, write_prodigy
from discourse.exchange.material import Arrival, Material
from discourse.exchange.refi_codebook import read_qdc, write_qdc
from discourse.exchange.refi_read import read_qdpx
from discourse.exchange.refi_write import write_qdpx
from discourse.exchange.tabular import json_lines, read_csv, read_jsonl, write_csv, write_jsonl
from discourse.exchange.wording import name_to_coder
from discourse.pipeline.codings import Desk, open_desk
from discourse.pipeline.material import read_material

_Reader = Callable[..., Arrival]


_WRITERS: dict[ExportFormat, Callable[[Material], bytes]] = {
    ExportFormat.REFI_QDA: write_qdpx,
    ExportFormat.CSV: write_csv,
    ExportFormat.JSONL: write_jsonl,
    ExportFormat.WEB_ANNOTATION: write_annotations,
    ExportFormat.LABEL_STUDIO: write_label_studio,
    ExportFormat.ARGILLA: write_argilla,
    ExportFormat.PRODIGY: write_prodigy,
}


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds; `lost` names what it could not say.

    Of `codings` people gave `given` codes, in `judged` passages or spans that one of them read or coded, of
    `judged_documents`; `judgements` counts them once for each who did. The other codings say that a code is absent or
    left open, or are by models.
    """

    out: str
    documents: int
    codings: int
    judged: int
    judgements: int
    judged_documents: int
    given: int
    coders: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: codings recorded, by coder, those known already, and those of models left as they are.

    `removed` were taken out elsewhere and are recorded as that. `refused` and `lost` carry reasons. `codebook` is the
    file that holds an imported codebook, which nothing uses until it is put in the place of codebook.yaml.
    """

    recorded: tuple[tuple[str, int], ...] = ()
    unchanged: int = 0
    machine: int = 0
    removed: int = 0
    refused: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    codebook: str = ""


def export_codings(
    out: Path, *, form: ExportFormat | str, project: Path = Path(), coder: str = "", people_only: bool = False
) -> Exported:
    """Write a project's codings for another tool: those of `coder` alone, of people alone, or of all and the models.

    Policy documents go whole, records of listings where a person coded them. Raises `UsageError` when nothing was read.

    >>> discourse.export_codings(Path("study.qdpx"), form="refi-qda", project=Path("my-study")).documents
    3
    """
    form, who = ExportFormat(form), name_to_coder(coder)
    with open_desk(project) as desk:
        if form is ExportFormat.REFI_CODEBOOK:
            _put(out, write_qdc(desk.codebook))
            return Exported(str(out), 0, 0, 0, 0, 0, 0, (), ())
        carried = desk.carried(coder=who or None)
        with_models = not people_only and (not who or who.startswith(MODEL))
        material = read_material(desk.project, desk.codebook, carried.codings, with_models=with_models)
    material = _chosen(material, who)
    _put(out, _WRITERS[form](material))
    gone = len(carried.codings) - sum(not item.coder.startswith(MODEL) for item in material.codings)
    lost = [f"{count} codings: {reason}" for reason, count in Counter(why for _, why in carried.unsettled).items()]
    if gone:
        lost.append(f"{gone} codings on documents or texts that the project no longer has as they were coded")
    coders = tuple(sorted({item.coder for item in material.codings}))
    people = [item for item in material.codings if not item.coder.startswith(MODEL) and item.code_id != ABSTAINED]
    return Exported(
        out=str(out),
        documents=len(material.texts),
        codings=len(material.codings),
        judged=len({item.unit for item in people}),
        judgements=len({(item.coder, item.unit) for item in people}),
        judged_documents=len({item.document_id for item in people}),
        given=sum(item.present for item in people),
        coders=coders,
        lost=(*material.left_out, *lost),
    )


def import_codings(file: Path, *, coder: str = "", project: Path = Path(), removals: bool = False) -> Imported:
    """Read codings that people made elsewhere and record what is new in them.

    `coder` is whose the codings are that name nobody. With `removals` the codings that a REFI-QDA file of ours no
    longer has were taken out by `coder`: a model's is recorded as absent, the coder's own is undone. Importing a file
    twice changes nothing. Raises `UsageError` for a file of no known format.

    >>> discourse.import_codings(Path("codings.csv"), coder="Mina", project=Path("my-study")).recorded
    (('person:Mina', 1),)
    """
    who = name_to_coder(coder)
    if who.startswith(MODEL):
        raise UsageError(f"'{coder}' is a model's name; --coder names a person.")
    if removals and not (who and file.suffix.lower() == ".qdpx"):
        raise UsageError("--removals needs --coder NAME and a .qdpx file, from which codings were taken out.")
    if file.suffix.lower() == ".qdc":
        return _import_codebook(file, project)
    reader = _reader(file)
    with open_desk(project) as desk:
        carried = desk.carried()
        material = read_material(desk.project, desk.codebook, carried.codings)
        arrival = reader(file, material, coder=who)
        known = {item.key: item for item in carried.codings}
        fresh = [new for item in arrival.codings if (new := _news(item, known.get(item.key)))]
        refusals = _taken_out(arrival, material, who) if removals else []
        undone = _undo_removed(desk, arrival, who) if removals else 0
        desk.record((*fresh, *refusals))
    counts = Counter(item.coder for item in fresh)
    return Imported(
        recorded=tuple(sorted(counts.items())),
        unchanged=len(arrival.codings) - len(fresh),
        machine=arrival.machine,
        removed=undone + len(refusals),
        refused=arrival.refused,
        lost=arrival.lost,
    )


def _chosen(material: Material, who: str) -> Material:
    """The codings that still stand on the words they were made on, and the documents to go with them."""
    codings = tuple(
        item
        for item in material.codings
        if (not who or item.coder == who) and material.by_id[item.document_id].text[item.start : item.end] == item.quote
    )
    coded = {item.document_id for item in codings if not item.coder.startswith(MODEL)}
    texts = tuple(text for text in material.texts if not text.place or text.document_id in coded)
    kept = {text.document_id for text in texts}
    return replace(material, texts=texts, codings=tuple(item for item in codings if item.document_id in kept))


def _news(item: Coding, known: Coding | None) -> Coding | None:
    """The coding if it says anything new; what the file does not say (a memo, a stance) stays as it was."""
    if known is None:
        return item
    same_presence = item.present == known.present
    stance = item.stance or (known.stance if same_presence and item.present else None)
    merged = replace(item, memo=item.memo or known.memo, stance=stance)
    if (merged.present, merged.stance, merged.memo) == (known.present, known.stance, known.memo):
        return None
    return merged


def _taken_out(arrival: Arrival, material: Material, who: str) -> list[Coding]:
    """The refusals of models' codings that `who` took out; a model that the file does not know was left out of it."""
    models = {key[0] for key in arrival.present_by_model}
    said = {item.key for item in (*arrival.codings, *material.codings) if item.coder == who}
    gone = [
        replace(item, coder=who, present=False, stance=None, memo="", probability=None, time="")
        for item in material.codings
        if item.coder in models
        and item.document_id in arrival.seen_documents
        and item.key not in arrival.present_by_model
    ]
    return [item for item in gone if item.key not in said]


def _undo_removed(desk: Desk, arrival: Arrival, who: str) -> int:
    """Take back the coder's own codings that the file no longer has, those in codes of the present codebook."""
    kept = {item.key for item in arrival.codings}
    gone = [
        event
        for event in events_in_force(desk.events(coder=who))
        if event.coding.present
        and event.coding.document_id in arrival.seen_documents
        and event.coding.code_id in desk.codebook.by_id
        and event.coding.key not in kept
    ]
    for event in gone:
        desk.undo(event.number, coder=who)
    return len(gone)


def _reader(file: Path) -> _Reader:
    """What reads a file, by its ending and, for JSON, by what it holds."""
    ending = file.suffix.lower()
    if ending == ".qdpx":
        return read_qdpx
    if ending in (".csv", ".tsv", ".txt"):
        return read_csv
    if ending in (".jsonl", ".ndjson"):
        first = next((values for _, values in json_lines(file)), {})
        return read_argilla if is_argilla(first) else read_prodigy if is_prodigy(first) else read_jsonl
    if ending in (".json", ".jsonld"):
        data = read_json(file)
        if isinstance(data, list) and data and is_argilla(data[0]):
            return read_argilla
        return read_label_studio if is_label_studio(data) else read_annotations
    raise UsageError(
        f"'{file}' is none of .qdpx, .qdc, .csv, .tsv, .jsonl, .json and .jsonld; export it as one of these."
    )


def _import_codebook(file: Path, project: Path) -> Imported:
    codebook = read_qdc(file)
    with open_desk(project) as desk:
        out = desk.project.folder / f"codebook-from-{file.stem}.yaml"
    text = yaml.safe_dump(codebook_to_data(codebook), sort_keys=False, allow_unicode=True, width=120)
    _put(out, text.encode())
    return Imported(codebook=str(out))


def _put(out: Path, data: bytes) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_whole(out, data)
    except OSError as error:
        why = why_unwritten(error, otherwise="choose another place")
        raise DiscourseError(f"'{out}' cannot be written {why}.") from error
