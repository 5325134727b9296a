import pytest

from discourse.domain import registry
from discourse.domain.errors import UsageError

PARTS = [(kind, name) for kind, names in registry.PARTS.items() for name in names]


@pytest.mark.parametrize(("kind", "name"), PARTS)
def test_every_registered_part_exists(kind: str, name: str) -> None:
    assert callable(registry.load(kind, name))


def test_an_unknown_part_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="There is no reader named 'papyrus'; known are csv, docx, html"):
        registry.load("readers", "papyrus")
