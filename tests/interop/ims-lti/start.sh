#!/bin/sh
# Becomes the app, with the packages that setup.sh installed.
cd "$(dirname "$0")"
. ../lib.sh
installed_for "$(node --version)" package.json package-lock.json
NODE_PATH=$installed/node_modules exec node app.js
