"""Names and texts as a reader sees them."""

import re
from collections.abc import Sequence

from discourse.domain.codebook import CodeDefinition
from discourse.domain.written import Written, join, said

# Explicit directions can make 'fdp.exe' read as 'exe.pdf'; other controls have no place in a name.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
# Names of places that end so stand with an article.
_WITH_ARTICLE = {
    "Commonwealth",
    "Emirates",
    "Federation",
    "Islands",
    "Kingdom",
    "Netherlands",
    "Philippines",
    "Republic",
    "States",
    "Union",
}


def enumerate_names(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return said("{} and {}", join(", ", names[:-1]), names[-1]) if len(names) > 1 else join("", names)


def frame_words(code: CodeDefinition) -> str:
    """`human capital framing`; a name that starts with an acronym keeps its capitals."""
    name = code.name if code.name[1:2].isupper() else code.name[:1].lower() + code.name[1:]
    return f"{name} framing"


def reveal(name: object) -> str:
    """A name, or a text with names, with every invisible control shown as `⟨U+202E⟩`: none can disguise another."""
    if isinstance(name, Written):
        return Written(_reveal(name), _reveal(name.__html__()))
    return _reveal(str(name))


def encodable(text: str) -> str:
    """A verbatim text as it is, but for lone surrogates, which no file can hold."""
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)


def with_article(place: str) -> str:
    """A place as it stands within a sentence: `the United Kingdom`, `Mexico`."""
    words = place.split() or [""]
    return f"the {place}" if words[0] == "United" or words[-1] in _WITH_ARTICLE else place


def _reveal(text: str) -> str:
    return _HIDDEN.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", text)
