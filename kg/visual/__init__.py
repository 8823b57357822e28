"""Pictures of a network: one HTML file that opens anywhere and asks nobody for anything."""
