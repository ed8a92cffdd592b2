"""The reader of attachments for one user: it remembers what it read in that user's own cache, under that user's own seal."""

from __future__ import annotations

from collections.abc import Mapping

from sanshen.commands.sealed_files import sealed_files
from sanshen.judging.attachments import AttachmentReader, Words


def attachment_reader(env: Mapping[str, str], words: Words = "policy") -> AttachmentReader:
    """A reader; `words`: whether the words in pictures are read too, `policy` where the policy says so."""
    return AttachmentReader(words, sealed_files(env))
