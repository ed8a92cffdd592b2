#!/usr/bin/env bash
# The program of the checked-out default branch, from its hash-checked lock file.
set -euo pipefail
cd "$(dirname "$0")/../.."
make setup
