# shellcheck shell=sh
# Sourced by each tool's setup.sh and start.sh, with the tool's folder as the current one: where its packages are.
# They live outside the checkout, in a folder named after what was asked for, so that checkouts share them and a
# changed lock file is another folder. EASEL_INTEROP_CACHE names another place for all of them.
set -eu

python=${PYTHON:-python3}
out_of_reach=75

# installed_for VERSION FILE...: sets $installed to the folder for this interpreter and these lock files.
installed_for() {
    version=$1
    shift
    wanted=$( (echo "$version"; cat "$@") | sha256sum | cut -c1-16)
    installed=${EASEL_INTEROP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/easel-interop}/$(basename "$PWD")-$wanted
}

# is_installed: whether an earlier run finished; otherwise one process at a time goes on with an empty folder.
is_installed() {
    mkdir -p "$(dirname "$installed")"
    exec 9>"$installed.lock"
    flock 9
    [ -f "$installed/complete" ] && return 0
    rm -rf "$installed"
    mkdir -p "$installed"
    return 1
}

# needs PROGRAM...: ends with 75 when the machine lacks one of them.
needs() {
    for program in "$@"; do
        if ! command -v "$program" >/dev/null; then
            echo "$program is not installed" >&2
            exit "$out_of_reach"
        fi
    done
}

# fetch COMMAND...: runs a package client. Ends with 75 when its registry is out of reach, with 1 for other trouble.
fetch() {
    "$@" >"$installed/log" 2>&1 && return 0
    cat "$installed/log" >&2
    if grep -Eqi 'Retrying|Max retries exceeded|timed out|ProxyError|Could not fetch URL|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|Unknown host|Connection refused|Network is unreachable|Could not transfer' \
        "$installed/log"; then
        echo "registry out of reach" >&2
        exit "$out_of_reach"
    fi
    exit 1
}

# install_python: a virtual environment with what requirements.txt asks for.
install_python() {
    needs "$python"
    installed_for "$("$python" --version)" requirements.txt
    if is_installed; then return 0; fi
    "$python" -m venv "$installed/venv"
    fetch "$installed/venv/bin/python" -m pip install --quiet --disable-pip-version-check --retries 2 \
        --requirement requirements.txt
    touch "$installed/complete"
}

# run_python FILE: becomes the application.
run_python() {
    installed_for "$("$python" --version)" requirements.txt
    exec "$installed/venv/bin/python" "$@"
}

# install_node: what package-lock.json pins. No install script of a package runs: where one has native parts, its package
# carries them.
install_node() {
    needs node npm
    installed_for "$(node --version)" package.json package-lock.json
    if is_installed; then return 0; fi
    cp package.json package-lock.json "$installed"
    cd "$installed"
    fetch npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 --loglevel=error
    touch complete
}

# run_node FILE: becomes the application.
run_node() {
    installed_for "$(node --version)" package.json package-lock.json
    NODE_PATH=$installed/node_modules exec node "$@"
}
