"""Other tools' formats, both ways: REFI-QDA, Web Annotation, Label Studio, and plain rows (CSV, JSON lines)."""
