# Shared by the scripts beside it: where the project is, and what a fresh Debian 12 lacks.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

packages=(
  clang-16 lld-16 libclang-rt-16-dev cmake ninja-build ccache git ca-certificates
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libssl-dev
  libpugixml-dev libyaml-cpp-dev libsqlite3-dev libcli11-dev zlib1g-dev libgtest-dev libgmock-dev
  libxml2-utils curl python3 python3-venv python3-jsonschema python3-yaml python3-requests nodejs chromium
)

# Installs what is missing; asks for nothing when everything is there.
install_packages() {
  local missing=()
  for package in "${packages[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  command -v npm >/dev/null || missing+=(npm) # may be there otherwise
  apt_install "${missing[@]}"
}

# What builds the tools of others beside Python and npm: packages by the program that they bring, which may be there otherwise.
install_interop_packages() {
  local missing=()
  command -v javac >/dev/null || missing+=(default-jdk-headless)
  command -v mvn >/dev/null || missing+=(maven)
  apt_install "${missing[@]}"
}

apt_install() {
  [ "$#" -eq 0 ] && return 0
  echo "Installing: $*"
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 update -qq
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$@" >/dev/null
}

# build PRESET [TARGET...]
build() {
  local preset=$1
  shift
  cmake --preset "$preset" >"build-$preset.log" 2>&1 || { cat "build-$preset.log"; rm -f "build-$preset.log"; return 1; }
  rm -f "build-$preset.log"
  cmake --build --preset "$preset" ${1:+--target "$@"}
}
