#!/usr/bin/env bash
# The sample of the commit HEAD_SHA merged into what is checked out. The commit is fetched as data and never checked out.
set -euo pipefail
cd "$(dirname "$0")/../.."
[[ "${HEAD_SHA:-}" =~ ^[0-9a-f]{40}$ ]] || { echo "HEAD_SHA 不是完整的提交号 / HEAD_SHA is not a full commit id" >&2; exit 2; }
git cat-file -e "${HEAD_SHA}^{commit}" 2>/dev/null || git fetch --quiet --no-tags --no-recurse-submodules origin "$HEAD_SHA"
exec "${SANSHEN:-.venv/bin/sanshen}" preview --base HEAD --head "$HEAD_SHA" --out build/sample
