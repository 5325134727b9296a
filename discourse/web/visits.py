"""Who may come in: one-time launch tokens, and the visits that they are exchanged for."""

import hashlib
import secrets
from dataclasses import dataclass
from threading import Lock

# A page that asks for new links again and again should not fill the memory.
_MAX_INVITATIONS = 32
_MAX_VISITS = 256


@dataclass(slots=True)
class Visit:
    """One browser that was let in: who sits there, and whether machine and others are hidden from that person."""

    coder: str = ""
    is_blind: bool = True


class Visits:
    """Launch tokens and cookies, 256 random bits each; only their hashes are kept, and they end with the process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._invitations: dict[bytes, None] = {}
        self._visits: dict[bytes, Visit] = {}

    def invite(self) -> str:
        """A new launch token, good for one browser."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._invitations[_hash(token)] = None
            while len(self._invitations) > _MAX_INVITATIONS:
                del self._invitations[next(iter(self._invitations))]
        return token

    def admit(self, token: str) -> str | None:
        """The cookie that a launch token is exchanged for, a secret of its own; nothing for one that is not good."""
        with self._lock:
            # Comparing hashes of a secret tells a clock nothing about the secret.
            if self._invitations.pop(_hash(token), self) is self:
                return None
            cookie = secrets.token_urlsafe(32)
            self._visits[_hash(cookie)] = Visit()
            while len(self._visits) > _MAX_VISITS:
                del self._visits[next(iter(self._visits))]
            return cookie

    def find(self, cookie: str) -> Visit | None:
        """The visit of a cookie; nothing for a cookie of another run, or of nobody."""
        with self._lock:
            return self._visits.get(_hash(cookie)) if cookie else None


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
