"""What our codes, coders and stances are called in other tools, and back."""

from dataclasses import dataclass
from datetime import UTC, datetime

from discourse.domain.codebook import Codebook, CodeDefinition
from discourse.domain.codes import Stance
from discourse.domain.codings import MODEL, PERSON, TIME

PATH_SEPARATOR = " > "
_STANCE_LETTERS = {"a": Stance.ASSERTED, "r": Stance.REPORTED, "c": Stance.CONTESTED}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What another tool's code means here: one of our codes, with a stance where its name carries one."""

    code_id: str
    stance: Stance | None = None


def stance_name(code: CodeDefinition, stance: Stance) -> str:
    """The name of the code below a frame that stands for the frame with one stance."""
    return f"{code.name}: {stance}"


def code_path(codebook: Codebook, code_id: str) -> str:
    """The names of a code's parents and its own; the id itself where the codebook has no such code."""
    if code_id not in codebook.by_id:
        return code_id
    code = codebook.by_id[code_id]
    above = f"{code_path(codebook, code.parent)}{PATH_SEPARATOR}" if code.parent else ""
    return above + code.name


def find_meaning(codebook: Codebook, name: str) -> Meaning | None:
    """The code that a name means: an id, a name, a short label, the end of a path, or one of these with a stance."""
    wanted = name.strip().casefold()
    for candidate in (wanted, wanted.rpartition(PATH_SEPARATOR.strip())[2].strip(), wanted.rpartition("/")[2].strip()):
        for code in codebook.codes:
            if candidate in (code.id.casefold(), code.name.casefold(), code.short.casefold()) and candidate:
                return Meaning(code.id)
        head, _, tail = candidate.rpartition(":")
        if head and (stance := find_stance(tail)) and (found := find_meaning(codebook, head)):
            return Meaning(found.code_id, stance)
    return None


def find_stance(text: str) -> Stance | None:
    """The stance that a word or its first letter means, whatever the case."""
    wanted = text.strip().casefold()
    return next((stance for stance in Stance if stance == wanted), _STANCE_LETTERS.get(wanted))


def coder_to_name(coder: str) -> str:
    """A coder for a person to read: the bare name of a person, `model:NAME@VERSION` of a model."""
    return coder.removeprefix(PERSON)


def name_to_coder(name: str) -> str:
    """The coder that a name means; a name without a prefix is a person's."""
    name = " ".join(name.split())
    return name if name.startswith((PERSON, MODEL)) or not name else PERSON + name


def to_utc(text: str) -> str:
    """A moment as `Coding.time` has it, or nothing where it cannot be read; without a zone it is taken for UTC."""
    text = text.strip()
    if not text or TIME.fullmatch(text):
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.replace(tzinfo=None).isoformat() + "Z"
