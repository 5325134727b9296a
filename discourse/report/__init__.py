"""Tables → files for people: CSV, workbook, Markdown, LaTeX, figures, one self-contained page of charts and quotes."""
