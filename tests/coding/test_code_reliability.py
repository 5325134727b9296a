"""What a model's card says of how well its codes are found."""

import pytest

from discourse.coding.cards import code_reliability, read_card
from discourse.domain.bundled import CODEBOOK, bundled
from discourse.domain.codebook import Codebook, load_codebook
from discourse.domain.reliability import ENOUGH_EXAMPLES, LEAST_F1, WEAK_CERTAINTY, WEAK_F1, CodeReliability


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook(CODEBOOK)


def trained(*themes: str, **f1: float) -> dict[str, object]:
    """A card as training leaves it, with the F1 of heads."""
    scores = {name.replace("__", " "): {"positives": 20, "cross_validated_f1": value} for name, value in f1.items()}
    return {"frames": ["human_capital", "sbtc", "equity"], "themes": list(themes), "scores": scores}


def test_a_trained_card_says_what_is_weak_and_what_is_not_found(codebook: Codebook) -> None:
    themes = {
        "theme__precarity": WEAK_F1 - 0.01,
        "theme__unbundling": LEAST_F1 - 0.01,
        "theme__crisis_urgency": WEAK_F1,
    }
    found = code_reliability(trained("precarity", "unbundling", "crisis_urgency", **themes), codebook)
    assert (found.is_weak("precarity"), found.finds("precarity")) == (True, True)
    assert (found.is_weak("unbundling"), found.finds("unbundling")) == (False, False)
    assert (found.is_weak("crisis_urgency"), found.finds("crisis_urgency")) == (False, True)
    # What has no head was never learnt.
    assert not found.finds("marketisation")


def test_a_weak_code_is_quoted_only_where_the_coder_is_sure_enough(codebook: Codebook) -> None:
    found = code_reliability(trained("precarity", theme__precarity=0.2), codebook)
    assert (found.least_certainty("precarity"), found.least_certainty("equity")) == (WEAK_CERTAINTY, 0.0)


def test_a_code_is_as_weak_as_the_worst_score_that_is_of_enough_passages(codebook: Codebook) -> None:
    card = trained("precarity", "unbundling", "marketisation", theme__precarity=0.7, theme__unbundling=0.7)
    apart = {
        "precarity": {"f1": 0.3, "positives": ENOUGH_EXAMPLES},
        "unbundling": {"f1": 0.0, "positives": ENOUGH_EXAMPLES - 1},
        "marketisation": {"f1": 0.6, "positives": ENOUGH_EXAMPLES},
    }
    scores = {"cross_validation": card["scores"], "test": {"themes": apart}, "dev": {"themes": {}}}
    found = code_reliability({**card, "scores": scores}, codebook)
    assert found.is_weak("precarity")
    # Too few were kept apart to say that it is found, or that it is not.
    assert found.is_weak("unbundling")
    assert found.finds("unbundling")
    assert found.lowest["unbundling"] == 0.7
    assert not found.is_weak("marketisation")


def test_the_shipped_model_s_themes_are_weak_where_its_card_distrusts_them(codebook: Codebook) -> None:
    found = code_reliability(read_card(bundled("models", "framing")), codebook)
    sound = {theme.id for theme in codebook.themes if found.finds(theme.id) and not found.is_weak(theme.id)}
    assert sound == {"competency_curriculum", "lifelong_lifewide", "quality_recognition", "employer_partnership"}


def test_a_stance_learnt_badly_keeps_its_score_of_zero(codebook: Codebook) -> None:
    card = trained(stance__equity__reported=0.0, stance__sbtc__reported=0.5)
    assert code_reliability(card, codebook).stances == {"reported": (0.0, 0.5)}


def test_without_scores_nothing_is_weak() -> None:
    assert CodeReliability().finds("precarity")
    assert not CodeReliability().is_weak("precarity")


def test_the_shipped_card_has_scores_of_all_codes_and_stances(codebook: Codebook) -> None:
    found = code_reliability(read_card(bundled("models", "framing")), codebook)
    assert set(found.f1) == set(codebook.by_id)
    assert set(found.stances) == set(found.stances_apart) - {"asserted"} == {"reported", "contested"}
