"""New drafts into passages.csv: check every line, refuse duplicates, write one table.

    python corpus/training/collect.py [--against DIR]

What passages.csv holds is kept, its ids with it, and checked again; drafts in `drafts/*.txt` are added below it and may
then be deleted. A draft is a text file of lines `HC | SBTC | EQ | themes | register | previous | passage`. `--against`
names a folder of CSV files with columns sentence or passage; a passage that shares eight words in a row with one of
them is refused.
"""

import argparse
import csv
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
COLUMNS = ("passage_id", "register", "previous", "passage", "human_capital", "sbtc", "equity", "themes")
REGISTERS = {
    *("statute", "strategy", "speech", "budget", "manifesto", "guidance", "press_release", "submission"),
    *("international", "university_page", "course_listing", "critique", "statistics", "review"),
}
THEMES = {
    *("precarity", "individual_responsibility", "marketisation", "unbundling", "disciplining_institutions"),
    *("credential_competition", "competency_curriculum", "flexibility_personalisation", "pathways_stackability"),
    *("quality_recognition", "employer_partnership", "lifelong_lifewide", "crisis_urgency"),
}
SHINGLE_WORDS = 8
NEAR_DUPLICATE = 0.6


@dataclass(frozen=True)
class Draft:
    """One line of a draft, with its place."""

    where: str
    frames: tuple[str, ...]
    themes: tuple[str, ...]
    register: str
    previous: str
    passage: str


def read_drafts(folder: Path) -> Iterator[Draft | str]:
    """Every line as a draft, or as the sentence that says what is wrong with it."""
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                yield read_line(line, f"{path.name}, line {number}")


def read_passages(path: Path) -> Iterator[Draft]:
    """The passages written before, in their order."""
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            frames = (row["human_capital"], row["sbtc"], row["equity"])
            themes = tuple(filter(None, row["themes"].split(";")))
            yield Draft(row["passage_id"], frames, themes, row["register"], row["previous"], row["passage"])


def read_line(line: str, where: str) -> Draft | str:
    """One line as a draft, or the sentence that says what is wrong with it."""
    fields = [field.strip() for field in line.split(" | ")]
    if len(fields) != 7:
        return f"{where}: {len(fields)} fields, not 7."
    *frames, themes, register, previous, passage = fields
    listed = () if themes == "-" else tuple(themes.split(";"))
    if not set(frames) <= set("0ARC"):
        return f"{where}: frames are {frames}; each must be 0, A, R or C."
    if not set(listed) <= set(THEMES):
        return f"{where}: unknown theme in '{themes}'."
    if register not in REGISTERS:
        return f"{where}: unknown register '{register}'."
    return Draft(where, tuple(frames), listed, register, "" if previous == "-" else previous, passage)


def words_of(text: str) -> list[str]:
    """The words of a text in lower case."""
    return re.findall(r"\w+", text.lower())


def shingles(text: str, length: int = SHINGLE_WORDS) -> set[tuple[str, ...]]:
    """Every run of `length` words."""
    words = words_of(text)
    return {tuple(words[place : place + length]) for place in range(len(words) - length + 1)}


def find_near_duplicates(drafts: Sequence[Draft]) -> Iterator[str]:
    """Pairs whose word sets overlap by 60 % (Jaccard), or that are the same."""
    seen = [(set(words_of(draft.passage)), draft) for draft in drafts]
    for place, (words, draft) in enumerate(seen):
        for others, other in seen[:place]:
            if len(words & others) >= NEAR_DUPLICATE * len(words | others):
                yield f"{draft.where} nearly repeats {other.where}: {draft.passage}"


def find_copies(drafts: Sequence[Draft], folder: Path) -> Iterator[str]:
    """Drafts with eight words in a row of a text in the folder's CSV files."""
    csv.field_size_limit(sys.maxsize)
    known: set[tuple[str, ...]] = set()
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="", errors="replace") as stream:
            for row in csv.DictReader(stream):
                known |= shingles(row.get("sentence") or row.get("passage") or "")
    for draft in drafts:
        if shingles(f"{draft.previous} {draft.passage}") & known:
            yield f"{draft.where} shares eight words in a row with a text in '{folder.name}'."


def write_passages(drafts: Sequence[Draft], path: Path) -> None:
    """Write the table, numbering passages in the order of the drafts."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number, draft in enumerate(drafts, start=1):
            row = (
                f"t{number:04}",
                draft.register,
                draft.previous,
                draft.passage,
                *draft.frames,
                ";".join(draft.themes),
            )
            writer.writerow(row)


def main() -> int:
    """Check and write; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path)
    against: Path | None = parser.parse_args().against
    read = [*read_passages(HERE / "passages.csv"), *read_drafts(HERE / "drafts")]
    drafts = [one for one in read if isinstance(one, Draft)]
    problems = [one for one in read if isinstance(one, str)]
    problems += find_near_duplicates(drafts)
    problems += find_copies(drafts, against) if against else []
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return 1
    write_passages(drafts, HERE / "passages.csv")
    print(f"{len(drafts)} passages written to {HERE / 'passages.csv'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
