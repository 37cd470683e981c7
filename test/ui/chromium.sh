#!/usr/bin/env bash
# Debian's chromium for the tests of the page, unless there is one or CHROMIUM names another. Only root can install it.
set -euo pipefail
[ -n "${CHROMIUM:-}" ] && exit 0
command -v chromium chromium-browser >/dev/null && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then echo 'no chromium: the tests of the page are skipped'; exit 0; fi
echo 'installing chromium'
# test/cluster/up.sh may install packages at the same time.
exec 9>/var/lock/prometheus-metacontroller-apt; flock 9
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
