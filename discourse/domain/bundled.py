"""Where the things that ship with the package lie, in a checkout and in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def bundled(*parts: str) -> Path:
    """The path of something shipped, as `bundled("models", "framing")`.

    A wheel carries the folders in `discourse/_bundled`; a checkout has them at its top level.
    """
    inside = _PACKAGE / "_bundled"
    return (inside if inside.is_dir() else _PACKAGE.parent).joinpath(*parts)


CODEBOOK = _PACKAGE / "codebook.yaml"
