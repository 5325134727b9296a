"""Definitional facts: what policy text says that a micro-credential is."""
