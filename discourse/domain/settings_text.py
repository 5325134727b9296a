"""The text of `discourse.toml`: as it is first written, and with a choice changed and all else left as it stands."""

import re
from dataclasses import fields

from discourse.domain.settings import Ocr, Scope, TopicChoice

_OCR_LINE = re.compile(r"(\s*ocr\s*=\s*)(?:\"[^\"]*\"|'[^']*'|true|false)")
_SCOPE_LINE = re.compile(r"(\s*scope\s*=\s*)(?:\"[^\"]*\"|'[^']*')")
_MODEL_LINE = re.compile(r"(\s*model\s*=\s*)(?:\"[^\"]*\"|'[^']*')")


def settings_with_ocr(text: str, ocr: Ocr) -> str:
    """The text of a settings file with another choice of OCR, its other lines and comments kept."""
    return _settings_with(text, "reading", _OCR_LINE, "ocr", str(ocr))


def settings_with_scope(text: str, scope: Scope) -> str:
    """The text of a settings file with another scope, its other lines and comments kept."""
    return _settings_with(text, "tables", _SCOPE_LINE, "scope", str(scope))


def settings_with_model(text: str, model: str) -> str:
    """The text of a settings file with another model, its other lines and comments kept."""
    return _settings_with(text, "coding", _MODEL_LINE, "model", model)


def settings_with_topics(text: str, choice: TopicChoice) -> str:
    """The text of a settings file with what was chosen of topics, its other lines and comments kept."""
    for item in fields(choice):
        if (value := getattr(choice, item.name)) is not None:
            pattern = re.compile(rf"(\s*{item.name}\s*=\s*)(?:\"[^\"]*\"|'[^']*'|[\d.]+)")
            text = _settings_with(text, "topics", pattern, item.name, value)
    return text


def _settings_with(text: str, section: str, pattern: re.Pattern[str], key: str, value: str | float) -> str:
    written = f'"{value}"' if isinstance(value, str) else str(value)
    lines = text.splitlines(keepends=True)
    heads = [at for at, line in enumerate(lines) if line.lstrip().startswith("[")]
    start = next((at for at in heads if re.match(rf"\s*\[\s*{section}\s*\]", lines[at])), None)
    if start is None:
        gap = "" if text.endswith("\n") or not text else "\n"
        return f"{text}{gap}\n[{section}]\n{key} = {written}\n"
    end = next((at for at in heads if at > start), len(lines))
    for at in range(start + 1, end):
        if pattern.match(lines[at]):
            lines[at] = pattern.sub(lambda found: f"{found[1]}{written}", lines[at])
            return "".join(lines)
    head = lines[start] if lines[start].endswith("\n") else f"{lines[start]}\n"
    return "".join([*lines[:start], head, f"{key} = {written}\n", *lines[start + 1 :]])


DEFAULT_SETTINGS = """\
# Settings of this discourse project; every line may be left out.
title = ""                    # printed at the head of the report

[reading]
cpu_seconds = 180             # processor time for one source; the pages read by then are kept
memory_mb = 6144              # address space for one source
ocr = "off"                   # "auto": read pages without usable text from their picture (needs the ocr extra)

[listings.columns]            # what a listing's columns fill, where their names do not say
# "Dauer" = "duration, weeks"  # a field of the course record, then the unit of bare numbers; "" leaves it out

[coding]
codebook = "codebook.yaml"    # yours to edit; path from this folder
model = "shipped"             # or the folder of a model made by `discourse train`
languages = ["en"]            # languages that the model was validated for

[tables]
minimum_documents = 10        # groups with fewer get "insufficient" instead of an interval
quotes_per_cell = 3
scope = "all"                 # "microcredential": only passages that speak of alternative credentials
seed = 20260101

[topics]
count = 0                     # 0: chosen from the size of the corpus
outliers_below = 0.5          # passages less sure of their topic lie between topics; 0: none does
guide = "none"                # "themes" or "frames": start a topic from each of the codebook's
seed = 20260101

[llm]                         # for `discourse tag-llm` only: texts are sent there
url = ""                      # an endpoint of OpenAI's chat protocol, such as "http://localhost:11434/v1"
model = ""
key_env = ""                  # the environment variable that holds the key, if one is needed
timeout_seconds = 120         # for one answer
attempts = 3                  # how often an answer that cannot be believed is asked for

[storage]
parts = ""                    # where results are kept, if not in parts/ here: a folder, or "s3://bucket/my-study"
"""
