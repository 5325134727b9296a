from discourse.cli.text import printable


def test_control_and_bidirectional_characters_cannot_reach_the_terminal() -> None:
    assert printable("a\x1b]8;;evil\x07b\u202egpj.exe") == "a\\x1b]8;;evil\\x07b\\u202egpj.exe"


def test_text_of_any_script_is_shown_as_it_is() -> None:
    assert printable("Größe, 微证书, سياسة\n\tx") == "Größe, 微证书, سياسة\n\tx"


def test_a_lone_surrogate_of_a_broken_file_name_is_shown_as_a_code() -> None:
    assert printable("a\udcff") == "a\\udcff"
