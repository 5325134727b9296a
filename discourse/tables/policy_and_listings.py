"""What policy documents say beside what the courses on sale say, jurisdiction by jurisdiction."""

from collections.abc import Sequence

import polars as pl

from discourse.domain.results import CROSS
from discourse.tables.contrasts import contrasts
from discourse.tables.intervals import SEED
from discourse.tables.prevalence import MIN_DOCUMENTS, prevalence

_BY = "jurisdiction"
_POLICY, _LISTING = "policy", "listing"


def policy_and_listings(
    documents: pl.DataFrame,
    passages: pl.DataFrame,
    codes: pl.DataFrame,
    *,
    code_ids: Sequence[str],
    seed: int = SEED,
    min_documents: int = MIN_DOCUMENTS,
) -> pl.DataFrame:
    """A row for each jurisdiction that has both kinds of documents and each code; `documents` carry the column kind.

    Columns group, code; documents, passages, share, low, high of the policies and, after `listing_`, of the listings;
    then difference (policy − listing), its limits difference_low and difference_high, ratio, p, q, note, as `contrasts`
    has them.
    """
    both = (
        documents.group_by(_BY).agg(kinds=pl.col("kind").n_unique()).filter(pl.col("kinds") > 1)[_BY].sort().to_list()
    )
    given = (documents.filter(pl.col(_BY).is_in(both)), passages, codes)
    pairs = [(f"{name}{CROSS}{_POLICY}", f"{name}{CROSS}{_LISTING}") for name in both]
    differences = contrasts(
        *given, code_ids=code_ids, by=(_BY, "kind"), pairs=pairs, seed=seed, min_documents=min_documents
    )
    shares = prevalence(*given, code_ids=code_ids, by=(_BY, "kind"), seed=seed, min_documents=min_documents)
    sizes = ("documents", "passages", "share", "low", "high")
    policy, listing = (
        shares.filter(pl.col("kind") == kind).select(
            _BY, "frame", *(pl.col(name).alias(f"{before}{name}") for name in sizes)
        )
        for kind, before in ((_POLICY, ""), (_LISTING, f"{_LISTING}_"))
    )
    tested = differences.select(
        pl.col("group").str.strip_suffix(f"{CROSS}{_POLICY}").alias(_BY), "frame", "difference",
        difference_low="low", difference_high="high", ratio="ratio", p="p", q="q", note="note",
    )  # fmt: skip
    joined = tested.join(policy, on=[_BY, "frame"], maintain_order="left").join(
        listing, on=[_BY, "frame"], maintain_order="left"
    )
    first = joined.select(pl.col(_BY).alias("group"), pl.col("frame").alias("code"))
    return pl.concat(
        [first, joined.select(policy.columns[2:] + listing.columns[2:] + tested.columns[2:])], how="horizontal"
    )
