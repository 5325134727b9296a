"""A report of invented places, as the pipeline would fill it."""

import random
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import polars as pl

from discourse.domain.codebook import load_codebook
from discourse.domain.results import Quote, Table
from discourse.report.report import Method, Report, Score, SourceLine

CODEBOOK = load_codebook(Path(__file__).parents[2] / "discourse" / "codebook.yaml")
FRAMES = ("human_capital", "sbtc", "equity")
MINIMUM = 10

# group: documents, passages, then share, low, high per frame (None: too few documents for an interval)
SHARES = {
    "Kestria": (12, 412, (0.31, 0.27, 0.352), (0.124, 0.096, 0.158), (0.083, 0.058, 0.117)),
    "Lindavar": (11, 366, (0.232, 0.19, 0.281), (0.109, 0.08, 0.147), (0.158, 0.121, 0.203)),
    "Nordhavel": (13, 455, (0.18, 0.15, 0.217), (0.066, 0.045, 0.095), (0.297, 0.25, 0.35)),
    "Osmara": (10, 298, (0.262, 0.21, 0.32), (0.205, 0.16, 0.26), (0.0, 0.0, 0.1)),
    "Port Maren": (3, 74, (0.338, None, None), (0.081, None, None), (0.108, None, None)),
}
SENTENCES = (
    (
        "The harbour board will pay for evening awards because the yards cannot sail without certified riggers.",
        "human_capital",
        "yards cannot sail without certified riggers",
        "asserted",
    ),
    (
        "Every crown spent on a short course came back to the Treasury within four years of its award.",
        "human_capital",
        "crown spent on a short course came back",
        "asserted",
    ),
    (
        "Sorting halls are run by machines now, and the clerks who stay must learn to read what the machines report.",
        "sbtc",
        "run by machines now",
        "asserted",
    ),
    (
        "The guild told the inquiry that a trade changes twice before a three-year programme for it is approved.",
        "sbtc",
        "trade changes twice",
        "reported",
    ),
    (
        "No one who left school at fourteen should have to ask permission of an employer before learning to write.",
        "equity",
        "left school at fourteen",
        "asserted",
    ),
    (
        "Fees are waived for herders' families and for anyone who keeps house for a sick parent.",
        "equity",
        "Fees are waived",
        "asserted",
    ),
    (
        "Awards that count only job starts miss what these learners came for.",
        "human_capital",
        "count only job starts",
        "contested",
    ),
)


def example_report() -> Report:
    return Report(
        title="What five coastal republics say that short awards are for",
        codebook=CODEBOOK,
        method=METHOD,
        documents=49,
        passages=1605,
        jurisdictions=5,
        years=(2008, 2025),
        prevalence=Table(
            "prevalence",
            "Share of passages that carry each framing, by jurisdiction",
            prevalence_frame(),
            PREVALENCE_NOTE,
        ),
        contrasts=Table(
            "contrasts", "Differences between jurisdictions that chance does not explain", contrasts_frame()
        ),
        by_year=Table("by_year", "Share of passages by year", year_frame()),
        by_type=Table("by_type", "Share of passages by document type", type_frame()),
        themes=Table("themes", "Share of passages that carry each theme", themes_frame()),
        stance=Table("stance", "Stance of the passages that carry a framing", stance_frame()),
        topics=Table("topics", "Topics by size", topics_frame()),
        topics_by_group=Table("topics_by_group", "Topics by jurisdiction", topic_groups_frame()),
        topics_frames=Table("topics_frames", "Frames by topic", topic_frames_frame()),
        quotes=example_quotes(),
        sources=example_sources(),
        caveats=(
            "The coder was trained on English passages; 41 passages in other languages were kept and not coded.",
            "Two documents of Osmara are drafts for consultation.",
        ),
        downloads=("prevalence.csv", "contrasts.csv", "tables.xlsx"),
        invented=True,
    )


def audited_report() -> Report:
    report = example_report()
    frame = report.prevalence.frame
    first = pl.col("group") == frame["group"][0]
    known = {"corrected": 0.31, "corrected_low": 0.24, "corrected_high": 0.39}
    frame = frame.with_columns(
        **{name: pl.when(first).then(pl.lit(value)) for name, value in known.items()},
        audited=pl.when(first).then(60).otherwise(12),
        corrected_note=pl.when(first).then(pl.lit("")).otherwise(pl.lit("insufficient")),
    )
    return replace(report, prevalence=Table("prevalence", "Shares", frame, ""))


METHOD = Method(
    coder="the framing model that ships with discourse",
    coder_id="c0ffee12d5aa97b1",
    seed=20260101,
    minimum_documents=MINIMUM,
    scores=(
        Score("human_capital", 0.81, 0.76, 0.78, 448),
        Score("sbtc", 0.84, 0.7, 0.76, 448),
        Score("equity", 0.79, 0.81, 0.8, 448),
    ),
    scored_on="sentences coded by two people",
    versions={"discourse": "0.1.0", "Python": "3.11.9", "scikit-learn": "1.7.2"},
)
PREVALENCE_NOTE = "Share of the passages that can be coded; 95 % intervals by bootstrap over documents."


def share_row(
    group: str, frame: str, documents: int, passages: int, limits: tuple[float, float | None, float | None]
) -> dict[str, object]:
    share, low, high = limits
    return {
        "group": group, "frame": frame, "documents": documents, "passages": passages, "coded": round(share * passages),
        "share": share, "low": low, "high": high, "note": "" if low is not None else "insufficient",
    }  # fmt: skip


def prevalence_frame() -> pl.DataFrame:
    return pl.DataFrame(
        [
            share_row(group, frame, documents, passages, limits)
            for group, (documents, passages, *cells) in SHARES.items()
            for frame, limits in zip(FRAMES, cells, strict=True)
        ]
    ).with_columns(jurisdiction="group")


def contrasts_frame() -> pl.DataFrame:
    rows = []
    for one, other in combinations(SHARES, 2):
        for number, frame in enumerate(FRAMES, start=2):
            (share, low, high), (share2, low2, high2) = SHARES[one][number], SHARES[other][number]
            known = low is not None and low2 is not None
            difference = share - share2
            down = ((share - low) ** 2 + (high2 - share2) ** 2) ** 0.5 if known else None
            up = ((high - share) ** 2 + (share2 - low2) ** 2) ** 0.5 if known else None
            holds = known and (difference - down > 0 or difference + up < 0)
            rows.append(
                {
                    "group": one, "other": other, "frame": frame,
                    "documents": SHARES[one][0], "other_documents": SHARES[other][0],
                    "share": share, "other_share": share2, "difference": difference,
                    "low": difference - down if known else None, "high": difference + up if known else None,
                    "p": (0.0004 if holds else 0.21) if known else None,
                    "q": (0.0021 if holds else 0.28) if known else None,
                    "note": "" if known else "insufficient",
                }
            )  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def year_frame() -> pl.DataFrame:
    dice = random.Random(7)
    rows = []
    for year in (*range(2008, 2026), None):
        documents = 11 if year and year >= 2016 and year % 3 == 0 else dice.randint(1, 6)
        for frame, centre in zip(FRAMES, (0.26, 0.11, 0.16), strict=True):
            share = max(0.01, centre + dice.uniform(-0.06, 0.06))
            limits = (share, share * 0.7, share * 1.35) if documents >= MINIMUM else (share, None, None)
            rows.append(share_row(str(year or "unknown"), frame, documents, documents * 33, limits))
    return pl.DataFrame(rows, infer_schema_length=None)


def type_frame() -> pl.DataFrame:
    limits = {
        "strategy": (0.29, 0.25, 0.33),
        "act": (0.12, None, None),
        "speech": (0.37, None, None),
        "audit": (0.14, 0.1, 0.19),
    }
    return pl.DataFrame(
        [share_row(kind, frame, 14, 420, cell) for kind, cell in limits.items() for frame in FRAMES],
        infer_schema_length=None,
    )


def themes_frame() -> pl.DataFrame:
    dice = random.Random(3)
    rows = [
        share_row(
            group,
            theme.id,
            documents,
            passages,
            (share, share * 0.6, share * 1.5) if documents >= MINIMUM else (share, None, None),
        )
        for group, (documents, passages, *_) in SHARES.items()
        for theme in CODEBOOK.themes
        for share in (dice.uniform(0, 0.14),)
    ]
    return pl.DataFrame(rows, infer_schema_length=None).rename({"frame": "theme"})


def stance_frame() -> pl.DataFrame:
    rows = []
    for group, (documents, passages, *cells) in SHARES.items():
        for frame, (share, low, _) in zip(FRAMES, cells, strict=True):
            for stance, part in (("asserted", 0.82), ("reported", 0.11), ("contested", 0.07)):
                limits = (part, part * 0.8, min(1.0, part * 1.15)) if low is not None else (part, None, None)
                rows.append(share_row(group, frame, documents, round(share * passages), limits) | {"stance": stance})
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(
        share=pl.when(pl.col("passages") > 0).then("share"), low=pl.when(pl.col("passages") > 0).then("low")
    )


def topics_frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "topic": [0, 1, 2, -1],
            "label": ["harbour · riggers · yards", "fees · families · waiver", "register · award · points", "outliers"],
            "words": [
                ["harbour", "riggers", "yards", "sail"],
                ["fees", "families", "waiver"],
                ["register", "award", "points"],
                [],
            ],
            "passages": [412, 301, 288, 120],
            "documents": [33, 21, 40, 44],
            "coherence": [0.21, -0.04, 0.1, None],
            "stability": [0.93, 0.41, 0.7, None],
        },
        schema_overrides={"words": pl.List(pl.String)},
    )


def topic_groups_frame() -> pl.DataFrame:
    rows = [
        {
            "topic": topic,
            "label": "",
            "group": group,
            "passages": 24 if place == len(SHARES) - 1 else 300,
            "share": (topic + 2 + place) / 40,
            "low": None if place == len(SHARES) - 1 else (topic + 1.5 + place) / 40,
            "high": None if place == len(SHARES) - 1 else (topic + 2.5 + place) / 40,
        }
        for topic in (0, 1, 2, -1)
        for place, group in enumerate(SHARES)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def topic_frames_frame() -> pl.DataFrame:
    labels = topics_frame().select("topic", "label").rows()
    rows = [
        share_row("", frame, 20, 300, (0.1 * (number + 1), 0.05, 0.4)) | {"topic": topic, "label": label}
        for topic, label in labels
        for number, frame in enumerate(FRAMES)
    ]
    return pl.DataFrame(rows).drop("group")


def example_quote(number: int, group: str, text: str, code_id: str, words: str, stance: str) -> Quote:
    file = f"documents/{group.lower().replace(' ', '-')}-{2009 + number}.pdf"
    return Quote(
        passage_id=f"{number:016x}:{number}-{number + len(text)}",
        code_id=code_id,
        text=text,
        spans=((text.index(words), text.index(words) + len(words)),),
        probability=0.97 - number / 100,
        stance=stance,
        jurisdiction=group,
        body=f"Ministry of Learning of {group}",
        title=f"Short awards in {group}: a plan",
        year=2009 + number,
        doc_type=("strategy", "speech", "act", "audit")[number % 4],
        file=file,
        page=1 + number % 4,
        link=f"../{file}#page={1 + number % 4}",
    )


def example_quotes() -> tuple[Quote, ...]:
    return tuple(
        example_quote(number, group, *sentence)
        for group in SHARES
        for number, sentence in enumerate(SENTENCES)
        if not (group == "Osmara" and sentence[1] == "equity")
    )


def example_sources() -> tuple[SourceLine, ...]:
    read = [
        SourceLine(
            f"documents/kestria-{year}.pdf",
            "ok",
            "",
            "Kestria",
            f"Short awards plan {year}",
            year,
            4,
            34,
            f"../documents/kestria-{year}.pdf",
        )
        for year in range(2010, 2022)
    ]
    return (
        *read,
        SourceLine(
            "documents/osmara-scan.pdf",
            "failed",
            "no page has a text layer; install the ocr extra and run with --ocr",
            "Osmara",
        ),
        SourceLine("documents/notes.txt", "empty", "the file holds no text", "Port Maren"),
        SourceLine("documents/lindavar-2011.pdf", "ok", "page 3 was lost", "Lindavar", "Prior learning", 2011, 4, 29),
    )


def with_title(title: str) -> Report:
    return replace(example_report(), title=title)
