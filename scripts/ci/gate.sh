#!/usr/bin/env bash
# Judge what the event concerns, by the newest main. The verdict is the status on the pull request; this run fails only where none could be had.
# An old run that is started again, or one that main overtook, would otherwise have the last word by an old roster (T54).
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
cd "${REPOSITORY:-$here/../..}"
branch="${BRANCH:-main}"

newest() { # whether what is checked out is the tip of main
  local said
  said="$(GITHUB_OUTPUT=/dev/stdout COMMIT="" REPOSITORY="$PWD" "$here/newest.sh")" && [ "$said" = newest=true ]
}

catch_up() { # the program and the office of main as it is now
  git fetch --quiet --no-tags origin "+refs/heads/$branch:refs/remotes/origin/$branch" &&
    git checkout --quiet --detach "refs/remotes/origin/$branch" &&
    { [ -n "${SANSHEN:-}" ] || "$here/install.sh"; }
}

event() {
  "${SANSHEN:-.venv/bin/sanshen}" event --base HEAD "$@"
}

kept() { # one digest of what is kept for the next run; nothing where nothing is, or it cannot be read: that must stop no verdict
  local folder="${XDG_CACHE_HOME:-${HOME:-}/.cache}/sanshen/lists" listed
  [ -d "$folder" ] || return 0
  listed="$(cd "$folder" && find . -type f -name '*.answer' -exec sha256sum {} + | LC_ALL=C sort)" || return 0
  [ -z "$listed" ] || sha256sum <<< "$listed" | cut -d ' ' -f 1
}

judge() {
  local code
  for _ in 1 2 3; do
    newest || catch_up || break
    code=0
    event || code=$?
    if newest; then return "$code"; fi
  done
  echo "不知道主线的最新提交，或它一再前进 / the tip of main is not known, or keeps moving on" >&2
  event --unable || true # what was said by an older main must not stand
  return 3
}

main() { # functions, so that the shell has read all of it before this file may change under it
  local code=0 before after
  before="$(kept)"
  judge || code=$?
  after="$(kept)"
  if [ -n "$after" ] && [ "$after" != "$before" ]; then echo "lists=$after" >> "${GITHUB_OUTPUT:-/dev/null}"; fi
  return "$code"
}

main; exit
