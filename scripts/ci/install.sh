#!/usr/bin/env bash
# The program of the checked-out default branch, from its hash-checked lock file.
set -euo pipefail
cd "$(dirname "$0")/../.."
make setup
# The engine that reads words in pictures, where the policy of the checked-out branch asks for it; without it nothing would pass.
if .venv/bin/python scripts/ci/reads_pictures.py; then
  make setup-pictures
fi
