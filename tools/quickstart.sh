#!/usr/bin/env bash
# From a fresh Debian 12 to the main job: installs the dependencies, builds, and runs a PingPong under mpiexec, native and as Wasm.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/install-deps.sh
. tools/mpi-env.sh
cmake --preset release -DWASMPI_TESTS=OFF
cmake --build --preset release
build=build/release

echo
echo "== one C program, compiled to Wasm, on 4 ranks =="
"$build/sdk/bin/wasmpi-cc" bench/benchmarks/hello.c -o "$build/hello.wasm"
mpiexec.openmpi -n 4 "$build/bin/wasmpi-run" "$build/hello.wasm"

echo
echo "== PingPong, native and Wasm in turn, on 2 ranks =="
"$build/bin/wasmpi-bench" pingpong
