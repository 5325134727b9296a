"""The words that everybody speaks: sources, documents, passages, codes; ids, settings, errors, registry of parts."""
