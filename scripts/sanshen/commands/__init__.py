"""One module per command of the contract; each wires reading, rules, signing, evidence and reports (layer 4)."""
