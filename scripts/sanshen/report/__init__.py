"""How findings and verdicts are shown: text, JSON, annotations, SARIF. Untrusted text is made inert here (layer 3)."""
