"""From two revisions of a repository to a Verdict: gathers the facts, then asks rules, signing and verdict (layer 4)."""
