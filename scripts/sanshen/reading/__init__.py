"""Bytes become frozen types: strict YAML, front matter, Markdown with true positions, digests, dossiers (layer 1, no I/O)."""
