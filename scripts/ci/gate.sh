#!/usr/bin/env bash
# Judge what the event concerns. The verdict is the status on the pull request; this run fails only where none could be had.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec "${SANSHEN:-.venv/bin/sanshen}" event --base HEAD
