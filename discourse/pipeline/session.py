"""An opened project with everything the steps share: store, codebook, model, embedder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from discourse.coding.embedding import Embedder
from discourse.coding.model import FramingModel
from discourse.domain.codebook import Codebook
from discourse.domain.registry import load
from discourse.domain.settings import Settings
from discourse.pipeline.corpus import Corpus, read_corpus
from discourse.pipeline.project import Project, open_project
from discourse.pipeline.readings import ReadingRow, reading_rows
from discourse.store.ledger import SourceEntry
from discourse.store.store import Store


@dataclass(frozen=True)
class Session:
    """What a step may ask for; the model is loaded when the first step asks, the embedder when text is coded."""

    project: Project
    store: Store

    @property
    def settings(self) -> Settings:
        return self.project.settings

    @cached_property
    def codebook(self) -> Codebook:
        return self.project.codebook()

    @cached_property
    def model(self) -> FramingModel:
        model: FramingModel = load("classifiers", "linear")(self.project.model_folder)
        return model.for_codebook(self.codebook)

    @cached_property
    def embedder(self) -> Embedder:
        embedder: Embedder = load("embedders", "minilm")()
        return embedder

    @cached_property
    def entries(self) -> tuple[SourceEntry, ...]:
        return self.store.ledger.sources()

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
            model_id=self.model.id,
        )


@contextmanager
def open_session(folder: Path) -> Iterator[Session]:
    """Open a project for work on its texts and codes."""
    project = open_project(folder)
    store = Store(project.folder)
    try:
        yield Session(project, store)
    finally:
        store.close()
