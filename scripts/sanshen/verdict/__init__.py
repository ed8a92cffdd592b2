"""Facts, findings and sheets → the Verdict. The only place where "allowed" is decided. Pure (layer 2)."""
