from pathlib import Path

import pytest

from discourse.domain.errors import UsageError
from discourse.pipeline.manifest import read_manifest


def write(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "manifest.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_known_columns_become_metadata_and_others_are_kept(tmp_path: Path) -> None:
    path = write(tmp_path, "file,jurisdiction,year,doc_type,sector\na.pdf,Kestria,2019,strategy,health\n")
    (row,) = read_manifest(path).rows
    assert (row.file, row.row, row.metadata.jurisdiction, row.metadata.year) == ("a.pdf", 2, "Kestria", 2019)
    assert dict(row.metadata.extra) == {"sector": "health"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheet_dialects_are_read(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = 'file;title\na.pdf;"Größe; und mehr"\n'
    text = text.replace(";", "§").replace("Größe§", f"Größe{delimiter}").replace("§", delimiter)
    (row,) = read_manifest(write(tmp_path, text, encoding)).rows
    assert row.metadata.title == f"Größe{delimiter} und mehr"


def test_an_empty_cell_is_unknown(tmp_path: Path) -> None:
    (row,) = read_manifest(write(tmp_path, "file,jurisdiction,year\na.pdf,,\n")).rows
    assert (row.metadata.jurisdiction, row.metadata.year) == ("", None)


def test_a_bad_row_is_refused_by_itself_and_named(tmp_path: Path) -> None:
    manifest = read_manifest(write(tmp_path, "file,year\na.pdf,19\n,2019\nb.pdf,2019\n"))
    assert [row.file for row in manifest.rows] == ["b.pdf"]
    assert manifest.refused == (
        "Manifest 'manifest.csv', row 2 ('a.pdf'): the year '19' is not four digits.",
        "Manifest 'manifest.csv', row 3: the cell 'file' is empty; name a file there.",
    )


def test_a_missing_file_or_column_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no manifest"):
        read_manifest(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="no column 'file'; its columns are name, year"):
        read_manifest(write(tmp_path, "name,year\na,2019\n"))
