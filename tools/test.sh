#!/usr/bin/env bash
# Installs the dependencies, builds and runs every test. With --sanitize also the ASan/UBSan build and its tests.
#
# WASMPI_SPEC_SUITE names the folder with spec-json.tar.xz (default: ../shared/spec beside the checkout, if it is there).
set -euo pipefail
cd "$(dirname "$0")/.."
tools/install-deps.sh
. tools/mpi-env.sh
spec=${WASMPI_SPEC_SUITE:-$(realpath -m ../shared/spec)}
[ -e "$spec/spec-json.tar.xz" ] || spec=

run() {
  cmake --preset "$1" -DWASMPI_TESTS=ON -DWASMPI_SPEC_SUITE="$spec"
  cmake --build --preset "$1"
  ctest --preset "$1" --parallel "$(nproc)" --no-tests=error
}

run release
for argument in "$@"; do
  case $argument in
    --sanitize) run sanitize ;;
    *) echo "usage: tools/test.sh [--sanitize]" >&2; exit 2 ;;
  esac
done
