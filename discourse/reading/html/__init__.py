"""HTML → a document of its main text, or the courses that the page describes."""
