"""`add` every night: what is known already is told of only where something is new."""

from collections.abc import Callable
from pathlib import Path

import pytest

import discourse
from discourse.domain.sources import SourceKind
from discourse.pipeline.add import Description
from discourse.pipeline.project import open_project

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose inbox holds a document with a sidecar and a listing, both added once."""
    discourse.init(tmp_path)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text("Fees are waived.\n", encoding="utf-8")
    (inbox / "a.txt.meta.yaml").write_text("body: Ministry of Labour\n", encoding="utf-8")
    (inbox / "courses.csv").write_text("course_title,duration\nWelding,6 weeks\n", encoding="utf-8")
    (listing,) = discourse.add([inbox], project=tmp_path).columns
    assert listing.file == "inbox/courses.csv"
    return tmp_path


def test_a_night_without_news_has_one_line(project: Path, cli: Cli) -> None:
    assert cli("add", project / "inbox", "--project", project) == (0, "Added 0 files, 2 known already.\n", "")


def test_a_description_that_changed_is_told(project: Path, cli: Cli) -> None:
    sidecar = project / "inbox" / "a.txt.meta.yaml"
    sidecar.write_text("body: Ministry of Labour\nyear: 2014\nseries: Green\n", encoding="utf-8")
    found = discourse.add([project / "inbox"], project=project)
    assert found.described == (Description("inbox/a.txt", ("year", "series")),)
    assert found.left == ()
    sidecar.write_text("year: 2015\n", encoding="utf-8")
    assert "1 description taken in (year).\n" in cli("add", project / "inbox", "--project", project)[1]


def test_an_option_that_overwrites_what_was_known_says_so(project: Path, cli: Cli) -> None:
    code, out, err = cli("add", project / "inbox", "--body", "Treasury", "--year", "2014", "--project", project)
    assert (code, out.splitlines()[1]) == (0, "2 descriptions taken in (body, year).")
    assert err == "An option says otherwise than was known (1):\n  inbox/a.txt: body Ministry of Labour → Treasury\n"
    # The sidecar is what the file says of itself.
    assert cli("add", project / "inbox", "--project", project)[2] == ""


def test_a_kind_that_was_given_once_stays(project: Path) -> None:
    file = project / "inbox" / "courses.csv"
    discourse.add([file], project=project, kind=SourceKind.LISTING)
    discourse.add([project / "inbox"], project=project)
    with open_project(project).ledger() as ledger:
        assert {entry.file: entry.kind for entry in ledger.sources()}["inbox/courses.csv"] is SourceKind.LISTING


def test_a_listing_that_changed_shows_its_columns_again(project: Path) -> None:
    (project / "inbox" / "courses.csv").write_text("course_title,price\nWelding,6\n", encoding="utf-8")
    (listing,) = discourse.add([project / "inbox"], project=project).columns
    assert listing.taken == (("course_title", "title"), ("price", "price"))


def test_a_manifest_may_name_what_has_not_come_yet(project: Path, cli: Cli) -> None:
    manifest = project / "inbox" / "index.csv"
    later = "".join(f"later{number}.pdf,Osmara\n" for number in range(9))
    manifest.write_text(f"file,jurisdiction\na.txt,Kestria\n{later}", encoding="utf-8")
    code, out, err = cli("add", project / "inbox", "--manifest", manifest, "--project", project)
    assert (code, err) == (0, "")
    # The listing, which it does not name, is in the project all the same.
    assert out.splitlines() == [
        "Added 0 files, 1 known already.",
        "1 description taken in (jurisdiction).",
        "Described and not found yet (9): later0.pdf (row 3), later1.pdf (row 4), later2.pdf (row 5) and 6 more",
    ]


def test_a_run_of_an_empty_project_says_that_it_is_empty(tmp_path: Path, cli: Cli) -> None:
    discourse.init(tmp_path)
    code, out, _ = cli("run", "--project", tmp_path)
    assert (code, out) == (0, "The project has no documents yet: 'discourse add' takes them in.\n")


def test_of_copies_each_fails_under_its_own_name(tmp_path: Path) -> None:
    discourse.init(tmp_path)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).touch()
        discourse.add([tmp_path / name], project=tmp_path)
    discourse.collect_facts(tmp_path)
    first, second = discourse.status(tmp_path)
    assert first.reason == "'a.txt' is empty (0 bytes); get the file again. [E-EMPTY]"
    assert second.reason == "it is empty (0 bytes); get the file again. [E-EMPTY]; the same content as 'a.txt'"
