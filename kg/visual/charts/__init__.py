"""Charts: each file draws one kind of plain values as one SVG, without any script."""
