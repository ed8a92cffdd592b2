"""What hooks/mkdocs.py hands over to: MkDocs run by hand shows what `sanshen build` would publish, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from sanshen.commands.desk import system_clock
from sanshen.commands.edition_reading import file_reader
from sanshen.commands.proven_reading import assemble
from sanshen.judging.office import load_office
from sanshen.records.verifier import prove
from sanshen.repository import Repository
from sanshen.site.inspection import Inspector
from sanshen.site.material import Configuration, take_over
from sanshen.site.mkdocs_plan import files_beside, plan_of


def on_config(config: Configuration) -> Configuration:
    """Replace MkDocs' view of docs_dir by the proven articles of HEAD. An article that a page rule refuses fails the run."""
    root = Path(config.config_file_path).parent
    with Repository.open(root, dict(os.environ)) as repository:
        commit = repository.resolve("HEAD")
        now = system_clock()
        proofs = prove(repository, commit, now=now)
        office = load_office(repository, proofs.office_at, dict(os.environ))
        plan = plan_of(assemble(repository, proofs, office, now=now, internal=False))
        files = files_beside(plan, file_reader(repository, commit, proofs.office_at))
    take_over(config, plan, files, Inspector(plan.frame, office.lexicon).strictly)
    return config
