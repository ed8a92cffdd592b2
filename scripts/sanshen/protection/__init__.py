"""What GitHub itself must enforce so that nothing passes beside the gate: demanded, asked for, compared, set."""
