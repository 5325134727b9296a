"""The public interface: about a dozen names, each with an example that holds."""

import doctest
import inspect
from pathlib import Path

import pytest

import discourse

TEXTS = {
    "skills.md": (
        "# Skills for growth\n\n"
        "Short courses will raise productivity and help firms to fill vacancies. "
        "Every mark spent on training returns three in wages.\n"
    ),
    "access.md": (
        "# A fair start\n\n"
        "Fees will be waived for learners from low-income households and for refugees. "
        "Too many rural women are still kept out of further study.\n"
    ),
    "robots.md": (
        "# Work is changing\n\n"
        "Automation is reshaping jobs and workers will have to retrain several times. "
        "Artificial intelligence widens the gap between the skills people have and those that work now demands.\n"
    ),
}
INDEX = "file,jurisdiction,year\nskills.md,Kestria,2019\naccess.md,Nordhavel,2021\nrobots.md,Kestria,2023\n"
SENTENCES = "sentence\nFees are waived for carers.\nThe hall was painted.\n"
CODINGS = "file,page,quote,code\nreports/access.md,1,Fees will be waived,equity\n"
# Later examples stand on what earlier ones made.
IN_ORDER = (
    "init",
    "add",
    "run",
    "status",
    "read_table",
    "concordance",
    "compare",
    "extract",
    "tag",
    "import_codings",
    "agreement",
    "export_codings",
    "draw_audit",
    "import_audit",
    "train_on_codings",
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "reports").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "reports" / name).write_text(text, encoding="utf-8")
    (tmp_path / "reports" / "index.csv").write_text(INDEX, encoding="utf-8")
    (tmp_path / "sentences.csv").write_text(SENTENCES, encoding="utf-8")
    (tmp_path / "codings.csv").write_text(CODINGS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_public_name_is_a_function_in_the_order_of_the_examples_or_the_error() -> None:
    assert sorted((*IN_ORDER, "DiscourseError")) == discourse.__all__


def test_a_name_that_there_is_not_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'papyrus'"):
        _ = discourse.papyrus


@pytest.mark.parametrize("name", discourse._HOMES)
def test_every_name_leads_somewhere(name: str) -> None:
    assert callable(getattr(discourse, name))


@pytest.mark.parametrize("name", IN_ORDER)
def test_every_public_function_is_typed(name: str) -> None:
    signature = inspect.signature(getattr(discourse, name))
    given = [parameter.annotation for parameter in signature.parameters.values()]
    assert inspect.Signature.empty not in (*given, signature.return_annotation)


@pytest.mark.usefixtures("desk")
def test_the_examples_of_the_interface_hold() -> None:
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    documented = {"discourse": discourse, **{name: getattr(discourse, name) for name in IN_ORDER}}
    said: list[str] = []
    for name, one in documented.items():
        examples = parser.get_doctest(inspect.getdoc(one) or "", {"discourse": discourse, "Path": Path}, name, None, 0)
        assert examples.examples, f"discourse.{name} has no example"
        runner.run(examples, out=said.append)
    assert not said, "".join(said)
