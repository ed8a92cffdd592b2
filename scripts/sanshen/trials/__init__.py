"""Trying a policy out (口径试算): invented changes played through the real decision, and who must and can sign. Pure."""
