"""Passages to codes: cues, embedders, the framing model, its training and evaluation, and the tagging of tables."""
