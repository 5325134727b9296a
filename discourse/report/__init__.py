"""Tables → files that people read: CSV, a workbook, one self-contained page with charts and quotes."""
