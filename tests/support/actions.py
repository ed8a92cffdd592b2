"""Running the workflow files for real: PyPI's `act` in host mode, offline, on a copy of the repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
WORKFLOWS = ROOT / ".github" / "workflows"

_CHECKOUT = """
name: checkout
inputs: {ref: {default: ""}, fetch-depth: {default: ""}, persist-credentials: {default: ""}}
runs:
  using: composite
  steps:
    - run: |
        git clone --quiet "$CHECKOUT_FROM" .
        git checkout --quiet --detach "${REF:+origin/$REF}"
        cp -R "$PROGRAM_FROM"/. .
      shell: bash
      env: {REF: "${{ inputs.ref }}"}
"""
_NOTHING = """
name: nothing
runs:
  using: composite
  steps:
    - run: "true"
      shell: bash
"""
_UPLOAD = """
name: upload
inputs: {name: {default: ""}, path: {default: ""}, retention-days: {default: ""}, if-no-files-found: {default: ""}}
runs:
  using: composite
  steps:
    - run: find "$FOLDER" -type f | sort
      shell: bash
      env: {FOLDER: "${{ inputs.path }}"}
"""
_HAND_IN = """
name: hand in
inputs: {path: {default: ""}}
runs:
  using: composite
  steps:
    - run: |
        rm -rf "$PAGES/waiting"
        mkdir -p "$PAGES"
        cp -R "$FOLDER" "$PAGES/waiting"
      shell: bash
      env: {FOLDER: "${{ inputs.path }}"}
"""
_PUT_UP = """
name: put up
outputs:
  page_url: {value: "https://pages.example/"}
runs:
  using: composite
  steps:
    - run: |
        rm -rf "$PAGES/live"
        mv "$PAGES/waiting" "$PAGES/live"
        echo run >> "$PAGES/deployments"
      shell: bash
"""
_RESTORE = """
name: restore
inputs: {path: {default: ""}, key: {default: ""}, restore-keys: {default: ""}}
runs:
  using: composite
  steps:
    - run: |
        for name in "$KEY" $(ls -t "$CACHE" 2>/dev/null | grep "^$KEYS"); do
          if [ -e "$CACHE/$name" ]; then
            place="${WHERE/#\\~/$HOME}"
            mkdir -p "$(dirname "$place")"
            cp -R "$CACHE/$name" "$place"
            break
          fi
        done
      shell: bash
      env: {WHERE: "${{ inputs.path }}", KEY: "${{ inputs.key }}", KEYS: "${{ inputs.restore-keys }}"}
"""
_SAVE = """
name: save
inputs: {path: {default: ""}, key: {default: ""}}
runs:
  using: composite
  steps:
    - run: |
        place="${WHERE/#\\~/$HOME}"
        mkdir -p "$CACHE"
        [ ! -e "$CACHE/$KEY" ] || { echo "the key $KEY is taken"; exit 1; }
        [ ! -e "$place" ] || cp -R "$place" "$CACHE/$KEY"
      shell: bash
      env: {WHERE: "${{ inputs.path }}", KEY: "${{ inputs.key }}"}
"""
_STAND_INS = {
    "checkout": _CHECKOUT,
    "upload-artifact": _UPLOAD,
    "upload-pages-artifact": _HAND_IN,
    "deploy-pages": _PUT_UP,
    "cache/restore": _RESTORE,
    "cache/save": _SAVE,
}
"""GitHub Pages is the folder `live` in what PAGES names: only what was handed in by an upload gets there, by a deployment.
The Actions cache is the folder that CACHE names; a key that is taken is a fault, as GitHub warns of it."""


def run_workflow(
    name: str,
    event: str,
    payload: Mapping[str, Any],
    repository: Path,
    home: Path,
    env: Mapping[str, str],
    *,
    secrets: Mapping[str, str] | None = None,
    variables: Mapping[str, str] | None = None,
    prepare: Callable[[Path], None] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run one workflow file on one event of `repository` (what checkouts are made of); `home` is the runner's own place.

    `prepare` may change the copy of the repository that the runner works with.
    """
    program = home / "program"
    copy_workflows(program)
    if prepare is not None:
        prepare(program)
    (home / "event.json").write_text(json.dumps(payload))
    words = [str(BIN / "act"), event, "-W", str(program / f".github/workflows/{name}.yml"), "-e", str(home / "event.json")]
    words += [
        "-P",
        "ubuntu-latest=-self-hosted",
        "--action-offline-mode",
        "--no-cache-server",
        "--pull=false",
        "--no-skip-checkout",
    ]
    words += _stand_ins(home)
    given = {
        "CHECKOUT_FROM": str(repository),
        "PROGRAM_FROM": str(program),
        "SANSHEN": str(BIN / "sanshen"),
        "PAGES": str(home / "pages"),
        "CACHE": str(home / "kept"),
        **env,
    }
    for key, value in given.items():
        words += ["-s" if key == "GITHUB_TOKEN" or key.startswith("SANSHEN_NOTIFY_") else "--env", f"{key}={value}"]
    words += [word for key, value in (secrets or {}).items() for word in ("-s", f"{key}={value}")]
    words += [word for key, value in (variables or {}).items() for word in ("--var", f"{key}={value}")]
    surroundings = {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache"), "LANG": "C.UTF-8"}
    return subprocess.run(words, cwd=program, env=surroundings, capture_output=True, text=True, timeout=120, check=False)


def run_name(name: str, event: str, payload: Mapping[str, Any], repository: Path, home: Path, env: Mapping[str, str]) -> str:
    """Run a workflow whose only step does nothing, and give the run's name as the runner's own expressions make it.

    The runner shows no names of runs, so the copy's step is told the name, word for word as the file has it, to write it down.
    """
    told = home / "run-name"

    def tell(program: Path) -> None:
        file = program / ".github" / "workflows" / f"{name}.yml"
        text = file.read_text()
        (expression,) = re.findall(r"^run-name: (.+)$", text, re.MULTILINE)
        (step,) = re.findall(r'^ +- run: "true"\n', text, re.MULTILINE)
        writes = f"""      - run: printf %s "$RUN_NAME" > "$TOLD"\n        env:\n          RUN_NAME: {expression}\n"""
        file.write_text(text.replace(step, writes))

    done = run_workflow(name, event, payload, repository, home, {**env, "TOLD": str(told)}, prepare=tell)
    assert done.returncode == 0, done.stdout + done.stderr
    return told.read_text()


def copy_workflows(where: Path) -> None:
    """The workflow files and their scripts, as they would stand in a district's repository."""
    shutil.copytree(WORKFLOWS, where / ".github" / "workflows", dirs_exist_ok=True)
    shutil.copytree(ROOT / "scripts" / "ci", where / "scripts" / "ci", dirs_exist_ok=True)
    (where / "Makefile").write_text("setup:\n\t@true\n")  # the program is installed already: see SANSHEN


def _stand_ins(home: Path) -> list[str]:
    """What stands in for the actions that offline cannot be had: a checkout, what would be uploaded, Pages, or nothing at all."""
    found = []
    for uses in sorted(
        {one for file in WORKFLOWS.glob("*.yml") for one in re.findall(r"uses: (\S+@[0-9a-f]{40})", file.read_text())}
    ):
        path, _, commit = uses.partition("@")
        owner, name, *below = path.split("/")
        place = home / "actions" / f"{owner}-{name}-{commit}"
        folder = place.joinpath(*below)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "action.yml").write_text(_STAND_INS.get("/".join((name, *below)), _NOTHING))
        found += ["--local-repository", f"{owner}/{name}@{commit}={place}"]
    return found
