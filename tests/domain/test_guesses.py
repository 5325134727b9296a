import pytest

from discourse.domain.guesses import guess


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("equtiy", "did you mean 'equity'?"),
        ("EQUITY", "did you mean 'equity'?"),
        ("kestira", "did you mean 'Kestria'?"),
        ("papyrus", "known are Kestria, equity."),
    ],
)
def test_a_mistyped_name_is_guessed_and_a_strange_one_gets_the_list(name: str, words: str) -> None:
    assert guess(name, ["Kestria", "equity"]) == words


def test_where_there_is_nothing_that_is_said() -> None:
    assert guess("equity", []) == "there are none."
