import re
from dataclasses import replace

from report_example import example_report

from discourse.domain.written import DASH
from discourse.report.grids import Cell, Column, Grid
from discourse.report.layout import report_to_grids
from discourse.report.plain_tables import grid_to_latex, grid_to_markdown, write_plain_tables

GRID = Grid(
    "shares",
    "Shares & limits",
    (Column("Place_name", is_number=False), Column("Share")),
    ((Cell("R&D | 50 %"), Cell("4.2\N{NO-BREAK SPACE}%", sub="3.0–5.9\N{NO-BREAK SPACE}%")),),
    "p < 0.05",
)


def test_markdown_escapes_pipes_and_shows_intervals_in_brackets() -> None:
    text = grid_to_markdown(GRID)
    assert "| Place\\_name | Share |\n| --- | ---: |\n" in text
    assert "R&D \\| 50 %" in text
    assert "(3.0–5.9\N{NO-BREAK SPACE}%)" in text


def test_every_markdown_row_has_as_many_cells_as_there_are_columns() -> None:
    for grid in report_to_grids(example_report(), lambda _: False).values():
        rows = [line for line in grid_to_markdown(grid).splitlines() if line.startswith("|")]
        assert {len(re.findall(r"(?<!\\)\|", line)) for line in rows} == {len(grid.columns) + 1}


def test_latex_has_the_rules_of_booktabs_and_escapes_what_it_must() -> None:
    text = grid_to_latex(GRID)
    assert re.findall(r"\\(\w+rule)", text) == ["toprule", "midrule", "bottomrule"]
    assert "Place\\_name & Share \\\\" in text
    assert "R\\&D | 50 \\% & 4.2~\\% (3.0--5.9~\\%) \\\\" in text
    assert "\\label{tab:shares}" in text


def test_a_reason_for_a_dash_stands_above_a_latex_table_and_not_in_it() -> None:
    row = (Cell("Osmara"), Cell(DASH, sub="insufficient: 3 documents"))
    text = grid_to_latex(replace(GRID, rows=(*GRID.rows, row)))
    assert "% Osmara: insufficient: 3 documents\n\\begin{table}" in text
    assert "Osmara & --" in text
    assert text.count("insufficient") == 1


def test_a_table_without_rows_says_so() -> None:
    empty = replace(GRID, rows=())
    assert grid_to_latex(empty) == "% Shares & limits: nothing to show. p < 0.05\n"
    assert "Nothing to show." in grid_to_markdown(empty)


def test_long_tables_run_over_pages() -> None:
    long = Grid("long", "Long", GRID.columns, GRID.rows * 41)
    assert "\\begin{longtable}{lr}" in grid_to_latex(long)
    assert grid_to_latex(long).count("\\end{") == 1


def test_a_file_of_each_kind_is_written_beside_the_csv(tmp_path) -> None:
    names = write_plain_tables(example_report(), tmp_path)
    assert {"prevalence.md", "prevalence.tex", "by_year.md"} <= set(names)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
