"""Sources → documents: PDF, HTML, DOCX, ODT, RTF, text, Markdown and course listings, each by its own reader."""
