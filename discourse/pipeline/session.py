"""An opened project with everything the steps share: store, codebook, model, encoder.

What a run with nothing to do asks for (the ids of all of these) loads no weights and no heavy library.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from discourse.coding.agency.lexicon import ActorLexicon
from discourse.coding.cards import check_model, code_reliability, coder_name
from discourse.coding.embedding import Encoder, FrozenEncoder, gives_topics
from discourse.coding.learners import LearnerLexicon
from discourse.coding.minilm import minilm_id
from discourse.coding.parser_choice import ParserChoice, choose_parser
from discourse.domain.bundled import bundled
from discourse.domain.codebook import Codebook
from discourse.domain.ids import Json
from discourse.domain.registry import load
from discourse.domain.reliability import CodeReliability
from discourse.domain.settings import Settings
from discourse.pipeline.corpus import Corpus, read_corpus
from discourse.pipeline.keys import actors_key, coding_key
from discourse.pipeline.project import Project, open_project
from discourse.pipeline.readings import ReadingRow, reading_rows
from discourse.store.ledger import SourceEntry
from discourse.store.store import Store

if TYPE_CHECKING:
    from discourse.coding.model import FramingModel


@dataclass(frozen=True)
class Session:
    """What a step may ask for; each part is loaded when the first step asks for it."""

    project: Project
    store: Store

    @property
    def settings(self) -> Settings:
        return self.project.settings

    @cached_property
    def codebook(self) -> Codebook:
        return self.project.codebook()

    @cached_property
    def card(self) -> Mapping[str, Json]:
        """The model's card; a `ModelError` where the model is not whole or lacks a frame of the codebook."""
        return check_model(self.project.model_folder, self.codebook)

    @property
    def model_id(self) -> str:
        return str(self.card["id"])

    @property
    def coder(self) -> str:
        """Who the model's codes are by."""
        return coder_name(self.card)

    @cached_property
    def reliability(self) -> CodeReliability:
        """How well the model finds the codes of the codebook."""
        return code_reliability(self.card, self.codebook)

    @cached_property
    def model(self) -> "FramingModel":
        model: FramingModel = load("classifiers", "framing")(self.project.model_folder)
        return model.for_codebook(self.codebook)

    @cached_property
    def encoder(self) -> Encoder:
        """What the model's heads look at."""
        encoder: Encoder = load("encoders", "of a model")(self.model, self.project.model_folder)
        return encoder

    @property
    def embedder_id(self) -> str:
        """The id of what gives the vectors that topics are found with; asking loads nothing."""
        return str(self._encoder["id"]) if gives_topics(self._encoder) else minilm_id()

    @property
    def placed_later(self) -> frozenset[str] | None:
        """The sources to place in topics that the others give; None leaves it to what topics are stored."""
        return None

    @cached_property
    def topic_encoder(self) -> Encoder:
        """What gives the vectors that topics are found with: the model's own encoder, or MiniLM where that does not."""
        return self.encoder if gives_topics(self._encoder) else FrozenEncoder(load("embedders", "minilm")())

    @property
    def _encoder(self) -> Mapping[str, Json]:
        return cast(Mapping[str, Json], self.card["encoder"])

    @cached_property
    def lexicon(self) -> ActorLexicon:
        """Who can be an actor, and the words that say who acts."""
        return self.project.lexicon()

    @cached_property
    def learners(self) -> LearnerLexicon:
        """The groups of learners that a text may name."""
        return self.project.learners()

    @cached_property
    def parser(self) -> ParserChoice:
        """The parser that clauses are found with; asking loads nothing."""
        return choose_parser()

    def actors_key(self, reading: str) -> str:
        """The key of the clauses that are found in a reading with the present codes, parser and lexicon."""
        return actors_key(coding_key(reading, self.codebook.id, self.model_id), self.parser.id, self.lexicon.id)

    @cached_property
    def entries(self) -> tuple[SourceEntry, ...]:
        return self.store.ledger.sources()

    @property
    def is_sample(self) -> bool:
        """Whether all documents are of the bundled sample, about jurisdictions that do not exist."""
        sample = bundled("corpus", "sample").resolve()
        return bool(self.entries) and all(
            (self.project.folder / entry.file).resolve().is_relative_to(sample) for entry in self.entries
        )

    def rows(self) -> dict[str, ReadingRow]:
        return reading_rows(self.store.ledger)

    def corpus(self) -> Corpus:
        """Everything read and coded with the present codebook and model."""
        return read_corpus(
            self.store,
            self.entries,
            self.rows(),
            self.settings,
            codebook_id=self.codebook.id,
            model_id=self.model_id,
        )


@contextmanager
def open_session(folder: Path) -> Iterator[Session]:
    """Open a project for work on its texts and codes."""
    project = open_project(folder)
    store = Store(project.folder, project.settings.storage.parts)
    try:
        yield Session(project, store)
    finally:
        store.close()
