"""Columns: what large scans read instead of the store, integer-coded and mapped from disk."""
