"""The graph: from records to a store that answers SPARQL."""
