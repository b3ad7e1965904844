// Runs a guest under Node's WASI, an engine of others, and prints its output and exit status.
// Imports from "mpi" are recorded, not served: each call prints its name and arguments (linear
// memory addresses as *) and returns success. Usage: node run_guest.mjs module.wasm [argument...]
import fs from "node:fs";
import { WASI } from "node:wasi";

const firstDataAddress = 8 * 1024 * 1024; // wasmpi-cc puts the stack below, the data from here on
const [path, ...args] = process.argv.slice(2);
const module = await WebAssembly.compile(fs.readFileSync(path));
const wasi = new WASI({ version: "preview1", args: [path, ...args], env: {}, returnOnExit: true });
const kAnswers = { gethostname: () => -1, process_id: () => 1, parent_process_id: () => 0, resource_usage: () => -1 };
const imports = { wasi_snapshot_preview1: wasi.wasiImport, wasmpi: kAnswers }; // getImportObject() is missing in Debian 12's Node 18

const isAddress = (value) => typeof value === "number" && value > 65536 && value < 2 * firstDataAddress;
for (const { module: from, name } of WebAssembly.Module.imports(module)) {
  if (from !== "mpi") continue;
  imports.mpi ??= {};
  imports.mpi[name] = (...values) => {
    const shown = values.map((value) => (isAddress(value) ? "*" : String(value)));
    fs.writeSync(1, `host: ${name}(${shown.join(", ")})\n`);
    return 0;
  };
}
const instance = await WebAssembly.instantiate(module, imports);
fs.writeSync(1, `exit status ${wasi.start(instance)}\n`);
