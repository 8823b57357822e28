"""Evidence: what people edit, read with every fault at its place."""
