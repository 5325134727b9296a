import json

import polars as pl
import pytest

from discourse.cli import show
from discourse.domain.results import Table


def test_a_table_is_one_json_object_with_its_rows(capsys: pytest.CaptureFixture[str]) -> None:
    frame = pl.DataFrame({"group": ["Kestria", "Lindavar"], "share": [0.5, float("nan")], "codes": [["equity"], []]})
    show.as_json({"tables": (Table("shares", "Shares", frame, "Small."),)})
    (table,) = json.loads(capsys.readouterr().out)["tables"]
    assert table == {
        "name": "shares",
        "title": "Shares",
        "rows": [
            {"group": "Kestria", "share": 0.5, "codes": ["equity"]},
            {"group": "Lindavar", "share": None, "codes": []},
        ],
        "note": "Small.",
    }
