"""Write `docs/reference/`: commands, settings, codes of files, the codebook and the public names, from the program.

python docs/write_reference.py           writes the pages
python docs/write_reference.py --check   writes nothing; exit code 1 where a page is not what the program says
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

import discourse
from discourse.cli.main import app
from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import CodeDefinition, load_codebook
from discourse.domain.errors import DiscourseError
from discourse.domain.failures import FailureCode
from discourse.domain.settings import Settings
from discourse.domain.settings_text import DEFAULT_SETTINGS

DOCS = Path(__file__).resolve().parent
REFERENCE = DOCS / "reference"
PACKAGE = Path(discourse.__file__).parent
_MADE = "<!-- Made by docs/write_reference.py from the program; do not edit. -->"
# What follows an option in `--help`.
_TAKES = {"<path>": "PATH", "<str>": "TEXT", "<int range>": "N"}
_CHOICES = re.compile(r"<(?:list\[)?([\w-]+(?:\|[\w-]+)+)\]?>")
_EXAMPLE = re.compile(r"^Example: (.+)$", re.M)
# What usage lines have around a metavar that says by itself that it may be left out or given again.
_AROUND = re.compile(r"^(?:\{(.+?)\}|\[(\[.+\])\])(?:\.\.\.)?$")

# Beside each code, what may be done about it; the sentence that comes with a file says what is wrong in its case.
REMEDIES = {
    FailureCode.ACCESS: ("cannot be opened", "see who may read the file, and whether it is still there"),
    FailureCode.FORMAT: ("not a format that is read", "save it as PDF, DOCX, ODT, RTF, HTML, Markdown or text"),
    FailureCode.PASSWORD: ("needs a password", "`--password-file FILE`"),
    FailureCode.ENCRYPTED: ("encrypted in a way that cannot be opened", "save it again without encryption"),
    FailureCode.DAMAGED: ("the file is not whole", "fetch it again"),
    FailureCode.LIMIT: ("asks for more memory than any honest file of its size", "the reason says what to take out"),
    FailureCode.CONTENT: ("the format's rules are broken", "the reason names the place; mend it there"),
    FailureCode.LIMIT: ("asks for more room than an honest file needs", "see where it came from; save it anew"),
    FailureCode.EMPTY: ("holds nothing", "fetch it again"),
    FailureCode.NO_TEXT: ("pages are pictures", "`--ocr auto`, with the extra `ocr`"),
    FailureCode.BROKEN_TEXT: ("the text layer is not what the page shows", "`--ocr auto`, with the extra `ocr`"),
    FailureCode.TIME: ("took longer than `cpu_seconds`", "raise it in `discourse.toml`, then `--retry-failed`"),
    FailureCode.MEMORY: ("took more than `memory_mb`", "raise it in `discourse.toml`, then `--retry-failed`"),
    FailureCode.CRASH: ("ended the process that read it", "please report it, with the file if you may"),
}


def commands_page() -> str:
    """Every command with its arguments, options and examples, as `--help` has them."""
    lines = [
        _MADE,
        "",
        "# Commands",
        "",
        "`discourse COMMAND --help` says the same on a terminal. Exit codes: 0 all well, 2 usage or configuration,",
        "3 finished but some documents failed, 4 interrupted, 1 a bug of ours.",
        "",
    ]
    for name, command in sorted(_commands(typer.main.get_command(app), "discourse")):
        lines += _command_section(name, command)
    return "\n".join(lines)


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    for word, inner in getattr(command, "commands", {}).items():
        if inner.hidden:
            continue
        if hasattr(inner, "commands"):
            yield from _commands(inner, f"{name} {word}")
        else:
            yield f"{name} {word}", inner


def _command_section(name: str, command: Any) -> list[str]:
    context = typer.Context(command, info_name=name)
    said = command.help or ""
    pieces = (_AROUND.sub(r"\1\2", piece) for piece in command.collect_usage_pieces(context))
    usage = " ".join([name, *pieces])
    lines = [f"## {name}", "", _EXAMPLE.sub("", said).strip(), "", "```text", usage, "```", ""]
    rows = [_option_row(one, record) for one in command.params if (record := one.get_help_record(context))]
    if rows:
        lines += ["| option | what it does |", "| --- | --- |", *rows, ""]
    if examples := _EXAMPLE.findall(said):
        lines += ["```bash", *examples, "```", ""]
    return lines


def _option_row(option: Any, record: tuple[str, str]) -> str:
    """A row of a command's table, with the values to choose from and no types of Python."""
    left, right = record
    choices = _CHOICES.search(left)
    if choices:
        left, right = left.replace(choices[0], ""), f"{right} One of {choices[1].replace('|', ', ')}."
    if option.param_type_name == "argument":
        left = left.partition(" <")[0]
    for shown, word in _TAKES.items():
        left = left.replace(shown, word)
    return f"| `{left.strip()}` | {_cell(right)} |"


def settings_page() -> str:
    """Every key of `discourse.toml` with its default, under what its section's class says."""
    lines = [
        _MADE,
        "",
        "# Settings",
        "",
        "`discourse.toml` in the project's folder; every key may be left out. An unknown key is refused by name.",
        "`discourse init` writes it with every default and what it means:",
        "",
        "```toml",
        DEFAULT_SETTINGS.rstrip(),
        "```",
        "",
    ]
    for item in fields(Settings):
        default = _default(item)
        if not is_dataclass(default):
            lines += ["| key | default | what it holds |", "| --- | --- | --- |"]
            lines += [f"| `{item.name}` | {_toml(default)} | the study's name, at the head of the report |", ""]
            continue
        lines += [f"## [{item.name}]", "", _paragraph(type(default).__doc__), "", "| key | default | values |"]
        lines += ["| --- | --- | --- |"]
        for key in fields(default):
            value = getattr(default, key.name)
            lines.append(f"| `{key.name}` | {_toml(value)} | {_values(value)} |")
        lines.append("")
    return "\n".join(lines)


def _default(item: "Field[Any]") -> Any:
    return item.default if item.default_factory is MISSING else item.default_factory()


def _toml(value: Any) -> str:
    if isinstance(value, str):
        return f'`"{value}"`'
    if isinstance(value, tuple):
        return f"`[{', '.join(chr(34) + one + chr(34) for one in value)}]`"
    return f"`{value}`" if not hasattr(value, "keys") else "none"


def _values(value: Any) -> str:
    if isinstance(value, StrEnum):
        return ", ".join(f'`"{one}"`' for one in type(value))
    kinds = {int: "a whole number", float: "a number", str: "a text", tuple: "a list of texts"}
    return kinds.get(type(value), "a table: a column's name = what it fills")


def errors_page() -> str:
    """Exit codes, and the codes of files that gave no text."""
    lines = [
        _MADE,
        "",
        "# Exit codes and codes of files",
        "",
        "| exit code | meaning |",
        "| --- | --- |",
        "| 0 | all well |",
        "| 1 | a bug of ours; `discourse --debug …` shows where |",
        "| 2 | usage or configuration; the sentence says what would be right |",
        "| 3 | finished, but some documents or rows failed, each named with its reason |",
        "| 4 | interrupted; what was finished is kept, run again to go on |",
        "",
        "A file that gives no text has a code beside its reason, in `status`, `run --json` and `extract`.",
        "A code keeps its meaning.",
        "",
        "| code | the file | what helps |",
        "| --- | --- | --- |",
    ]
    lines += [f"| `{code}` | {REMEDIES[code][0]} | {REMEDIES[code][1]} |" for code in FailureCode]
    lines += [
        "",
        "What a command refuses ends with a code too, behind its sentence; in Python each is a class of its own.",
        "",
    ]
    lines += ["| code | class | |", "| --- | --- | --- |"]
    lines += [f"| `{one.code}` | `{one.__name__}` | {_first_sentence(one.__doc__)} |" for one in _refusals()]
    return "\n".join([*lines, ""])


def _refusals() -> list[type[DiscourseError]]:
    """The classes of errors that are not of a file."""
    files = frozenset(str(code) for code in FailureCode)
    known: list[type[DiscourseError]] = [DiscourseError, *DiscourseError.__subclasses__()]
    return [one for one in known if str(one.code) not in files]


def codebook_page() -> str:
    """The shipped codebook, code by code."""
    book = load_codebook(CODEBOOK)
    lines = [
        _MADE,
        "",
        "# The shipped codebook",
        "",
        f"Version `{book.id[:12]}`. Source: {_paragraph(book.source)}",
        "",
    ]
    lines += ["Why these codes and no others: [the codebook and its theory](../codebook.md).", "", "## Frames", ""]
    for code in book.frames:
        lines += _code_section(code)
    lines += ["## Themes", ""]
    for code in book.themes:
        lines += _code_section(code)
    return "\n".join(lines)


def _code_section(code: CodeDefinition) -> list[str]:
    lines = [f"### {code.name}", "", f"`{code.id}`, after {code.source}. {_paragraph(code.definition)}", ""]
    for heading, values in (
        ("Include", code.include),
        ("Leave out", code.exclude),
        ("Examples", code.examples),
        ("Near misses", code.near_misses),
    ):
        if values:
            lines += [f"*{heading}*", "", *(f"- {_paragraph(value)}" for value in values), ""]
    if code.cues:
        lines += ["*Cues* (evidence, never a rule that codes by itself)", "", "```text"]
        lines += [*(_paragraph(cue) for cue in code.cues), "```", ""]
    return lines


def names_page() -> str:
    """Every public name of the package with its signature and what its docstring says."""
    homes = discourse._HOMES
    lines = [
        _MADE,
        "",
        "# Python interface",
        "",
        "`import discourse` loads nothing heavy; a name is loaded when first used.",
        "",
    ]
    for name in sorted(discourse.__all__, key=str.lower):
        node = _definition(PACKAGE.parent / (homes[name].replace(".", "/") + ".py"), name)
        said, _, example = (ast.get_docstring(node) or "").partition("\n\n>>> ")
        lines += [f"## {name}", "", "```python", _signature(node), "```", "", said, ""]
        if example:
            lines += ["```pycon", f">>> {example}", "```", ""]
    return "\n".join(lines)


def _definition(path: Path, name: str) -> ast.FunctionDef | ast.ClassDef:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            return node
    raise LookupError(f"{path} defines no '{name}'.")


def _signature(node: ast.FunctionDef | ast.ClassDef) -> str:
    if isinstance(node, ast.ClassDef):
        keys = [ast.unparse(one) for one in node.body if isinstance(one, ast.AnnAssign)]
        return "\n".join([f"class {node.name}", *(f"    {key}" for key in keys)])
    words = [ast.unparse(one) for one in (node.args, node.returns) if one]
    flat = f"discourse.{node.name}({words[0]}) -> {words[-1]}"
    return flat if len(flat) <= 100 else flat.replace("(", "(\n    ", 1).replace(") -> ", "\n) -> ")


def _first_sentence(text: str | None) -> str:
    return _paragraph(text).partition(". ")[0].rstrip(".")


def _paragraph(text: str | None) -> str:
    return " ".join((text or "").split())


def _cell(text: str) -> str:
    return _paragraph(text).replace("|", r"\|").replace("<", "&lt;")


PAGES = {
    "commands.md": commands_page,
    "settings.md": settings_page,
    "errors.md": errors_page,
    "codebook.md": codebook_page,
    "python.md": names_page,
}


def main() -> int:
    """Write the pages, or name those that are not what the program says."""
    stale = []
    REFERENCE.mkdir(exist_ok=True)
    for name, make in PAGES.items():
        path, text = REFERENCE / name, make().rstrip() + "\n"
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        sys.stderr.write(f"Not what the program says: {', '.join(stale)}; run make docs.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
