"""Passwords of encrypted files: read from a file of the user's, handed to the reading child, kept nowhere."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from discourse.domain.errors import UsageError

# Asks a person for the password of the file with this name; an empty answer gives up.
AskPassword = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Passwords:
    """Pairs of a pattern of file names and a password, the first that fits counts; never shown when printed."""

    rules: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def of(self, file: str) -> str:
        """The password for a file by its path or name; empty where there is none."""
        name = file.rsplit("/", 1)[-1]
        fits = (
            password for pattern, password in self.rules if fnmatchcase(file, pattern) or fnmatchcase(name, pattern)
        )
        return next(fits, "")


NO_PASSWORDS = Passwords()


def read_passwords(path: Path | None) -> Passwords:
    """Read lines of a file name or glob, a tab and a password; a file of a single line may hold one for all files.

    Raises `UsageError`, which tells the line's number and nothing of what it holds.
    """
    if path is None:
        return NO_PASSWORDS
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise UsageError(f"The password file '{path}' cannot be read: {error.strerror}; check its path.") from error
    except UnicodeDecodeError:
        # Without its cause, which holds the file's bytes.
        raise UsageError(f"The password file '{path}' is not UTF-8 text; save it as UTF-8.") from None
    filled = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not filled:
        raise UsageError(f"The password file '{path}' is empty; write 'file name<TAB>password' on each line.")
    if len(filled) == 1 and "\t" not in filled[0][1]:
        return Passwords((("*", filled[0][1]),))
    return Passwords(tuple(_rule(line, number, path) for number, line in filled))


def _rule(line: str, number: int, path: Path) -> tuple[str, str]:
    pattern, tab, password = line.partition("\t")
    if not (tab and pattern.strip() and password):
        raise UsageError(
            f"The password file '{path}', line {number}, must be a file name or pattern, a tab and the password."
        )
    return pattern.strip(), password
