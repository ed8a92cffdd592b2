#!/usr/bin/env bash
# The site of COMMIT into build/public, from all parts below build/parts. built=true only where everything is proven and built.
# Exit 1: a part is missing, doubled, of something else, or has been touched; in every case the site of before stays up.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
cd "${REPOSITORY:-$here/../..}"
sanshen="${SANSHEN:-.venv/bin/sanshen}"
output="${GITHUB_OUTPUT:-/dev/stdout}"
[[ "${COMMIT:-}" =~ ^[0-9a-f]{40}([0-9a-f]{24})?$ ]] || { echo "COMMIT 不是完整的提交号 / COMMIT is not a full commit id" >&2; exit 2; }
[ -n "${PIPELINE_KEY:-}" ] || { echo "没有发布密钥 PIPELINE_KEY / no PIPELINE_KEY" >&2; exit 2; }

secret="$(mktemp -d)"
trap 'rm -rf "$secret"' EXIT
(umask 077; printf '%s\n' "$PIPELINE_KEY" > "$secret/key")
unset PIPELINE_KEY
"$sanshen" build --rev "$COMMIT" --site-dir build/public --key "$secret/key" --merge build/parts/*/
{ echo "commit=$COMMIT"; echo "built=true"; } >> "$output"
