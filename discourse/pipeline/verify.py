"""Whether a project's store holds what it promises; what is damaged and can be made again is set aside for that."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from discourse.domain.errors import StoreError
from discourse.pipeline.project import open_project
from discourse.pipeline.publish import warn_of_outputs
from discourse.store.place import warn_of_place
from discourse.store.store import STAGES, Store, Trouble


@dataclass(frozen=True, slots=True)
class Verification:
    """What `discourse verify` found.

    `results` counts complete results. `lost` is what only a backup brings back, `remade` what the next run makes again
    once it is repaired, `warnings` what threatens the store though nothing is wrong with it now, and what is not as it
    should be in the outputs. `is_bare`: no result has its parts, as after a restore; all are to be made again then.
    """

    results: int
    lost: tuple[str, ...]
    remade: tuple[str, ...]
    warnings: tuple[str, ...]
    is_repaired: bool
    is_bare: bool = False

    @property
    def is_sound(self) -> bool:
        return not self.lost and (self.is_repaired or not self.remade)


def verify(project: Path = Path(), *, repair: bool = False) -> Verification:
    """Read the project file and every part from end to end; `repair` has the next run make anew what is damaged.

    Raises `UsageError` where there is no project. Changes nothing but for `repair`.
    """
    opened = open_project(project)
    warnings = tuple(filter(None, [warn_of_place(opened.folder), warn_of_outputs(opened.outputs)]))
    try:
        store = Store(opened.folder, opened.settings.storage.parts)
    except StoreError as error:
        return Verification(0, (str(error),), (), warnings, is_repaired=False)
    try:
        if lost := store.ledger.check():
            said = tuple(
                f"The project file is damaged: {line}; 'discourse restore BACKUP' brings it back." for line in lost
            )
            return Verification(0, said, (), warnings, is_repaired=False)
        troubles = tuple(store.troubles())
        results = [(stage, key) for stage in STAGES for key in store.ledger.result_keys(stage)]
        bare = bool(results) and not any(store.has_parts(stage, key) for stage, key in results)
        if repair:
            _set_aside(store, troubles)
        said = tuple(map(_say, troubles))
        return Verification(len(results), (), said, warnings, is_repaired=repair, is_bare=bare)
    finally:
        store.close()


def _set_aside(store: Store, troubles: Sequence[Trouble]) -> None:
    for stage, key in dict.fromkeys((trouble.stage, trouble.key) for trouble in troubles):
        store.forget(stage, key)


def _say(trouble: Trouble) -> str:
    return f"{trouble.name} of the result {trouble.key[:12]} ({trouble.stage}): {trouble.says}"
