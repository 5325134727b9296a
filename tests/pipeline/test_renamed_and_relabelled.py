"""What a run tells of documents that were renamed or are known by something else: that, and no news of their texts."""

from pathlib import Path

import discourse
from discourse.domain.documents import Metadata

SKILLS = "Short courses will raise productivity and help firms to fill vacancies.\n"
ACCESS = "Fees will be waived for learners from low-income households and for refugees.\n"
KESTRIA = Metadata(jurisdiction="Kestria")


def test_names_and_labels_make_no_news_of_documents_and_framings(tmp_path: Path) -> None:
    discourse.init(tmp_path)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text(SKILLS, encoding="utf-8")
    (inbox / "b.txt").write_text(ACCESS, encoding="utf-8")
    discourse.add([inbox], project=tmp_path, metadata=KESTRIA)
    assert discourse.run(tmp_path, workers=1).changes.relabelled == ()

    (inbox / "a.txt").rename(inbox / "renamed.txt")
    (inbox / "b.txt.meta.yaml").write_text("jurisdiction: Osmara\nyear: 2014\n", encoding="utf-8")
    discourse.add([inbox], project=tmp_path)
    summary = discourse.run(tmp_path, workers=1)
    (named,), (label,) = summary.changes.documents, summary.changes.relabelled
    assert (named.file, named.same_as, named.same_is_gone) == ("inbox/renamed.txt", "inbox/a.txt", True)
    assert (label.file, dict(label.was)) == ("inbox/b.txt", {"jurisdiction": "Kestria", "year": None})
    assert dict(label.now) == {"jurisdiction": "Osmara", "year": 2014}
    # Osmara has a framing for the first time, of a text that is not new.
    assert summary.changes.framings == ()
    mail = (tmp_path / "outputs" / "changes.md").read_text(encoding="utf-8")
    assert mail.startswith(f"# {tmp_path.name}: 1 renamed or copied, 1 document relabelled\n")

    # Under its new name alone it is the same document, of which as much is known.
    (heir,) = discourse.remove(gone=True, project=tmp_path).inherited
    assert (heir.file, heir.of, dict(heir.known)) == ("inbox/renamed.txt", "inbox/a.txt", {"jurisdiction": "Kestria"})
    assert discourse.run(tmp_path, workers=1).changes.is_empty

    # Renamed and taken out before the next run, it is no new document either.
    (inbox / "renamed.txt").rename(inbox / "again.txt")
    discourse.add([inbox], project=tmp_path)
    discourse.remove(gone=True, project=tmp_path)
    changes = discourse.run(tmp_path, workers=1).changes
    (named,) = changes.documents
    assert (named.file, named.same_as, named.is_new_name) == ("inbox/again.txt", "inbox/renamed.txt", True)
    assert (changes.relabelled, changes.left, changes.framings) == ((), (), ())

    # What a new document says is told, not what came to its place by a label.
    (inbox / "c.txt").write_text(ACCESS.replace("refugees", "carers"), encoding="utf-8")
    (inbox / "d.txt").write_text(SKILLS.replace("firms", "small firms"), encoding="utf-8")
    labels = {"again.txt": "Sunder", "c.txt": "Sunder", "d.txt": "Osmara"}
    for name, jurisdiction in labels.items():
        discourse.add([inbox / name], project=tmp_path, metadata=Metadata(jurisdiction=jurisdiction))
    changes = discourse.run(tmp_path, workers=1).changes
    assert [item.file for item in changes.documents] == ["inbox/c.txt", "inbox/d.txt"]
    assert {(item.jurisdiction, item.frame == "equity", item.file) for item in changes.framings} == {
        ("Sunder", True, "inbox/c.txt"),
        ("Osmara", False, "inbox/d.txt"),
    }
    assert {item.passages for item in changes.framings} == {1}
