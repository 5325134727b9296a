"""PDF → a document: words, lines, columns, tables, blocks, furniture."""
