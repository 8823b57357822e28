"""Text as people write it: names, figures, tables."""
