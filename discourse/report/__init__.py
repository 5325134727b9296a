"""Tables → files for people: CSV, a workbook, Markdown, LaTeX, figures, one self-contained page with charts and quotes."""
