#!/bin/sh
# Installs the app's packages; nothing to do while requirements.txt stays as it is. Ends with 75 when the package
# registry cannot be reached. PYTHON names the interpreter (default: python3).
cd "$(dirname "$0")"
. ../lib.sh
install_python
