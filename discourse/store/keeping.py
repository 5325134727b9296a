"""How the work of people is kept: whole, or not at all and said so."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from discourse.domain.errors import StoreError
from discourse.store.database import say_trouble, writing


@contextmanager
def keeping(connection: sqlite3.Connection, what: str) -> Iterator[sqlite3.Connection]:
    """One transaction on what a person did (`the coding`); `StoreError` where it could not be kept."""
    try:
        with writing(connection):
            yield connection
    except sqlite3.Error as error:
        raise StoreError(f"{what.capitalize()} could not be kept {say_trouble(error, connection)}.") from error
