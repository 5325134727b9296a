"""Plain text and Markdown → a document."""
