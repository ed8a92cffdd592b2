"""The public site: proven articles become pages, lists and a manifest. MkDocs and Material are imported here and nowhere else."""
