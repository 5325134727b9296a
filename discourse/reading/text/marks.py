"""Markdown whose emphasis and links have lost the blanks around them, as conversions from web pages leave it."""

import re

_EMPHASIS = re.compile(r"(?<![*\\])(?P<mark>\*{1,3})(?![\s*])(?P<inner>[^*\n]{1,200})(?<![\s\\])(?P=mark)(?!\*)")
# Of several words, or closed by a bracket: a reference (`*section 4 (2)*applies`), no stress within a word (`*un*do`).
_REFERENCE = re.compile(r"(?=.*\w).*(?:\s.*|[).,;:])")
_LINK = re.compile(r"(?<![!\\])\[[^\]\n]{1,200}\]\([^()\s]{1,500}(?:\([^()\s]{0,100}\)[^()\s]{0,500})?\)")
_OPENS_WORD = re.compile(r"[^\W_]|[(\[“‘]")
_CODE = re.compile(r"^(?: {4}|\t|```|~~~)")


def part_marks(text: str) -> str:
    """The text with a blank between a word and the emphasis or link that sticks to it; code stays as it is."""
    lines = text.split("\n")
    fenced = False
    for number, line in enumerate(lines):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if not fenced and ("*" in line or "](" in line) and not _CODE.match(line):
            lines[number] = _parted(_parted(line, _EMPHASIS), _LINK)
    return "\n".join(lines)


def _parted(line: str, pattern: re.Pattern[str]) -> str:
    parts: list[str] = []
    end = 0
    for match in pattern.finditer(line):
        before = line[end : match.start()]
        is_reference = pattern is _LINK or bool(_REFERENCE.fullmatch(match["inner"]))
        is_glued = is_reference and bool(before) and (before[-1].isalnum() or before[-1] in ",;:")
        parts += [before, " " if is_glued else "", match.group()]
        end = match.end()
        if not is_reference:
            continue
        if _OPENS_WORD.match(line[end : end + 1]):
            parts.append(" ")
        elif line[end : end + 1] in (",", ";") and line[end + 1 : end + 2].isalpha():
            parts.append(f"{line[end]} ")
            end += 1
    return "".join([*parts, line[end:]])
