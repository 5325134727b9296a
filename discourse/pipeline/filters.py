"""Which part of a corpus a comparison is made of: kind or type of document, jurisdictions, years, scope."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from discourse.domain.errors import UsageError
from discourse.domain.guesses import guess
from discourse.domain.settings import Scope
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.scope import within

ALL, POLICY, LISTING = "all", "policy", "listing"
_KINDS = (ALL, POLICY, LISTING)
_YEARS = re.compile(r"(\d{4})?\s*([-–:]?)\s*(\d{4})?")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked at. `kind` is policy, listing, all, or a type of document (`strategy`).

    Without `jurisdictions` all are; `years` are the first and the last, either of which may be open (None).
    """

    kind: str = POLICY
    jurisdictions: tuple[str, ...] = ()
    years: tuple[int | None, int | None] = (None, None)
    scope: Scope = Scope.ALL

    def __str__(self) -> str:
        return "; ".join(filter(None, (self._kind(), ", ".join(self.jurisdictions), self._years(), self._scope())))

    def _kind(self) -> str:
        named = {ALL: "all documents", POLICY: "policy documents", LISTING: "course listings"}
        return named.get(self.kind, f"documents of type {self.kind}")

    def _years(self) -> str:
        first, last = self.years
        if first == last:
            return str(first or "")
        return f"{first}–{last}" if first and last else f"from {first}" if first else f"up to {last}"

    def _scope(self) -> str:
        return "only passages on alternative credentials" if self.scope is Scope.MICROCREDENTIAL else ""


def parse_years(text: str) -> tuple[int | None, int | None]:
    """`2015-2020`, `2015-`, `-2020` or `2019` as the first and the last year."""
    found = _YEARS.fullmatch(text.strip())
    if not found or not (found[1] or found[3]) or (found[1] and found[3] and not found[2]):
        raise UsageError(f"'{text}' is no range of years; write 2015-2020, 2015- or 2019.")
    first, last = (int(year) if year else None for year in (found[1], found[3]))
    if not found[2]:
        return first, first
    if first and last and first > last:
        raise UsageError(f"The years '{text}' run backwards; write {last}-{first}.")
    return first, last


def narrow(corpus: Corpus, filters: Filters) -> Corpus:
    """The documents, passages and codes that pass; raises `UsageError` when none does, or for an unknown name."""
    if corpus.documents.is_empty():
        raise UsageError(
            "Nothing here is read and coded with the present version, codebook and model; run 'discourse run' first."
        )
    documents = _of_kind(corpus.documents, filters.kind)
    if filters.jurisdictions:
        known = corpus.documents["jurisdiction"].unique()
        names = [match_name(name, known, "jurisdiction") for name in filters.jurisdictions]
        documents = documents.filter(pl.col("jurisdiction").is_in(names))
    first, last = filters.years
    if first is not None:
        documents = documents.filter(pl.col("year") >= first)
    if last is not None:
        documents = documents.filter(pl.col("year") <= last)
    found = within(corpus.of_documents(documents), filters.scope)
    if found.documents.is_empty():
        raise UsageError(f"Nothing is left to compare: {filters}; add documents and run, or ask for more (--type all).")
    return found


def match_name(name: str, known: Sequence[str] | pl.Series, what: str) -> str:
    """The known name that differs from `name` in case at most; raises `UsageError` with a guess."""
    names = sorted(str(one) for one in known)
    for one in names:
        if one.casefold() == name.casefold():
            return one
    raise UsageError(f"No document has the {what} '{name}'; {guess(name, names)}")


def _of_kind(documents: pl.DataFrame, kind: str) -> pl.DataFrame:
    if kind == ALL:
        return documents
    if kind in _KINDS:
        return documents.filter(pl.col("kind") == kind)
    types = documents["doc_type"].drop_nulls().unique().to_list()
    return documents.filter(pl.col("doc_type") == match_name(kind, [*types, *_KINDS], "type"))
