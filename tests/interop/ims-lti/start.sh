#!/bin/sh
# Becomes the app, with the packages that setup.sh installed.
cd "$(dirname "$0")"
. ../lib.sh
run_node app.js
