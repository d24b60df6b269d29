#!/bin/sh
# Installs what package-lock.json pins; nothing to do while it stays as it is. Ends with 75 when the package registry
# cannot be reached.
cd "$(dirname "$0")"
. ../lib.sh
needs node npm
installed_for "$(node --version)" package.json package-lock.json
if is_installed; then exit 0; fi
cp package.json package-lock.json "$installed"
cd "$installed"
fetch npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 --loglevel=error
touch complete
