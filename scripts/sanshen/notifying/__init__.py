"""Telling people something by e-mail or webhook, through Apprise; secrets come from the environment alone (layer 3)."""
