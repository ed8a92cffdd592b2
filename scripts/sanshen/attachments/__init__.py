"""Text and signs out of attachments and pictures, read in a child process with limits (Art. 13, 22)."""
