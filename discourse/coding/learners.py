"""The groups of learners that passages name: a lexicon read from YAML, found as whole words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl
import yaml

from discourse.coding.whole_words import any_of
from discourse.domain.errors import CodebookError
from discourse.domain.ids import hash_values

SHIPPED = Path(__file__).parents[1] / "learners.yaml"
_TEXTS = ("passage_id", "document_id", "code_id", "words", "quote")
MENTIONS = pl.Schema(dict.fromkeys(_TEXTS, pl.String) | {"page": pl.Int32})
_KEYS = {"id", "name", "terms"}


@dataclass(frozen=True)
class LearnerGroup:
    """People of whom a text may speak; terms as in `learners.yaml`."""

    id: str
    name: str
    terms: tuple[str, ...]

    @cached_property
    def pattern(self) -> str:
        """A regular expression for any of the terms as whole words, that polars and Python read alike."""
        return f"(?i){any_of(self.terms)}"


@dataclass(frozen=True)
class LearnerLexicon:
    """Named groups in a fixed order."""

    name: str
    groups: tuple[LearnerGroup, ...]

    @cached_property
    def id(self) -> str:
        """SHA-256 of everything the lexicon says."""
        return hash_values(self.name, [[one.id, one.name, list(one.terms)] for one in self.groups])


def load_learners(path: Path = SHIPPED) -> LearnerLexicon:
    """Read a lexicon, by default the shipped one; a `CodebookError` names the file and what is wrong."""
    where = f"Lexicon of learners '{path}'"
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise CodebookError(f"There is no lexicon of learners '{path}'; give the path of a learners.yaml.") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = " ".join(str(error).split()).rstrip(".")
        raise CodebookError(f"{where} is not readable YAML in UTF-8: {said}; mend it there.") from error
    if not isinstance(data, Mapping) or set(data) != {"name", "groups"} or not isinstance(data["groups"], list):
        raise CodebookError(f"{where} must have 'name' and a list 'groups', nothing else.")
    groups = tuple(_groups(data["groups"], where))
    ids = [one.id for one in groups]
    if twice := next((one for one in ids if ids.count(one) > 1), None):
        raise CodebookError(f"{where}: the group '{twice}' stands twice; give each id once.")
    return LearnerLexicon(str(data["name"]), groups)


def find_learners(passages: pl.DataFrame, lexicon: LearnerLexicon) -> pl.DataFrame:
    """Columns `MENTIONS`: the first words of each group (`code_id`) in a passage.

    Only passages that can be coded are searched. `words` are verbatim, `quote` the passage on `page`.
    """
    searched = passages.filter(pl.col("left_out") == "").unique("passage_id", keep="first", maintain_order=True)
    parts = [
        searched.select(
            "passage_id",
            "document_id",
            code_id=pl.lit(group.id),
            words=pl.col("text").str.extract(f"({group.pattern})", 1),
            quote="text",
            page="page_first",
        ).filter(pl.col("words").is_not_null())
        for group in lexicon.groups
    ]
    return pl.concat([pl.DataFrame(schema=MENTIONS), *parts])


def _groups(rows: list[object], where: str) -> Iterator[LearnerGroup]:
    for row in rows:
        if not isinstance(row, Mapping) or set(row) != _KEYS:
            raise CodebookError(f"{where}: each of 'groups' has 'id', 'name' and 'terms', nothing else.")
        terms = row["terms"]
        if not str(row["id"]).isidentifier():
            raise CodebookError(f"{where}: the id '{row['id']}' must be one word.")
        if not isinstance(terms, list) or not terms or not all(isinstance(one, str) and one.strip() for one in terms):
            raise CodebookError(f"{where}: 'terms' of '{row['id']}' must be a list of words.")
        yield LearnerGroup(str(row["id"]), str(row["name"]), tuple(terms))
