"""Turns the invented texts in `texts/` into the documents of the bundled sample corpus."""
