"""GUIDs that are the same on every machine and at every export."""

from uuid import UUID, uuid5

_NAMESPACE = UUID("0b7f4f0e-6c1d-5d0a-9c55-3f1f6d1d7c02")


def guid(kind: str, *parts: object) -> str:
    """The GUID of what `kind` and `parts` name (RFC 4122, version 5)."""
    return str(uuid5(_NAMESPACE, "\x1f".join((kind, *map(str, parts)))))


def plain_guid(text: str) -> str:
    """A GUID to compare: lower case, without braces."""
    return text.strip().strip("{}").lower()
