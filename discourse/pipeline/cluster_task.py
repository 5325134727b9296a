"""What a cluster's worker does with a batch: the same work as a run on one machine, its parts in shared storage."""

import multiprocessing
import threading

from discourse.domain.errors import ModelError
from discourse.pipeline.cluster_batch import Batch, bytes_to_batch, rows_to_bytes
from discourse.pipeline.document_work import renew
from discourse.pipeline.events import Stages
from discourse.pipeline.progress import no_progress
from discourse.pipeline.project import open_project
from discourse.pipeline.reading_step import read_stale
from discourse.pipeline.session import Session
from discourse.store.detached import DetachedStore

# The session of the last batch: models are loaded once a thread and not once a batch.
_LAST = threading.local()


def work_on_batch(task: bytes) -> bytes:
    """Do all that is stale for the documents of a batch; returns the rows for the catalogue.

    Raises `ModelError` where this machine has another codebook or model than the coordinator.
    """
    batch = bytes_to_batch(task)
    session, store = _open(batch)
    store.begin(batch.known)
    _may_have_children()
    read_stale(store, batch.entries, batch.folder, session.settings, workers=1, progress=no_progress)
    renew(session, batch.entries, Stages(), no_progress)
    return rows_to_bytes(store.rows.fresh)


def _open(batch: Batch) -> tuple[Session, DetachedStore]:
    project, ids = open_project(batch.folder), (batch.codebook_id, batch.model_id)
    last: tuple[Session, DetachedStore] | None = getattr(_LAST, "opened", None)
    if last and last[0].project == project and (last[0].codebook.id, last[0].model.id) == ids:
        return last
    store = DetachedStore(batch.folder, project.settings.storage.parts)
    session = Session(project, store)
    if (session.codebook.id, session.model_id) != ids:
        raise ModelError(
            f"The codebook or the model in '{batch.folder}' is another on the worker than where the run was started; "
            "install the same version of discourse on all machines and let them share the project's folder."
        )
    _LAST.opened = (session, store)
    return session, store


def _may_have_children() -> None:
    # Dask marks its workers as daemons, which may have no children; each source is read in a child of its own here as
    # everywhere. The children end with their pipe, however this process ends.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
