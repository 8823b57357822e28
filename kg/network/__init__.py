"""Networks: the rows of a view as nodes and ties, each tie with the claims behind it."""
