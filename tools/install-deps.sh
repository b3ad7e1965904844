#!/usr/bin/env bash
# Installs what wasmpi needs to build, run and test on Debian 12. Does nothing where everything is there already.
set -euo pipefail

packages=(
  # build
  cmake ninja-build g++ ccache python3 pkg-config git
  llvm-22-dev liblld-22-dev zlib1g-dev libzstd-dev
  libfmt-dev libexpected-dev libcli11-dev nlohmann-json3-dev libffi-dev libb2-dev libxxhash-dev catch2
  libopenmpi-dev openmpi-bin libmpich-dev mpich
  # guests
  clang-22 lld-22 llvm-22 libclang-rt-22-dev-wasm32 wasi-libc libc++-22-dev-wasm32 libc++abi-22-dev-wasm32 flang-22
  # tests and plots
  make autoconf automake meson gfortran
  wabt binutils file gdb strace valgrind nodejs gnuplot-nox xz-utils
  libclang-rt-22-dev # libFuzzer and sanitizers for the preset fuzz
)

missing=()
for package in "${packages[@]}"; do
  if [ "$package" = nodejs ] && command -v node >/dev/null; then continue; fi
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "install-deps: this script knows Debian's apt-get only; please install: ${missing[*]}" >&2
  exit 1
fi
sudo=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "install-deps: not root and no sudo; please install: ${missing[*]}" >&2; exit 1; }
  sudo=(sudo)
fi
echo "install-deps: installing ${missing[*]}"
"${sudo[@]}" apt-get update -q
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
