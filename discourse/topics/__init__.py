"""Passages → topics: what the corpus speaks about, found by BERTopic over the passages' embeddings, and by group."""
