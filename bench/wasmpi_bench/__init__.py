"""Compares programs compiled to Wasm and run by wasmpi with the same programs built natively."""
