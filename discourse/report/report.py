"""What a finished comparison says: everything the page shows, filled by the pipeline."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from discourse.domain.codebook import Codebook
from discourse.domain.reliability import CodeReliability
from discourse.domain.results import Quote, Table

PREVALENCE_COLUMNS = ("group", "frame", "documents", "passages", "coded", "share", "low", "high", "note")
CONTRAST_COLUMNS = ("frame", "group", "other", "difference", "low", "high", "p", "q")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source file and how reading it ended (`ok`, `empty`, `failed`, `waiting`).

    `link` opens the file from the report's folder; it may be empty. A file of which nothing can be coded is not
    `is_coded`; `reason` says why, and `language` what it is written in where that is why.
    """

    file: str
    status: str
    reason: str = ""
    jurisdiction: str = ""
    title: str = ""
    year: int | None = None
    pages: int = 0
    passages: int = 0
    link: str = ""
    is_coded: bool = True
    language: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """How well the coder finds one code in `passages` passages coded by people and kept from training.

    Where only a cross-validation is known, `passages` is 0 and precision and recall are None. `limits` of F1 are those
    of its 95 % interval, if it has one. `false_alarms` is the share of those passages without the code that the coder
    gave it to; `surplus` are the 95 % limits of its share of all passages less that of people, by an audit;
    `corrected` is the share that people would code in all documents together with its limits, where it has any.
    """

    code_id: str
    precision: float | None
    recall: float | None
    f1: float
    passages: int
    limits: tuple[float, ...] = ()
    false_alarms: float | None = None
    surplus: tuple[float, ...] = ()
    corrected: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Method:
    """What the methods paragraph states. `versions` maps a program's name to its version, ours under `discourse`.

    `coder` is the model's name as a reader should see it and `coder_id` its version or hash; `scored_on` names the
    passages behind `scores`; `caution` is what they do not tell.
    """

    coder: str
    coder_id: str
    seed: int
    minimum_documents: int
    scores: tuple[Score, ...] = ()
    scored_on: str = ""
    caution: str = ""
    versions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class InScope:
    """How many of `passages` and `documents` speak of micro-credentials or other alternative credentials."""

    passages: int
    passages_within: int
    documents: int
    documents_within: int


@dataclass(frozen=True, slots=True)
class Report:
    """A finished comparison.

    `prevalence` has the columns `PREVALENCE_COLUMNS`, and so have `by_year` and `by_type` (year or type in `group`),
    `stance` (a column `stance` more) and `themes` (`theme` for `frame`). `contrasts` has `CONTRAST_COLUMNS`, where
    `difference` is the share of `group` less that of `other`; `against_rest` has them too. `keyness`, `cooccurrence`,
    `silences`, `actors`, `learners`, `trends` and `policy_and_listings` are those of `discourse.tables`, `keyness` with
    `within`; `actor_names` and `learner_names` map ids to names, `word_lists` names to words. `topics` has topic,
    label, words, passages, documents, coherence, stability; `topics_by_group` has topic, group, documents, passages,
    share, low, high; `topics_frames` has topic, label and the columns of `prevalence` but group. `by` names the fields
    of documents and quotes that make a group. A quote whose `code_id` is `topic:3` stands for topic 3. `downloads` are
    names of files beside the page. `in_scope` counts what speaks of micro-credentials, where the tables are of all
    passages; `types` counts the coded documents of each group by their type. `without_stance` are the ids of frames
    whose stance the coder has not learnt. `reliability` says how well it finds the codes. Of the `frames_found` in
    passages `frames_doubted` stand in such as the coder abstained on. `left_out` counts the passages of groups of which
    none could be coded by the reason why. `invented` says that the corpus is made up.
    """

    title: str
    codebook: Codebook
    method: Method
    documents: int
    passages: int
    jurisdictions: int
    prevalence: Table
    years: tuple[int, int] | None = None
    by: tuple[str, ...] = ("jurisdiction",)
    contrasts: Table | None = None
    by_year: Table | None = None
    trends: Table | None = None
    by_type: Table | None = None
    stance: Table | None = None
    without_stance: tuple[str, ...] = ()
    themes: Table | None = None
    against_rest: Table | None = None
    keyness: Table | None = None
    cooccurrence: Table | None = None
    silences: Table | None = None
    actors: Table | None = None
    actor_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    learners: Table | None = None
    learner_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    word_lists: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    policy_and_listings: Table | None = None
    topics: Table | None = None
    topics_by_group: Table | None = None
    topics_frames: Table | None = None
    quotes: tuple[Quote, ...] = ()
    sources: tuple[SourceLine, ...] = ()
    caveats: tuple[str, ...] = ()
    downloads: tuple[str, ...] = ()
    in_scope: InScope | None = None
    types: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: MappingProxyType({}))
    reliability: CodeReliability = field(default_factory=CodeReliability)
    frames_found: int = 0
    frames_doubted: int = 0
    left_out: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: MappingProxyType({}))
    invented: bool = False

    def __post_init__(self) -> None:
        _check_columns(self.prevalence, PREVALENCE_COLUMNS)
        if self.contrasts is not None:
            _check_columns(self.contrasts, CONTRAST_COLUMNS)


def _check_columns(table: Table, names: tuple[str, ...]) -> None:
    missing = [name for name in names if name not in table.frame.columns]
    if missing:
        raise ValueError(f"Table '{table.name}' lacks the columns {', '.join(missing)} that a report needs.")
