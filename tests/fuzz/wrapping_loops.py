#!/usr/bin/env python3
"""Random loops whose addresses wrap at 2^32, or nearly, on wasmpi and on node's V8: both must do the same.

A seed makes a module of several functions with one loop or nest each, called with arguments that put its addresses around 0 and around
2^32. Most modules have a memory of 4 GiB, in which every address is valid; their output is what each call returns and a digest of what
lies around 0 and 2^32. The others have a few pages, and one call, which may trap: until then they must do the same. Vectors of many
loops are computed lane by lane, and taken apart. `--seeds FIRST COUNT` for a fixed set, `--seconds N` for as many as that takes; a
module with a difference is kept in `--keep`.
"""
import argparse
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

WINDOW = 16384  # bytes around 0 and 2^32 that are filled and compared
SCRATCH = 0x30000  # printing happens here
ROWS = 0x32000  # the first index of each row
MAX_ROWS = 7
COUNTS = [0, 1, 2, 3, 5, 8, 16, 17, 33, 40, 100]
SMALL_PAGES = 4

# type, load, store, bytes
ACCESSES = [("i32", "i32.load", "i32.store", 4), ("i64", "i64.load", "i64.store", 8), ("f64", "f64.load", "f64.store", 8),
            ("f32", "f32.load", "f32.store", 4), ("i32", "i32.load8_u", "i32.store8", 1),
            ("i32", "i32.load16_s", "i32.store16", 2), ("v128", "v128.load", "v128.store", 16)]
TO_I64 = {"i32": "(i64.extend_i32_u {})", "i64": "{}", "f64": "(i64.reinterpret_f64 {})",
          "f32": "(i64.extend_i32_u (i32.reinterpret_f32 {}))", "v128": "(i64x2.extract_lane 1 {})"}
# Vectors lane by lane, of 32 and 64 bits; of floats only with those that are no NaN.
VECTOR_BINARY = ["i32x4.add", "i32x4.mul", "i32x4.min_s", "i32x4.max_u", "i64x2.sub", "i64x2.mul", "v128.xor", "v128.andnot",
                 "i8x16.add", "i16x8.add_sat_s", "i32x4.gt_s"]
VECTOR_UNARY = ["i32x4.neg", "i32x4.abs", "i64x2.abs", "v128.not"]
FLOAT_BINARY = ["f32x4.add", "f32x4.sub", "f32x4.mul", "f32x4.min", "f32x4.pmax", "f32x4.max"]
FLOAT_UNARY = ["f32x4.abs", "f32x4.neg", "f32x4.ceil", "f32x4.nearest"]
# Sums of bits that may be a NaN's would be any NaN.
FROM_I64 = {"i32": "(i32.wrap_i64 {})", "i64": "{}", "f64": "(f64.convert_i32_s (i32.wrap_i64 {}))",
            "f32": "(f32.convert_i32_s (i32.shr_s (i32.wrap_i64 {}) (i32.const 9)))", "v128": "(i64x2.splat {})"}


class LoopWriter:
    """The text of one function: $a and $b are addresses, $n a count, $s a stride."""

    def __init__(self, rng):
        self.rng = rng
        self.pointers = []  # (local, step)
        self.is_row = False  # $i goes from $first, which the loop around takes from memory, to $end
        self.only_index = False  # all addresses follow $i

    def constant(self):
        rng = self.rng
        return rng.choice([0, 0, 4, 8, 8, 16, 24, 32, -4, -8, -16, rng.randrange(-64, 64), rng.randrange(-4096, 4096)])

    def address(self, depth):
        """An address that mostly moves by a fixed step."""
        rng = self.rng
        terms = [rng.choice(["(local.get $a)", "(local.get $b)", "(local.get $a)",
                             f"(i32.const {rng.choice([0, 64, 1024, -64, -8, -1024])})"])]
        kind = rng.randrange(10)
        if self.only_index or (self.is_row and rng.random() < 0.8):
            terms.append(f"(i32.shl (local.get $i) (i32.const {rng.choice([0, 2, 3, 3, 4])}))")
            depth = 1
        elif self.pointers and kind < 3:
            terms = [f"(local.get ${rng.choice(self.pointers)})"]
        elif kind < 7:
            terms.append(f"(i32.shl (local.get $i) (i32.const {rng.choice([0, 2, 3, 3, 4])}))")
        elif kind == 7:
            terms.append(f"(i32.mul (local.get $i) {rng.choice(['(local.get $s)', '(i32.const 12)', '(i32.const -8)'])})")
        elif kind == 8:
            terms.append("(i32.shl (i32.and (i32.load (i32.add (local.get $b) (i32.shl (local.get $i) (i32.const 2)))) "
                         "(i32.const 63)) (i32.const 3))")
        if depth > 1 and rng.random() < 0.7:
            terms.append(rng.choice(["(i32.mul (local.get $j) (local.get $s))", "(i32.shl (local.get $j) (i32.const 6))"]))
        value = self.constant()
        if value:
            terms.append(f"(i32.const {value})")
        while len(terms) > 1:
            right = terms.pop(rng.randrange(1, len(terms)))
            terms[0] = f"(i32.add {terms[0]} {right})"
        return terms[0]

    def offset(self):
        value = self.rng.choice([0, 0, 0, 8, 16, 1024])
        return f"offset={value} " if value else ""

    def load(self, depth, access):
        return TO_I64[access[0]].format(f"({access[1]} {self.offset()}{self.address(depth)})")

    def statement(self, depth):
        rng = self.rng
        access = rng.choice(ACCESSES)
        kind = rng.randrange(16)
        if kind >= 13:
            return f"(v128.store {self.offset()}{self.address(depth)} {self.vector(depth)})"
        if kind == 12:
            quotient = f"(i32.div_u (local.get $b) (local.get {rng.choice(['$s', '$i'])}))"
            divisor = quotient.split()[-1].rstrip(")")
            return (f"(if (local.get {divisor}) (then (i32.store (i32.add (i32.and {quotient} (i32.const 0x7ff8)) "
                    f"{self.address(depth)}) (local.get $i))))")
        if kind < 4:
            operation = rng.choice(["i64.add", "i64.xor", "i64.sub"])
            return f"(local.set $sum ({operation} (local.get $sum) {self.load(depth, access)}))"
        if kind < 10:
            value = rng.choice(["(local.get $sum)", "(i64.extend_i32_u (local.get $i))", "(i64.const 77)",
                                self.load(depth, access), self.load(depth, access),
                                f"(i64.add {self.load(depth, access)} {self.load(depth, access)})"])
            return f"({access[2]} {self.offset()}{self.address(depth)} {FROM_I64[access[0]].format(value)})"
        if kind == 10:
            return f"(drop ({access[1]} {self.address(depth)}))"
        return f"(if (i64.eqz (i64.and {self.load(depth, access)} (i64.const 3))) (then {self.statement(depth)}))"

    def vector(self, depth):
        """Something made lane by lane of one or two vectors in memory."""
        rng = self.rng
        first, second = (f"(v128.load {self.offset()}{self.address(depth)})" for _ in range(2))
        kind = rng.randrange(8)
        if kind == 0:  # one instruction of LLVM
            return f"(i32x4.sub (i32x4.lt_s {first} {second}) (i32x4.gt_s {first} {second}))"
        if kind == 1:
            return f"({rng.choice(['i32x4.shl', 'i32x4.shr_s', 'i64x2.shr_u'])} {first} (local.get $s))"
        if kind < 5:
            second = rng.choice([second, "(i32x4.splat (local.get $i))", "(i64x2.splat (i64.const -3))", "(i32x4.splat (local.get $s))"])
            return f"({rng.choice(VECTOR_BINARY)} {first} ({rng.choice(VECTOR_UNARY)} {second}))"
        # Below 2 and nothing but numbers: the exponent's highest bit is 0.
        first, second = (f"(v128.and {value} (i32x4.splat (i32.const 0xbfffffff)))" for value in (first, second))
        return f"({rng.choice(FLOAT_BINARY)} {first} ({rng.choice(FLOAT_UNARY)} {second}))"

    def unrolled(self, depth):
        """The same access several times, a few bytes apart, as compilers unroll loops."""
        rng = self.rng
        kind, load, store, size = rng.choice(ACCESSES)
        source, target = self.address(depth), self.address(depth)
        lines = []
        for k in range(rng.choice([2, 4])):
            at = lambda base: f"(i32.add {base} (i32.const {k * size}))" if k else base
            loaded = f"({load} {at(source)})"
            if rng.random() < 0.3:
                lines.append(f"(local.set $sum (i64.add (local.get $sum) {TO_I64[kind].format(loaded)}))")
            else:
                lines.append(f"({store} {at(target)} {loaded})")
        return " ".join(lines)

    def body(self, depth):
        return "\n      ".join(self.unrolled(depth) if self.rng.random() < 0.3 else self.statement(depth)
                               for _ in range(self.rng.randrange(1, 4)))

    def row(self, step):
        """Sets $first and $end."""
        return (f"(local.set $first (i32.load offset={ROWS} (i32.shl (local.get $j) (i32.const 2)))) "
                f"(local.set $end (i32.add (local.get $first) (i32.mul (local.get $n) (i32.const {step}))))")

    def inner(self, depth, is_never_empty):
        """A loop that runs about $n times and ends for every argument; if `is_never_empty`, for every $n but 0."""
        rng = self.rng
        step = rng.choice([1, 1, 1, 2, 3, 4] if self.is_row else [1, 1, 1, 2, 3, 4, -1, -2])
        self.pointers = [] if self.only_index else [f"p{k}" for k in range(rng.randrange(3))]
        bumps = [(name, rng.choice([4, 8, 16, 32, -8, -16])) for name in self.pointers]
        start = [f"(local.set ${name} {rng.choice(['(local.get $a)', '(local.get $b)'])})" for name in self.pointers]
        end = [f"(local.set ${name} (i32.add (local.get ${name}) (i32.const {by})))" for name, by in bumps]
        body = self.body(depth)
        if rng.random() < 0.15:
            body += f"\n      (br_if $out (i64.eq (local.get $sum) (i64.const {rng.randrange(100)})))"
        form = rng.randrange(4)
        if self.is_row:
            start.append(self.row(step))
            first, test = "(local.get $first)", rng.choice(
                ["(i32.ne (local.get $i) (local.get $end))", "(i32.lt_s (local.get $i) (local.get $end))",
                 "(i32.lt_u (local.get $i) (local.get $end))", "(i32.le_s (local.get $i) (local.get $end))"])
        elif step < 0:
            first, test = f"(i32.mul (local.get $n) (i32.const {-step}))", rng.choice(
                ["(i32.gt_s (local.get $i) (i32.const 0))", "(i32.ne (local.get $i) (i32.const 0))",
                 "(i32.ge_s (local.get $i) (i32.const 1))"])
        else:
            first = "(i32.const 0)"
            limit = f"(i32.mul (local.get $n) (i32.const {step}))"
            test = [f"(i32.ne (local.get $i) {limit})", f"(i32.lt_s (local.get $i) (local.get $n))",
                    f"(i32.lt_u (local.get $i) {limit})", f"(i32.le_s (local.get $i) (local.get $n))"][form]
        advance = f"(local.set $i (i32.add (local.get $i) (i32.const {step})))"
        return f"""(block $out
      {' '.join(start)}
      (local.set $i {first})
      {'' if is_never_empty else '(br_if $out (i32.eqz (local.get $n)))'}
      (loop $again
      {body}
      {' '.join(end)}
      {advance}
      (br_if $again {test})))"""

    def function(self, name):
        rng = self.rng
        depth = rng.choice([1, 2])
        self.is_row = depth == 2 and rng.random() < 0.5
        self.only_index = self.is_row and rng.random() < 0.7
        # Not constant: a loop known to be short is unrolled.
        row_count = f"(i32.add (i32.rem_u (local.get $n) (i32.const {rng.randrange(1, MAX_ROWS - 1)})) (i32.const 1))"
        is_never_empty = depth == 2 and rng.random() < 0.5
        loop = self.inner(depth, is_never_empty)
        if depth == 2:
            loop = f"""(block $done (local.set $j (i32.const 0))
      {'(br_if $done (i32.eqz (local.get $n)))' if is_never_empty else ''}
      (loop $outer
      {loop}
      (local.set $j (i32.add (local.get $j) (i32.const 1)))
      (br_if $outer (i32.{rng.choice(['lt_u', 'ne', 'le_s'])} (local.get $j) {row_count}))))"""
        return f"""  (func ${name} (param $a i32) (param $b i32) (param $n i32) (param $s i32) (result i64)
    (local $i i32) (local $j i32) (local $p0 i32) (local $p1 i32) (local $sum i64) (local $first i32) (local $end i32)
    {loop}
    (local.get $sum))"""


RUNTIME = f"""
  (func $digest (param $p i32) (param $end i32) (result i64) (local $sum i64)
    (loop $again
      (local.set $sum (i64.rotl (i64.mul (i64.xor (local.get $sum) (i64.load (local.get $p))) (i64.const 0x9E3779B97F4A7C15)) (i64.const 29)))
      (br_if $again (i32.ne (local.tee $p (i32.add (local.get $p) (i32.const 8))) (local.get $end))))
    (local.get $sum))
  (func $print (param $value i64) (local $k i32) (local $digit i32)
    (loop $again
      (local.set $digit (i32.wrap_i64 (i64.and (local.get $value) (i64.const 15))))
      (i32.store8 offset={SCRATCH + 16} (i32.sub (i32.const 15) (local.get $k))
        (i32.add (local.get $digit) (select (i32.const 87) (i32.const 48) (i32.gt_u (local.get $digit) (i32.const 9)))))
      (local.set $value (i64.shr_u (local.get $value) (i64.const 4)))
      (br_if $again (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 1))) (i32.const 16))))
    (i32.store8 (i32.const {SCRATCH + 32}) (i32.const 10))
    (i32.store (i32.const {SCRATCH}) (i32.const {SCRATCH + 16}))
    (i32.store (i32.const {SCRATCH + 4}) (i32.const 17))
    (drop (call $write (i32.const 1) (i32.const {SCRATCH}) (i32.const 1) (i32.const {SCRATCH + 8}))))"""


def data_text(rng, byte_count):
    return "".join(f"\\{rng.randrange(256):02x}" for _ in range(byte_count))


def module_text(seed):
    """The module of a seed."""
    rng = random.Random(seed)
    is_whole = rng.random() < 0.75
    functions = [LoopWriter(rng).function(f"f{k}") for k in range(10 if is_whole else 1)]
    edges = [0, 0, 8, 64, 4096, -8, -16, -64, -256, -1024, 3, -5]
    calls = []
    for k in range(len(functions)):
        for _ in range(6 if is_whole else 1):
            a, b = (rng.choice(edges) + rng.choice([0, 0, rng.randrange(-40, 40)]) for _ in "ab")
            if not is_whole and rng.random() < 0.7:
                a, b = (SMALL_PAGES * 65536 - rng.choice([64, 256, 512]) for _ in "ab")
            arguments = f"(i32.const {a}) (i32.const {b}) (i32.const {rng.choice(COUNTS)}) " \
                        f"(i32.const {rng.choice([0, 8, 16, -8, 4, 64, 12, -1000])})"
            calls.append(f"(call $print (call $f{k} {arguments}))")
            if is_whole:
                calls.append(f"(call $print (call $digest (i32.const 0) (i32.const {WINDOW})))")
                calls.append(f"(call $print (call $digest (i32.const {-WINDOW}) (i32.const 0)))")
    pages = 65536 if is_whole else SMALL_PAGES
    # Small, or such that the last one's address, for some scale, is near 2^32.
    rows = [rng.choice([rng.randrange(8), rng.randrange(64), (1 << rng.randrange(28, 33)) - rng.choice(COUNTS) + rng.randrange(-8, 8)])
            for _ in range(MAX_ROWS)]
    row_text = "".join(f"\\{byte:02x}" for row in rows for byte in (row % (1 << 32)).to_bytes(4, "little"))
    segments = [f'(data (i32.const {ROWS}) "{row_text}")', f'(data (i32.const 0) "{data_text(rng, 2048)}")']
    if is_whole:
        segments.append(f'(data (i32.const -2048) "{data_text(rng, 2048)}")')
    return f"""(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") {pages})
  {' '.join(segments)}
{chr(10).join(functions)}
{RUNTIME}
  (func (export "_start")
    {chr(10).join(calls)}))"""


ORACLE = """
const fs = require('fs');
let memory;
const write = (fd, vectors, count, result) => {
  const view = new DataView(memory.buffer);
  const at = view.getUint32(vectors, true), size = view.getUint32(vectors + 4, true);
  fs.writeSync(1, new Uint8Array(memory.buffer, at, size));
  return 0;
};
const module = new WebAssembly.Module(fs.readFileSync(process.argv[1]));
const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: { fd_write: write } });
memory = instance.exports.memory;
try {
  instance.exports._start();
} catch (error) {
  if (!/memory access out of bounds/.test(error.message)) throw error;
  fs.writeSync(1, 'trap\\n');
}
"""


class Comparer:
    def __init__(self, arguments, folder):
        self.arguments = arguments
        self.folder = folder
        self.checked_loops = 0

    def run(self, command):
        return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300, check=False)

    def assemble(self, seed):
        source, module = self.folder / "loops.wat", self.folder / "loops.wasm"
        source.write_text(module_text(seed))
        done = self.run([self.arguments.wat2wasm, source, "-o", module])
        if done.returncode:
            sys.exit(f"seed {seed}: {done.stderr}")
        return module

    def on_wasmpi(self, module):
        done = self.run([self.arguments.run, "--mpi", "none", "--no-cache", "--verbose", "--max-memory", "4G", module])
        found = re.search(r"(\d+) loops check", done.stderr)
        self.checked_loops += int(found.group(1)) if found else 0
        if "out of bounds memory access" in done.stderr:
            return done.stdout + "trap\n"
        return done.stdout if done.returncode == 0 else f"{done.stdout}exit status {done.returncode}\n{done.stderr}"

    def on_v8(self, module):
        done = self.run([self.arguments.node, "-e", ORACLE, module])
        return done.stdout if done.returncode == 0 else f"V8: {done.stderr}"

    def differs(self, seed):
        module = self.assemble(seed)
        actual, expected = self.on_wasmpi(module), self.on_v8(module)
        # After an access out of bounds nothing is compared, nor whether it traps: see codegen/README.md.
        before, trap, _ = expected.partition("trap\n")
        if actual == expected or (trap and actual.startswith(before)):
            return False
        print(f"seed {seed}: wasmpi and V8 differ")
        for line, (ours, theirs) in enumerate(zip(actual.splitlines() + [""], expected.splitlines() + [""])):
            if ours != theirs:
                print(f"  line {line + 1}: {ours!r}, V8: {theirs!r}")
                break
        if self.arguments.keep:
            self.arguments.keep.mkdir(parents=True, exist_ok=True)
            (self.arguments.keep / f"{seed}.wat").write_text(module_text(seed))
        return True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("run", "wat2wasm", "node"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("--seeds", type=int, nargs=2, default=(0, 10), metavar=("FIRST", "COUNT"))
    parser.add_argument("--seconds", type=float, help="instead of COUNT")
    parser.add_argument("--keep", type=pathlib.Path, help="folder for modules with a difference")
    arguments = parser.parse_args()
    first, count = arguments.seeds
    end = time.monotonic() + arguments.seconds if arguments.seconds else None
    failures = done = 0
    with tempfile.TemporaryDirectory(prefix="wasmpi-loops-") as folder:
        comparer = Comparer(arguments, pathlib.Path(folder))
        while (time.monotonic() < end) if end else (done < count):
            failures += comparer.differs(first + done)
            done += 1
    print(f"{done} modules, {failures} differ; {comparer.checked_loops} loops had a check")
    # Without any check nothing has been tested.
    sys.exit(1 if failures or comparer.checked_loops < done else 0)


if __name__ == "__main__":
    main()
