from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support.repos import Repo, clean_environment

HOOK = """#!{python}
import os, sys
sys.path[:0] = {path!r}
from datetime import UTC, datetime
from pathlib import Path
from sanshen.model.errors import UndecidedError
from sanshen.repository import Repository

old, new, ref = sys.stdin.readline().split()
with Repository.open(Path.cwd(), os.environ) as repository:
    merged = repository.merge(old, new)
    print("new text:", repository.read_path(repository.resolve(new), "a.md"))
    print("merged:", [change.path for change in repository.changes(old, merged.tree)])
    print("quarantined:", "GIT_QUARANTINE_PATH" in os.environ, "tip:", repository.read_refs(ref)[0] == old)
    try:
        repository.write_commit_on("refs/heads/records", {{"r": b"1"}}, "r", datetime(2026, 1, 1, tzinfo=UTC), parent=None)
    except UndecidedError as error:
        print("refs:", error.text.en)
sys.exit(1)
"""


def test_t58_objects_in_quarantine_are_read_and_no_ref_can_be_moved(tmp_path: Path) -> None:
    server = Repo(tmp_path / "server.git", bare=True)
    server.commit({"a.md": "one\n", "b.md": "other\n"})
    work = Repo(tmp_path / "work")
    work.git("fetch", "-q", str(server.path), "main")
    work.git("update-ref", "refs/heads/main", "FETCH_HEAD")
    server.commit({"b.md": "moved on\n"})
    pushed = work.commit({"a.md": "two\n"})
    hook = server.path / "hooks" / "pre-receive"
    hook.write_text(HOOK.format(python=sys.executable, path=sys.path))
    hook.chmod(0o755)
    done = subprocess.run(
        ["git", "push", "--force", str(server.path), f"{pushed}:refs/heads/main"],
        cwd=work.path,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line.removeprefix("remote: ").strip() for line in done.stderr.splitlines() if line.startswith("remote:")]
    assert "new text: b'two\\n'" in said
    assert "merged: ['a.md']" in said
    assert "quarantined: True tip: True" in said
    assert any(line.startswith("refs: refs/heads/records cannot be updated") for line in said), done.stderr
    assert done.returncode == 1
    assert server.git("for-each-ref", "--format=%(refname)") == "refs/heads/main"
    assert server.git("cat-file", "-t", pushed, check=False) == ""
