"""Where sign-offs come from: a forge, or SSH statements in the repository itself (layer 3)."""
