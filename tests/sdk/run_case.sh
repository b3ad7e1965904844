#!/usr/bin/env bash
# Builds a guest, runs it under Node's WASI and compares all it prints with what is expected.
# Usage: run_case.sh <node> <expected output> <module> <guest arguments> <build command>...
set -eu

node=$1 expected=$2 module=$3
read -ra guest_arguments <<<"$4"
shift 4
mkdir -p "$(dirname "$module")"
rm -f "$module"
"$@"
"$node" --no-warnings "$(dirname "$0")/run_guest.mjs" "$module" ${guest_arguments[@]+"${guest_arguments[@]}"} >"$module.output"
diff -u "$expected" "$module.output"
