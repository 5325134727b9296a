"""The door: passages in, facts out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from discourse.coding.facts.amounts import find_amounts
from discourse.coding.facts.findings import Finding
from discourse.coding.facts.provision import find_provision
from discourse.coding.facts.standing import find_standing
from discourse.coding.facts.subject import names_credential, read_subject
from discourse.domain.facts import Fact
from discourse.domain.passages import Passage

# A document that names them in so many passages and in such a share is about them: its plain `module` is one of them.
ABOUT_PASSAGES = 2
ABOUT_SHARE = 0.02

_ASKS = re.compile(r"\?\W*$|\bwould\s(?:like|prefer)\b|\bwants?\b|\basked\s(?:whether|if|for)\b", re.IGNORECASE)
_LEFT_IN = frozenset({"", "too_short", "not_prose"})
_LANGUAGES = frozenset({"", "en"})


def find_facts(passages: Sequence[Passage]) -> tuple[Fact, ...]:
    """What English passages say that a micro-credential is, in the order of the passages and of their words.

    Headings, contents and reference lists are not read; passages too short to be coded are, for `Level: 3 to 8` is one.
    A kind and category is kept once a passage, an amount each time.
    """
    read = [passage for passage in passages if passage.left_out in _LEFT_IN and passage.language in _LANGUAGES]
    naming = Counter(passage.document_id for passage in read if names_credential(passage.text))
    length = Counter(passage.document_id for passage in read)
    about = {one for one, count in naming.items() if count >= max(ABOUT_PASSAGES, ABOUT_SHARE * length[one])}
    found: list[Fact] = []
    spoken_of = ("", -1)
    for passage in read:
        carried = (passage.document_id, passage.number - 1) == spoken_of
        subject = read_subject(passage, about=passage.document_id in about, carried=carried)
        if subject:
            spoken_of = (passage.document_id, passage.number)
        # A question and a wish ("would like", "asked whether") say nothing of what is.
        if subject and not _ASKS.search(passage.text):
            findings = [*find_amounts(subject), *find_standing(subject), *find_provision(subject)]
            found += (_fact(passage, finding) for finding in _once_each(findings))
    return tuple(found)


def _once_each(findings: Sequence[Finding]) -> Iterator[Finding]:
    """In the order of the text; a category of a kind only where it is first said."""
    said: set[tuple[str, str]] = set()
    for finding in sorted(findings, key=lambda item: (item.start, item.end, item.kind)):
        if finding.category and (finding.kind, finding.category) in said:
            continue
        said.add((finding.kind, finding.category))
        yield finding


def _fact(passage: Passage, finding: Finding) -> Fact:
    quotation = passage.text[finding.start : finding.end].rstrip()
    return Fact(
        passage_id=passage.id,
        document_id=passage.document_id,
        kind=finding.kind,
        start=finding.start,
        end=finding.start + len(quotation),
        quotation=quotation,
        text=passage.text,
        page=passage.page_first,
        range=finding.range,
        unit=finding.unit,
        scheme=finding.scheme,
        per=finding.per,
        category=finding.category,
    )
