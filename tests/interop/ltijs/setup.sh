#!/bin/sh
# Installs the app's packages; nothing to do while package-lock.json stays as it is. Ends with 75 when the package
# registry cannot be reached.
cd "$(dirname "$0")"
. ../lib.sh
install_node
