"""Putting a built and signed site where readers get it: verified before, verified there, switched in one step, and back again."""
