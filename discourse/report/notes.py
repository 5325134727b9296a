"""What stands below the tables of the page, in the page's words; files and workbook have the tables' own notes."""

from discourse.domain.results import Table
from discourse.domain.written import decimal, said
from discourse.report.findings import LEVEL, MAX_Q
from discourse.report.shares import why_no_interval

# In all of them {0} is the level of intervals, {1} why shares of the table have none and {2} the largest q of a
# difference.
_SHARES = (
    "Each number is the part of the passages that can be coded, with its {0} interval.{1} A program coded them and "
    "errs; Method says how often."
)
_Q = (
    "q: of all differences with a q as small or smaller, the part that chance alone is expected to have made; only "
    "those below {2} are called differences."
)
_NOTES = {
    "prevalence": _SHARES,
    "by_year": _SHARES,
    "by_type": _SHARES,
    "themes": _SHARES,
    "stance": "“4 of 100”: of the 100 passages that carry the framing the program takes 4 for such. Counts alone, for "
    "an interval would leave its errors out; stance.csv has the shares.",
    "contrasts": "The interval says how far apart the two could be had other documents of the same kinds been read. "
    + _Q,
    "against_rest": "Each group beside all others together, in the same manner.",
    "trends": "By how many percentage points the share rose or fell in ten years, with the {0} interval, in "
    "documents with a year. Not shown: where documents or years are too few for one. A rise may be one of what was "
    "collected and not of minds. " + _Q,
    "keyness": "Words as they stand and phrases of two words, each group beside all others; what mostly begins with a "
    "capital is left out as a name. “None that holds”: nothing is used so much more that chance could not have done "
    "it. “No interval”: too few documents to ask.",
    "cooccurrence": "Of the passages that carry the framing on the left, how many carry another one as well, in the "
    "same sentence, list item or table row.",
    "learners": "A passage counts where it has one of the words of a list (learners.yaml), whoever is meant and "
    "whatever they do there: “blind” may be a test, “women” no learners. Other words for the same people are missed.",
    "silences": "Passages searched: all that can be coded. Expected: so many there would be if these documents spoke "
    "like all others. Chance of none: how likely none would be found all the same, of what was sought: a code of the "
    "model, or a word of our list, not the people or bodies themselves. Needed: with fewer documents of such a size "
    "silence means nothing.",
    "actors": "In each place those named most, with their part of the clauses. Who acts is told by grammar, by a "
    "parser and a list of words that both err: the model card says how often.",
    "policy_and_listings": "The part of the passages of policies and that of the passages of courses on sale, in one "
    "place, with {0} intervals, and how many percentage points lie between them. " + _Q,
    "topics": "“No topic”: passages that lie between topics. A topic of low stability would not be found again with "
    "other seeds, nor with other documents.",
    "topics_frames": "Of a topic's passages, how many carry a framing. With other passages there would be other "
    "topics: their stability says how far.",
}


def page_note(table: Table, *, minimum: int) -> str:
    """The plain note of a table; that of the table itself where the page has no words for it.

    `minimum` is the number of documents below which there is no interval.
    """
    if table.name not in _NOTES:
        return table.note
    why = why_no_interval(table.frame.to_dicts(), minimum) if "{1}" in _NOTES[table.name] else ""
    return said(_NOTES[table.name], LEVEL, said(" “No interval”: {}.", why) if why else "", decimal(MAX_Q))
