"""Parts in storage that several machines see: a folder that all have mounted, or a bucket reached through fsspec."""

import io
from collections.abc import Iterable, Sequence, Set
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl

from discourse.domain.errors import StoreError
from discourse.store.database import PARTS_FOLDER
from discourse.store.parts import Buffer, Parts, frame_to_part


def open_parts(folder: Path, place: str = "") -> Parts:
    """The parts of the project in `folder`: in its own `parts/`, or at `place`, a folder or an address `s3://…`."""
    if "://" in place:
        return RemoteParts(place)
    return Parts(folder / (place or PARTS_FOLDER))


class RemoteParts(Parts):
    """Objects `<address>/<name>/<2 digits>/<key>.parquet`. A bucket shows an object whole or not at all.

    Credentials are those of the machine, as fsspec finds them; none is a setting.
    """

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")

    @cached_property
    def _place(self) -> tuple[Any, str]:
        try:
            # Here, not above: a project that keeps its parts in its own folder needs none of it.
            from fsspec.core import url_to_fs
        except ImportError as error:
            raise StoreError(f"Parts at '{self._address}' need fsspec; install the cluster extra.") from error
        try:
            files, root = url_to_fs(self._address)
        except (ImportError, ValueError) as error:
            raise StoreError(
                f"Parts at '{self._address}' cannot be reached: {error}; install what is missing."
            ) from error
        return files, root

    def write(self, name: str, key: str, part: pl.DataFrame | Buffer) -> None:
        """Write a part so that a reader sees all of it or nothing."""
        files, path = self._place[0], self._object(name, key)
        temporary = f"{path}.{uuid4().hex}.tmp"
        files.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        files.pipe_file(temporary, frame_to_part(part) if isinstance(part, pl.DataFrame) else bytes(part))
        files.mv(temporary, path)

    def read(
        self, name: str, keys: Iterable[str], schema: pl.Schema | None, *, columns: Sequence[str] | None = None
    ) -> pl.DataFrame:
        """All rows of the parts with these keys, in the order of the keys."""
        wanted = pl.all() if columns is None else pl.col(columns)
        frames = [self._read_one(name, key).select(wanted) for key in keys]
        return pl.concat(frames) if frames else pl.DataFrame(schema=schema).select(wanted)

    def holds(self, name: str, key: str) -> bool:
        """Whether there is such an object, sound or not."""
        return bool(self._place[0].exists(self._object(name, key)))

    def trouble(self, name: str, key: str) -> str:
        """What is wrong with an object, read from end to end; empty where all is well."""
        files, path = self._place[0], self._object(name, key)
        try:
            pl.read_parquet(io.BytesIO(files.cat_file(path)))
        except FileNotFoundError:
            return "it is gone"
        except pl.exceptions.PolarsError as error:
            return f"it is damaged ({' '.join(str(error).split())[:200]})"
        except OSError as error:
            # What cannot be reached is not damaged: nothing may be made anew for that.
            raise StoreError(
                f"The part '{path}' cannot be reached ({error}); see to its address, then verify."
            ) from error
        return ""

    def drop_others(self, name: str, keys: Set[str]) -> int:
        """Delete the parts `name` of all other keys; returns how many objects."""
        files, root = self._place
        found = files.glob(f"{root}/{name}/*/*")
        others = [path for path in found if Path(path).suffix != ".parquet" or Path(path).stem not in keys]
        for path in others:
            files.rm_file(path)
        return len(others)

    def _object(self, name: str, key: str) -> str:
        return f"{self._place[1]}/{name}/{key[:2]}/{key}.parquet"

    def _read_one(self, name: str, key: str) -> pl.DataFrame:
        files, path = self._place[0], self._object(name, key)
        try:
            return pl.read_parquet(io.BytesIO(files.cat_file(path)))
        except (OSError, pl.exceptions.PolarsError) as error:
            why = "not there" if isinstance(error, FileNotFoundError) else f"damaged: {error}"
            raise StoreError(
                f"A result cannot be read ('{path}' is {why}); 'discourse verify --repair', then 'discourse run' make "
                "it anew."
            ) from error
