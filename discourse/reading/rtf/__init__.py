"""Rich Text Format → a document."""
