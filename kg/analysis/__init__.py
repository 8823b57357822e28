"""Analyses: one question per file; each answers with a table that says how it was made."""
