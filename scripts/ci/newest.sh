#!/usr/bin/env bash
# Whether COMMIT (default: what is checked out) is still the tip of main at its origin: newest=true or false (T55).
set -euo pipefail
cd "${REPOSITORY:-$(dirname "$0")/../..}"
commit="${COMMIT:-$(git rev-parse HEAD)}"
branch="${BRANCH:-main}"
tip="$(git ls-remote --exit-code origin "refs/heads/$branch" | cut -f1)"
if [ "$tip" = "$commit" ]; then newest=true; else newest=false; fi
echo "newest=$newest" >> "${GITHUB_OUTPUT:-/dev/stdout}"
if [ "$newest" = false ]; then
  echo "主线已前进到 ${tip:0:12}，${commit:0:12} 不再发布 / main has moved on to ${tip:0:12}; ${commit:0:12} is not put up" >&2
fi
