#!/usr/bin/env bash
# Remind those whose turn it is. Exit 3 where somebody could not be told; the others were.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ -z "${SANSHEN_NOTIFY_EMAIL:-}${SANSHEN_NOTIFY_WEBHOOK:-}" ]; then
  echo "没有设置通知方式，不催办 / no way of telling people is set: nobody is reminded"
  exit 0
fi
exec "${SANSHEN:-.venv/bin/sanshen}" remind --base HEAD --state build/reminded.json
