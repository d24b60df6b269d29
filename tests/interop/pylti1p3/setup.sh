#!/bin/sh
# Installs the app's packages into .venv beside this file; nothing to do while requirements.txt stays as it is.
# Ends with 75 when the package registry cannot be reached. PYTHON names the interpreter (default: python3).
set -eu
cd "$(dirname "$0")"
python=${PYTHON:-python3}

wanted=$(cat requirements.txt; "$python" --version)
if [ -x .venv/bin/python ] && [ "$(cat .venv/installed 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi

rm -rf .venv
"$python" -m venv .venv
if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --retries 2 \
    --requirement requirements.txt >.venv/pip.log 2>&1; then
    cat .venv/pip.log >&2
    if grep -Eq 'Retrying|Max retries exceeded|timed out|ProxyError|Could not fetch URL' .venv/pip.log; then
        echo "registry out of reach" >&2
        exit 75
    fi
    exit 1
fi
printf '%s\n' "$wanted" >.venv/installed
