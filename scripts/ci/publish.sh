#!/usr/bin/env bash
# Record, push the records, prove, build. built=true only where the whole of main's present tip is proven and built.
# SHARDED=true: all but the build, which other machines do (shard.sh, merge.sh; docs/publish-sharded.yml).
# Exit 1: something is not signed as it must be; 3: it could not be decided. In both cases the site of before stays up.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
cd "${REPOSITORY:-$here/../..}"
sanshen="${SANSHEN:-.venv/bin/sanshen}"
output="${GITHUB_OUTPUT:-/dev/stdout}"
[ -n "${PIPELINE_KEY:-}" ] || { echo "没有发布密钥 PIPELINE_KEY / no PIPELINE_KEY" >&2; exit 2; }
[ -n "${ROOT_OF_TRUST:-}" ] || { echo "没有信任根 ROOT_OF_TRUST / no ROOT_OF_TRUST" >&2; exit 2; }

secret="$(mktemp -d)"
trap 'rm -rf "$secret"' EXIT
(umask 077; printf '%s\n' "$PIPELINE_KEY" > "$secret/key"; printf '%s\n' "$ROOT_OF_TRUST" > "$secret/root.yml")
unset PIPELINE_KEY
export SANSHEN_PIPELINE_KEY="$secret/key"

commit="$(git rev-parse HEAD)"
GITHUB_OUTPUT="$secret/newest" REPOSITORY="$PWD" "$here/newest.sh"
if ! grep -qx 'newest=true' "$secret/newest"; then
  echo "built=false" >> "$output" # the run of the newer tip does it all
  exit 0
fi

# Another run may push its record first; then ours is written anew on top of it: no loss, no double.
records=refs/heads/sanshen-records
for attempt in 1 2 3; do
  listed="$(git ls-remote origin "$records")" # by the end of its name: others may be listed with it
  if awk -v ref="$records" '$2 == ref { found = 1 } END { exit !found }' <<< "$listed"; then
    git fetch --quiet --no-tags origin "+$records:$records"
  fi
  code=0
  "$sanshen" record --alarm || code=$? # what reached main unsigned becomes an issue, once
  # Steps before a refused one have their records: they are kept now, for what was signed on the forge may be gone later.
  git show-ref --quiet --verify "$records" || break
  git push --quiet origin "$records:$records" && break
  [ "$attempt" -lt 3 ] || { echo "审签记录推送失败：查部署密钥与规则集（sanshen forge audit） / the records could not be pushed: see deploy key and ruleset (sanshen forge audit)" >&2; exit 3; }
done
[ "$code" -eq 0 ] || exit "$code"

"$sanshen" verify --root "$secret/root.yml"
if [ "${SHARDED:-}" = true ]; then
  { echo "commit=$commit"; echo "built=false"; } >> "$output"
  exit 0
fi
"$sanshen" build --rev "$commit" --site-dir build/public
{ echo "commit=$commit"; echo "built=true"; } >> "$output"
