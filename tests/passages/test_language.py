import pytest

from discourse.passages.language import UNDETERMINED, detect_document_language, detect_passage_language

ENGLISH = "The council will review the scheme and publish what it has learned before the end of the year."
GERMAN = "Der Rat wird das Programm prüfen und vor dem Ende des Jahres veröffentlichen, was er daraus gelernt hat."
FRENCH = "Le conseil examinera le programme et publiera ce qu'il en a appris avant la fin de l'année prochaine."
SPANISH = "Los jóvenes del país tienen derecho a una educación gratuita; el ministerio pagará también todos los libros."
WELSH = "Bydd y cyngor yn adolygu'r cynllun ac yn cyhoeddi yr hyn y mae wedi ei ddysgu cyn diwedd y flwyddyn nesaf."
MAORI = "Ka arotakengia e te kaunihera te kaupapa, ā, ka whakaputaina ngā mea i akona i mua i te mutunga o te tau."
SINHALA = "සභාව මෙම වැඩසටහන සමාලෝචනය කර වසර අවසන් වීමට පෙර එහි ප්‍රතිඵල ප්‍රකාශයට පත් කරනු ඇත"


@pytest.mark.parametrize(
    ("text", "code"),
    [(ENGLISH, "en"), (GERMAN, "de"), (FRENCH, "fr"), (SPANISH, "es"), (WELSH, "cy"), (MAORI, "mi"), (SINHALA, "si")],
)
def test_a_document_is_in_the_language_of_its_passages(text: str, code: str) -> None:
    assert detect_document_language([text] * 3) == code


def test_the_text_counts_more_than_the_hint() -> None:
    assert detect_document_language([GERMAN] * 3, hint="en") == "de"


@pytest.mark.parametrize(("hint", "code"), [("cy-GB", "cy"), ("EN", "en"), ("German", UNDETERMINED)])
def test_the_hint_stands_where_there_is_too_little_text(hint: str, code: str) -> None:
    assert detect_document_language(["Annex"], hint=hint) == code


def test_text_in_a_font_of_its_own_coding_is_undetermined() -> None:
    assert detect_document_language(["fy;k r;jH [k=o p;dw m{re q;lx v|bn w<ki s;op zx;cv"] * 5) == UNDETERMINED


def test_a_clear_passage_in_another_language_is_told_from_its_document() -> None:
    assert detect_passage_language(FRENCH, document_language="en") == "fr"
    assert detect_passage_language(ENGLISH, document_language="de") == "en"


def test_a_short_passage_takes_the_language_of_its_document() -> None:
    assert detect_passage_language("Programme de formation", document_language="en") == "en"


def test_names_do_not_make_a_sentence_foreign() -> None:
    text = "The board met Te Rūnanga o Ngāti Whare, Société Générale de Formation and Universität Musterstadt Süd."
    assert detect_passage_language(text, document_language="en") == "en"


def test_a_script_of_one_language_is_known_without_a_model() -> None:
    assert detect_passage_language(SINHALA, document_language="en") == "si"
