import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.domain.errors import SourceError
from discourse.reading.encoding import declared_encoding, decode_text

WESTERN = "Die Förderung der Weiterbildung kostet 5 € – „für alle“. Qualité à l’école."
GREEK = "Η εκπαίδευση ενηλίκων είναι προτεραιότητα της πολιτείας και των κοινωνικών εταίρων. " * 8
JAPANESE = "すべての大人が学び続けることができるように、国は職業訓練と生涯学習の方針を定めなければならない。" * 10
RUSSIAN = "Обучение взрослых остаётся важной задачей государства и общества. " * 8


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("times", [1, 20])
def test_text_comes_back_from_the_encodings_of_office_exports(encoding: str, times: int) -> None:
    text = WESTERN * times
    assert decode_text(text.encode(encoding), name="a.txt").text == text


@pytest.mark.parametrize(("text", "encoding"), [(GREEK, "cp1253"), (JAPANESE, "shift_jis"), (RUSSIAN, "cp1251")])
def test_other_scripts_are_detected_and_said_to_be(text: str, encoding: str) -> None:
    decoded = decode_text(text.encode(encoding), name="a.txt")
    assert decoded.text == text
    assert "was not stated" in decoded.note


def test_a_declaration_decides_where_utf8_does_not_fit() -> None:
    text = "Felnőttképzés, űrlap, őszi félév"
    data = b'<meta charset="iso-8859-2">' + text.encode("iso-8859-2")
    assert declared_encoding(data) == "iso-8859-2"
    assert decode_text(data, name="a.html", declared="iso-8859-2").text.endswith(text)


def test_utf8_wins_over_a_false_declaration() -> None:
    assert decode_text("naïve".encode(), name="a.html", declared="iso-8859-1").text == "naïve"


def test_latin1_declared_is_read_as_windows_1252() -> None:
    data = "“quoted” – €5".encode("cp1252")
    assert decode_text(data, name="a.html", declared="ISO-8859-1").text == "“quoted” – €5"


def test_stray_bytes_in_utf8_are_read_and_counted() -> None:
    data = "Überblick über Fähigkeiten, Prüfungen – ".encode() * 20 + b"caf\xe9 " + "für Ältere".encode()
    decoded = decode_text(data, name="a.txt")
    assert "café " in decoded.text
    assert "\ufffd" not in decoded.text
    assert decoded.note == "1 bytes are not UTF-8 and were read as Windows-1252"


def test_broken_utf16_names_the_file_and_the_remedy() -> None:
    with pytest.raises(
        SourceError, match=r"'a\.txt' breaks its encoding utf-16-le at byte \d+; save it again as UTF-8"
    ):
        decode_text(b"\xff\xfeo\x00d\x00d\x00\x00", name="a.txt")


@given(st.text())
def test_utf8_always_comes_back(text: str) -> None:
    assert decode_text(b"\xef\xbb\xbf" + text.encode("utf-8"), name="a.txt").text == text


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_are_refused_in_a_sentence(data: bytes) -> None:
    said = "no text"
    try:
        said = decode_text(data, name="a.bin").encoding
    except SourceError as error:
        said = str(error) if str(error).startswith("'a.bin'") else ""
    assert said


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Każdy uczestnik może uzyskać poświadczenie, które łączy się z większą kwalifikacją. ", "cp1250"),
        ("Každý účastník může získat osvědčení, které lze později započítat do většího programu. ", "cp1250"),
        ("Minden résztvevő tanúsítványt kap; ősztől újabb tíz műhely nyílik. ", "cp1250"),
        ("Her katılımcı daha büyük bir yeterliliğe sayılabilecek bir belge alabilir. ", "cp1254"),
        ("Kiekvienas dalyvis gali gauti pažymėjimą, kuris vėliau įskaitomas; įmonės moka. ", "cp1257"),
        ("Každý účastník může získat osvědčení, tiše a šťastně. ", "iso8859_2"),
        ("Каждый участник может получить свидетельство. ", "cp1251"),
        ("Каждый участник может получить свидетельство. ", "koi8_r"),
        ("Κάθε συμμετέχων μπορεί να λάβει βεβαίωση. ", "cp1253"),
        ("Chaque élève reçoit une attestation où l’œuvre compte ; ça coûte 40 €. ", "cp1252"),
        ("The fee is £500 – a café owner’s view was naïve. ", "cp1252"),
    ],
)
@pytest.mark.parametrize("times", [1, 12])
def test_the_letters_of_a_language_tell_its_encoding(text: str, encoding: str, times: int) -> None:
    decoded = decode_text((text * times).encode(encoding), name="a.txt")
    assert decoded.text == text * times
    assert "was not stated" in decoded.note
