// Runs a module under Node's WASI as run_wasi_test.py runs wasmpi: the working directory is preopened as ".".
// usage: node node_wasi.mjs [NAME=VALUE]... -- module [argument]...
import {readFile} from 'node:fs/promises';
import {WASI} from 'node:wasi';

const given = process.argv.slice(2);
const end = given.indexOf('--');
const [path, ...rest] = given.slice(end + 1);
const env = Object.fromEntries(given.slice(0, end).map((text) => {
  const equals = text.indexOf('=');
  return [text.slice(0, equals), text.slice(equals + 1)];
}));
const wasi = new WASI({version: 'preview1', args: [path, ...rest], env, preopens: {'.': '.'}, returnOnExit: true});
const module = await WebAssembly.compile(await readFile(path));
const instance = await WebAssembly.instantiate(module, {wasi_snapshot_preview1: wasi.wasiImport});
process.exitCode = wasi.start(instance);
