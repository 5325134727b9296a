"""Which documents came, changed, left, were renamed or relabelled since the last run."""

from collections.abc import Mapping, Sequence

from discourse.domain.documents import STATED, UNKNOWN, Metadata, Status
from discourse.pipeline.changes import NewDocument, Relabelled
from discourse.pipeline.corpus import first_entries
from discourse.pipeline.readings import entry_key
from discourse.pipeline.session import Session
from discourse.pipeline.status import FileStatus, gone_files

Stated = dict[str, str | int | None]


def texts_by_file(statuses: Sequence[FileStatus]) -> dict[str, str]:
    """The ids of what was read, by file, in the order of their adding."""
    return {item.file: item.document_id for item in statuses if item.status is Status.OK}


def known_by_text(session: Session, texts: Mapping[str, str]) -> dict[str, Stated]:
    """What the tables state of each text that was read, whatever its file is called."""
    firsts = first_entries(session.entries, session.settings).values()
    return {texts[entry.file]: _stated(entry.metadata) for entry in firsts if entry.file in texts}


def files_that_left(before: Mapping[str, str], texts: Mapping[str, str]) -> tuple[str, ...]:
    """The files once read whose text is not in the tables now, under whatever name."""
    counted = {*texts.values()}
    return tuple(file for file, text in before.items() if file not in texts and text not in counted)


def new_documents(
    before: Mapping[str, str], session: Session, statuses: Sequence[FileStatus]
) -> tuple[NewDocument, ...]:
    """The files whose text is not what it was under their name, if there was one."""
    firsts = {key: entry.file for key, entry in first_entries(session.entries, session.settings).items()}
    first_of = {entry.file: firsts[entry_key(entry, session.settings)] for entry in session.entries}
    gone = gone_files(session.entries, session.project.folder)
    known = {entry.file: entry.metadata for entry in session.entries}
    former = {text: file for file, text in before.items()}

    def tell(item: FileStatus) -> NewDocument:
        first = first_of[item.file]
        is_new_name = first == item.file and item.file not in before and item.document_id in former
        same_as = former[item.document_id] if is_new_name else first if first != item.file else ""
        return NewDocument(
            file=item.file,
            jurisdiction=known[item.file].jurisdiction or UNKNOWN,
            title=known[item.file].title,
            year=known[item.file].year,
            records=item.records,
            is_changed=item.file in before,
            same_as=same_as,
            same_is_gone=same_as in gone and not is_new_name,
            is_new_name=is_new_name,
        )

    return tuple(
        tell(item) for item in statuses if item.status is Status.OK and before.get(item.file) != item.document_id
    )


def relabelled_documents(
    before: Mapping[str, Stated], now: Mapping[str, Stated], texts: Mapping[str, str]
) -> tuple[Relabelled, ...]:
    """The files of whose text, the same as before, something else is stated."""
    # The first of several copies, whose metadata the tables show.
    file_of: dict[str, str] = {}
    for file, text in texts.items():
        file_of.setdefault(text, file)
    return tuple(
        Relabelled(file_of[text], {name: was.get(name) for name in changed}, {name: known[name] for name in changed})
        for text, known in now.items()
        if (was := before.get(text)) and (changed := [name for name in STATED if was.get(name) != known[name]])
    )


def _stated(metadata: Metadata) -> Stated:
    return {name: getattr(metadata, name) for name in STATED}
