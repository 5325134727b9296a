import csv
from pathlib import Path

import polars as pl
import pytest
from report_example import example_report

from discourse.domain.errors import DiscourseError
from discourse.domain.results import Table
from discourse.report.files import replace_file, write_csv


def table(**columns: object) -> Table:
    return Table("one", "One", pl.DataFrame(columns))


def test_a_table_comes_back_as_it_was(tmp_path: Path) -> None:
    report = example_report()
    write_csv(report.prevalence, tmp_path / "prevalence.csv")
    again = pl.read_csv(tmp_path / "prevalence.csv")
    assert again.with_columns(pl.col("note").fill_null("")).equals(report.prevalence.frame)


def test_the_file_is_utf8_with_one_header_line(tmp_path: Path) -> None:
    write_csv(table(group=["Ålvik", 'a "b", c\nd']), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == 'group\nÅlvik\n"a ""b"", c\nd"\n'.encode()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_text_that_a_spreadsheet_would_run_is_disarmed(start: str, tmp_path: Path) -> None:
    write_csv(table(title=[f"{start}cmd|' /C calc'!A0"]), tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8") as stream:
        assert list(csv.reader(stream))[1] == [f"'{start}cmd|' /C calc'!A0"]


def test_a_column_name_is_disarmed_too(tmp_path: Path) -> None:
    write_csv(table(**{"=1+1": ["a"]}), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text() == "'=1+1\na\n"


def test_raw_leaves_texts_alone(tmp_path: Path) -> None:
    write_csv(table(title=["-5 to go"]), tmp_path / "t.csv", raw=True)
    assert (tmp_path / "t.csv").read_text() == "title\n-5 to go\n"


def test_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    write_csv(table(difference=[-0.25, None]), tmp_path / "t.csv")
    assert pl.read_csv(tmp_path / "t.csv")["difference"].to_list() == [-0.25, None]


def test_lists_are_joined(tmp_path: Path) -> None:
    write_csv(table(words=[["harbour", "yards"], []], ids=[[1, 2], None]), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text() == 'words,ids\nharbour; yards,1; 2\n"",\n'


def test_a_table_without_rows_keeps_its_header(tmp_path: Path) -> None:
    write_csv(Table("one", "", pl.DataFrame(schema={"group": pl.String, "share": pl.Float64})), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text() == "group,share\n"


def test_nothing_half_written_stays(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(DiscourseError, match=r"'.*taken' cannot be written .*choose another folder"):
        replace_file(tmp_path / "taken", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_file_in_the_way_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DiscourseError, match="cannot be written"):
        replace_file(tmp_path / "file" / "t.csv", b"x")
