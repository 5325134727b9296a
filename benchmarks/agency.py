"""How well agents, patients and passives are found: precision, recall and F1 on written and on real clauses.

    python benchmarks/agency.py [--real PROJECT] [--held-out] [--errors SET]

The written clauses are those of tests/coding/agency_gold.csv. `--real` names a discourse project in which the documents
of corpus/training/agency_real.csv and agency_real_2.csv are read. Rules were made while looking at the `dev` halves and
at all of the first real sample; the `test` halves are scored with `--held-out` alone, and their errors are never shown.
Each scoring of them is counted in docs/model-card.md.
"""

import argparse
import csv
import hashlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from discourse.coding.agency.clauses import Clause
from discourse.coding.agency.lexicon import load_lexicon
from discourse.coding.agency.read import read_clauses
from discourse.coding.agency.score import GoldClause, read_gold, score_clauses
from discourse.coding.parser import load_parser, parser_id
from discourse.store.store import Store

ROOT = Path(__file__).parents[1]
WRITTEN = ROOT / "tests" / "coding" / "agency_gold.csv"
TRAINING = ROOT / "corpus" / "training"
FIRST, SECOND = "agency_real.csv", "agency_real_2.csv"
Coded = tuple[str, list[GoldClause]]


def read_written() -> dict[str, list[Coded]]:
    """The written texts with their clauses, by half."""
    halves: dict[str, list[Coded]] = {}
    with WRITTEN.open(encoding="utf-8", newline="") as stream:
        for _, rows in groupby(csv.DictReader(stream), key=lambda row: row["text_id"]):
            together = list(rows)
            gold = [read_gold(row, "start") for row in together if row["form"]]
            halves.setdefault(f"written {together[0]['part']}", []).append((together[0]["text"], gold))
    return halves


def read_real(project: Path) -> dict[str, list[Coded]]:
    """The referenced passages of a project, told by their offsets and their hash, by sample and half."""
    store = Store(project)
    passages = store.read("passages", store.ledger.results("reading"))
    store.close()
    texts = {(row["start"], row["end"], shorten(row["text"])): row["text"] for row in passages.iter_rows(named=True)}
    found: dict[str, list[Coded]] = {}
    for sample, file in (("first", FIRST), ("second", SECOND)):
        with (TRAINING / file).open(encoding="utf-8", newline="") as stream:
            for place, rows in groupby(
                csv.DictReader(stream), key=lambda row: (int(row["start"]), int(row["end"]), row["sha256"])
            ):
                together = list(rows)
                part = " ".join(["real", sample, *filter(None, [together[0].get("part")])])
                if place in texts:
                    gold = [read_gold(row, "predicate") for row in together if row["form"]]
                    found.setdefault(part, []).append((texts[place], gold))
                else:
                    print(f"not in the project: {place}")
    return found


def shorten(text: str) -> str:
    """The first 16 digits of the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--errors", choices=("written dev", "real first", "real second dev"))
    parser.add_argument("--parser", default="")
    given = parser.parse_args()
    nlp, lexicon = load_parser(given.parser), load_lexicon()
    sets = read_written() | (read_real(given.real) if given.real else {})
    print(f"{parser_id(nlp)}, {lexicon.name}")
    for name, coded in sets.items():
        if name.endswith("test") and not given.held_out:
            continue
        found = list(read_clauses(nlp, (text for text, _ in coded), lexicon))
        print(f"\n{name}: {len(coded)} texts, {sum(len(gold) for _, gold in coded)} clauses")
        for part, one in score_clauses(zip((gold for _, gold in coded), found, strict=True)).items():
            print(f"{part:22} P {one.precision:.2f}  R {one.recall:.2f}  F1 {one.f1:.2f}  ({one.coded} coded)")
        if given.errors == name:
            print("\n".join(show_errors(coded, found)))


def show_errors(coded: list[Coded], found: list[tuple[Clause, ...]]) -> Iterator[str]:
    """Each text whose clauses differ, with what the hand (-) and the machine (+) say."""
    for (text, gold), clauses in zip(coded, found, strict=True):
        hand = {
            describe(text, one.start, one.form, one.modality, one.agents, one.acted_on, one.beneficiaries)
            for one in gold
        }
        machine = {
            describe(
                text,
                one.start,
                one.form,
                one.modality,
                *({p.actor for p in people} for people in (one.agents, one.acted_on, one.beneficiaries)),
            )
            for one in clauses
        }
        if hand != machine:
            yield "\n".join(
                [
                    "",
                    text,
                    *(f"  - {one}" for one in sorted(hand - machine)),
                    *(f"  + {one}" for one in sorted(machine - hand)),
                ]
            )


def describe(text: str, start: int, form: object, modality: object, *classes: frozenset[str] | set[str]) -> str:
    """One clause in a line."""
    word = text[start:].split()[0]
    shown = ("+".join(sorted(one - {"", "other"})) for one in classes)
    return f"{start} {word} {form} {modality or ''} | " + " > ".join(shown)


if __name__ == "__main__":
    main()
