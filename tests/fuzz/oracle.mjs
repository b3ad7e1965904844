// The other end of node_oracle.cpp: runs generated modules on V8 and says what they did, in the words of outcome.h.
import fs from 'node:fs';
import v8 from 'node:v8';
import { execFileSync } from 'node:child_process';

const VALIDATE_ONLY = 0xFFFFFFFF;
const MODULES_BEFORE_COLLECTION = 24; // each memory takes some GiB of address space until then

/** The flags of features that are not on in every V8. */
const FLAGS = {
  'memory64': 'memory64', 'multi-memory': 'multi-memory', 'exceptions': 'exnref', 'function-references': 'typed-funcref',
  'tail-call': 'return-call', 'extended-const': 'extended-const',
};
const v8Options = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });

function setFlag(feature, isOn) {
  // V8 complains about flags it does not have (any more).
  if (v8Options.includes(`--experimental-wasm-${FLAGS[feature]} `))
    v8.setFlagsFromString(`--${isOn ? '' : 'no-'}experimental-wasm-${FLAGS[feature]}`);
}

const section = (id, ...content) => [id, content.length, ...content];
const header = [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0];
/** A module with one function () -> () of this code, and other sections before it. */
const withCode = (...code) => [
  ...header, ...section(1, 1, 0x60, 0, 0), ...section(3, 1, 0), ...section(10, 1, code.length + 2, 0, ...code, 0x0B)];
const vector = [0xFD, 12, ...new Array(16).fill(0)];

/** A module that only a V8 with the feature takes. Not relaxed-simd: engines may choose results of their own. */
const PROBES = {
  'simd': withCode(...vector, 0x1A),
  'tail-call': withCode(0x12, 0),
  'extended-const': [...header, ...section(6, 1, 0x7F, 0, 0x41, 1, 0x41, 1, 0x6A, 0x0B)],
  'multi-memory': [...header, ...section(5, 2, 0, 1, 0, 1)],
  'memory64': [...header, ...section(5, 1, 4, 1)],
  'exceptions': withCode(0x1F, 0x40, 0, 0x0B),
  'legacy-exceptions': withCode(0x06, 0x40, 0x0B),
  'threads': withCode(0xFE, 3, 0),
  'function-references': withCode(0xD0, 0, 0xD4, 0x1A),
  'wide-arithmetic': withCode(0x42, 0, 0x42, 0, 0x42, 0, 0x42, 0, 0xFC, 0x13, 0x1A, 0x1A),
};
const ALWAYS = ['mvp', 'sign-ext', 'sat-float', 'mutable-global', 'multi-value', 'bulk-memory', 'reference-types'];

const TRAPS = [
  [/unaligned access/, 'unaligned atomic'],
  [/Atomics\.wait cannot be called/, 'expected shared memory'],
  [/dereferencing a null pointer/, 'null'],
  [/unreachable/, 'unreachable'],
  [/memory access out of bounds|memory segment out of bounds|data segment/, 'memory'],
  [/null function or function signature|indirect call signature|signature mismatch/, 'signature'],
  [/table (index|access) is out of bounds|table access out of bounds|table index|element segment|table.*out of bounds/, 'table'],
  [/divide by zero|remainder by zero/, 'divide'],
  [/unrepresentable/, 'unrepresentable'],
  [/call stack/, 'stack'],
];

function trapOf(error) {
  if (error instanceof WebAssembly.Exception)
    return 'trap uncaught exception';
  for (const [pattern, name] of TRAPS)
    if (pattern.test(error.message))
      return `trap ${name}`;
  return `threw ${error}`;
}

function digest(buffer, value) {
  for (const word of new Int32Array(buffer)) {
    value = Math.imul(value ^ word, 0x01000193);
    value ^= value >>> 15;
  }
  return value;
}

function describe(exports, result) {
  let value = 0, pages = '';
  for (let i = 0; exports[i === 0 ? 'memory' : `memory${i}`] !== undefined; ++i) {
    const { buffer } = exports[i === 0 ? 'memory' : `memory${i}`];
    value = digest(buffer, value);
    pages += `/${buffer.byteLength / 65536}`;
  }
  const hex = (number, width) => number.toString(16).padStart(width, '0');
  return `${result} memory:${hex(value >>> 0, 8)}${pages} state:${hex(BigInt.asUintN(64, exports.state()), 16)}`;
}

function attempt(action) {
  try {
    action();
    return 'ok';
  } catch (error) {
    return trapOf(error);
  }
}

function instantiate(module) {
  try {
    return new WebAssembly.Instance(module);
  } catch (error) {
    if (!(error instanceof RangeError))
      throw error;
    globalThis.gc();
    return new WebAssembly.Instance(module);
  }
}

function run(bytes, runCount) {
  let instance;
  try {
    instance = instantiate(new WebAssembly.Module(bytes));
  } catch (error) {
    return error instanceof WebAssembly.RuntimeError ? trapOf(error) : `refused: ${error.message}`;
  }
  const lines = [];
  for (let i = 0; i < runCount; ++i)
    lines.push(describe(instance.exports, attempt(instance.exports[`run${i}`])));
  return lines.join('\n');
}

function validate(bytes) {
  try {
    new WebAssembly.Module(bytes);
    return 'valid';
  } catch (error) {
    return `invalid: ${error.message}`;
  }
}

function read(size) {
  const bytes = Buffer.alloc(size);
  for (let done = 0; done < size;) {
    const count = fs.readSync(0, bytes, done, size - done, null);
    if (count === 0)
      process.exit(0);
    done += count;
  }
  return bytes;
}

function answer(text) {
  const content = Buffer.from(text, 'utf8'), length = Buffer.alloc(4);
  length.writeUInt32LE(content.length);
  const all = Buffer.concat([length, content]);
  for (let done = 0; done < all.length;)
    done += fs.writeSync(1, all, done);
}

for (const feature of Object.keys(FLAGS))
  setFlag(feature, true);
const known = Object.keys(PROBES).filter((name) => WebAssembly.validate(new Uint8Array(PROBES[name])));
// An early form of a feature gives bytes another meaning.
for (const feature of Object.keys(FLAGS))
  if (!known.includes(feature))
    setFlag(feature, false);
answer([...ALWAYS, ...known].join('\n'));
for (let count = 1; ; ++count) {
  const request = read(read(4).readUInt32LE());
  const number = request.readUInt32LE(), module = new Uint8Array(request.subarray(4));
  answer(number === VALIDATE_ONLY ? validate(module) : run(module, number));
  if (count % MODULES_BEFORE_COLLECTION === 0)
    globalThis.gc();
}
