"""Remote: a pushed graph, asked over the SPARQL 1.1 protocol in any store that speaks it."""
