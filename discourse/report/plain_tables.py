"""Tables as a paper takes them: Markdown, and LaTeX with booktabs."""

import re
from pathlib import Path

from discourse.domain.written import DASH, MINUS, NBSP
from discourse.report.facets import quotes_known
from discourse.report.files import replace_file
from discourse.report.grids import Cell, Grid
from discourse.report.layout import report_to_grids
from discourse.report.report import Report

# Longer tables run over pages.
_PAGE_ROWS = 40
_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", NBSP: "~",
    MINUS: "$-$", "\N{EN DASH}": "--", "\N{HORIZONTAL ELLIPSIS}": r"\ldots{}",
}  # fmt: skip
_MARKDOWN = re.compile(r"([\\|*_`<>\[\]])")


def write_plain_tables(report: Report, folder: Path) -> tuple[str, ...]:
    """Write the page's tables beside their CSV files as `NAME.md` and `NAME.tex`; returns the files' names."""
    names = []
    for key, grid in report_to_grids(report, quotes_known(report.quotes, report.by)).items():
        name = key.replace("-", "_")
        replace_file(folder / f"{name}.md", grid_to_markdown(grid).encode())
        replace_file(folder / f"{name}.tex", grid_to_latex(grid).encode())
        names += [f"{name}.md", f"{name}.tex"]
    return tuple(names)


def grid_to_markdown(grid: Grid) -> str:
    """A pipe table (GitHub's, Pandoc's), its caption above and its note below; intervals follow in brackets."""
    heads = [_to_markdown(column.name) for column in grid.columns]
    rules = ["---:" if column.is_number else "---" for column in grid.columns]
    rows = [[_to_markdown(_said(cell)) for cell in row] for row in grid.rows]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rules, *rows)) if rows else "Nothing to show."
    return "\n\n".join(filter(None, (f"**{_to_markdown(grid.caption)}**", table, _to_markdown(grid.note)))) + "\n"


def grid_to_latex(grid: Grid) -> str:
    r"""A `tabular` with the rules of booktabs in a `table` float, or a `longtable`; needs `\usepackage{booktabs}`.

    Labelled `tab:NAME`. The note is a comment, for the author to use, and so is what a cell says in words beside a
    dash, for which a column of numbers has no room. A table without rows is a comment alone.
    """
    if not grid.rows:
        return f"% {_one_line(f'{grid.caption}: nothing to show. {grid.note}')}\n"
    columns = "".join("r" if column.is_number else "l" for column in grid.columns)
    head = _latex_row([column.name for column in grid.columns])
    body = "\n".join(_latex_row([cell.text if _is_reason(cell) else _said(cell) for cell in row]) for row in grid.rows)
    title = f"\\caption{{{_to_latex(grid.caption)}}}\\label{{tab:{grid.id}}}"
    reasons = dict.fromkeys(f"{row[0].text}: {cell.sub}" for row in grid.rows for cell in row if _is_reason(cell))
    note = "".join(f"% {_one_line(text)}\n" for text in (grid.note, *reasons) if text)
    rows = (r"\toprule", head, r"\midrule")
    if len(grid.rows) > _PAGE_ROWS:
        start = rf"\begin{{longtable}}{{{columns}}}"
        lines = (start, rf"{title}\\", *rows, r"\endhead", r"\bottomrule", r"\endfoot", body, r"\end{longtable}")
        return f"% needs \\usepackage{{booktabs,longtable}}\n{note}" + "\n".join(lines) + "\n"
    begin = (r"\begin{table}", r"\centering", title, rf"\begin{{tabular}}{{{columns}}}")
    parts = (*begin, *rows, body, r"\bottomrule", r"\end{tabular}", r"\end{table}")
    return f"% needs \\usepackage{{booktabs}}\n{note}" + "\n".join(parts) + "\n"


def _said(cell: Cell) -> str:
    return f"{cell.text} ({cell.sub})" if cell.sub else cell.text


def _is_reason(cell: Cell) -> bool:
    return cell.text == DASH and bool(cell.sub)


def _latex_row(texts: list[str]) -> str:
    return " & ".join(map(_to_latex, texts)) + r" \\"


def _to_latex(text: str) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in _one_line(text))


def _to_markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", _one_line(text))


def _one_line(text: str) -> str:
    return re.sub(r"[\r\n\t]+", " ", text).strip(" ")
