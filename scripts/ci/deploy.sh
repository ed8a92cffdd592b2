#!/usr/bin/env bash
# Put build/public, built from COMMIT, up on the district's own server where DEPLOY_TARGET names one; else only see that GitHub Pages
# may take it and can hold it (pages=true). Exit 1: it may not go up; 3: the server failed. In both cases what is up stays up.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
cd "${REPOSITORY:-$here/../..}"
sanshen="${SANSHEN:-.venv/bin/sanshen}"
output="${GITHUB_OUTPUT:-/dev/stdout}"
[[ "${COMMIT:-}" =~ ^[0-9a-f]{40}([0-9a-f]{24})?$ ]] || { echo "COMMIT 不是完整的提交号 / COMMIT is not a full commit id" >&2; exit 2; }

if [ -z "${DEPLOY_TARGET:-}" ]; then
  "$sanshen" deploy --pages --site-dir build/public --rev "$COMMIT"
  echo "pages=true" >> "$output"
  exit 0
fi

secret="$(mktemp -d)"
trap 'rm -rf "$secret"' EXIT
[ -n "${DEPLOY_KEY:-}" ] && [ -n "${DEPLOY_HOSTS:-}" ] || { echo "没有 DEPLOY_KEY 或 DEPLOY_HOSTS / no DEPLOY_KEY or no DEPLOY_HOSTS" >&2; exit 2; }
(
  umask 077
  printf '%s\n' "$DEPLOY_KEY" > "$secret/key"
  printf '%s\n' "$DEPLOY_HOSTS" > "$secret/hosts"
  printf '%s\n' "IdentityFile $secret/key" "IdentitiesOnly yes" "UserKnownHostsFile $secret/hosts" "GlobalKnownHostsFile /dev/null" > "$secret/config"
)
unset DEPLOY_KEY DEPLOY_HOSTS

# By the newest main: what was taken down while this ran must not go up, and the run of the newer tip does the rest (T55).
COMMIT="$COMMIT" GITHUB_OUTPUT="$secret/newest" REPOSITORY="$PWD" "$here/newest.sh"
if grep -qx 'newest=true' "$secret/newest"; then
  "$sanshen" deploy "$DEPLOY_TARGET" --site-dir build/public --rev "$COMMIT" --ssh-config "$secret/config"
fi
echo "pages=false" >> "$output"
