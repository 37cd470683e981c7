#!/usr/bin/env bash
# Starts the cluster of up.sh anew: what an earlier run left in it would be in the way. Takes the environment of up.sh.
set -euo pipefail
cd "$(dirname "$0")"
bash down.sh >/dev/null 2>&1
exec bash up.sh
