"""Course listings: each course of a source becomes a document of its own.

CSV, Excel, JSON, CTDL, the European Learning Model, Open Badges, OOAPI, XCRI-CAP, and schema.org markup in pages.
"""
