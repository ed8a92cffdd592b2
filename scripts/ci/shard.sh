#!/usr/bin/env bash
# One machine's part of the site of COMMIT, into build/part: SHARD is 2/4 for the second of four. See docs/publish-sharded.yml.
# Exit 1: something is left out of it; then no site is put together, and the one of before stays up.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
cd "${REPOSITORY:-$here/../..}"
sanshen="${SANSHEN:-.venv/bin/sanshen}"
[[ "${COMMIT:-}" =~ ^[0-9a-f]{40}([0-9a-f]{24})?$ ]] || { echo "COMMIT 不是完整的提交号 / COMMIT is not a full commit id" >&2; exit 2; }
[ -n "${PIPELINE_KEY:-}" ] || { echo "没有发布密钥 PIPELINE_KEY / no PIPELINE_KEY" >&2; exit 2; }

secret="$(mktemp -d)"
trap 'rm -rf "$secret"' EXIT
(umask 077; printf '%s\n' "$PIPELINE_KEY" > "$secret/key")
unset PIPELINE_KEY
"$sanshen" build --rev "$COMMIT" --shard "${SHARD:-}" --part build/part --key "$secret/key"
