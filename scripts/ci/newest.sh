#!/usr/bin/env bash
# Whether COMMIT (default: what is checked out) is still the tip of main at its origin: newest=true or false (T55).
set -euo pipefail
cd "${REPOSITORY:-$(dirname "$0")/../..}"
commit="${COMMIT:-$(git rev-parse HEAD)}"
branch="${BRANCH:-main}"
# ls-remote goes by the end of a name: a branch a/refs/heads/main is listed too, and must not be taken for main.
tip="$(git ls-remote origin "refs/heads/$branch" | awk -v ref="refs/heads/$branch" '$2 == ref { print $1 }')"
[ -n "$tip" ] || { echo "远端没有 $branch / there is no $branch at the origin" >&2; exit 3; }
if [ "$tip" = "$commit" ]; then newest=true; else newest=false; fi
echo "newest=$newest" >> "${GITHUB_OUTPUT:-/dev/stdout}"
if [ "$newest" = false ]; then
  echo "主线已前进到 ${tip:0:12}，${commit:0:12} 已不是最新 / main has moved on to ${tip:0:12}; ${commit:0:12} is no longer the newest" >&2
fi
