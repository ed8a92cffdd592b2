"""Frozen types that pass between the steps. No I/O, no clock, no knowledge of files (layer 0)."""
