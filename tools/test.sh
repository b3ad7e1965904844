#!/usr/bin/env bash
# Installs the dependencies, builds and runs every test. With --sanitize also the ASan/UBSan build and its tests.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/install-deps.sh
. tools/mpi-env.sh

run() {
  cmake --preset "$1" -DWASMPI_TESTS=ON
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
