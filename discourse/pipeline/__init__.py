"""The steps in order, what is stale, and where they run."""
