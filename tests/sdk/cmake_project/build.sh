#!/usr/bin/env bash
# Configures this project anew with the SDK's toolchain file and builds it.
# Usage: build.sh <cmake> <staged sdk> <build folder>
set -eu

rm -rf "$3"
"$1" -G Ninja -S "$(dirname "$0")" -B "$3" -DCMAKE_BUILD_TYPE=Release \
  --toolchain "$2/share/wasmpi/cmake/wasmpi-toolchain.cmake"
"$1" --build "$3"
