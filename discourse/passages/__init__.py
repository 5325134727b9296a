"""Documents → passages: sentences, list items and rows, their language, and which are left out of coding and why."""
