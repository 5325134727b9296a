"""Course listings: each course of a CSV, JSON, JSON-LD or XCRI-CAP source becomes a document of its own."""
