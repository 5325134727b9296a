"""The only room that knows how things are kept: a SQLite ledger and immutable Parquet parts."""
