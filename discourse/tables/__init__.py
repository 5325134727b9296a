"""Codes → numbers: prevalence with uncertainty, counts, contrasts, quotes, concordance; pure functions over frames."""
