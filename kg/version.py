"""The version of the package, of its data, and of its ontology."""

VERSION = "0.1.0"
