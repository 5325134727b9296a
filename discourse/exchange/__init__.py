"""Other tools' formats, both ways.

REFI-QDA, Web Annotation, Label Studio, Argilla, Prodigy, and plain rows (CSV, JSON lines).
"""
