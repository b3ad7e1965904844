"""wasmpi-compile: several modules and CPUs, other architectures, reports, progress."""
import json
import os
import platform
import re
import subprocess
import unittest

from support import COMPILE, GuestTest, on_terminal
from wasmpi_bench.shapes import SHAPES

OBJDUMP = os.environ["LLVM_OBJDUMP"]


class CompileTest(GuestTest):
    def compile(self, *arguments, status=0):
        done = subprocess.run([COMPILE, "--cache-dir", self.cache, *arguments], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def report(self, *arguments, status=0):
        return json.loads(self.compile("--json", *arguments, status=status).stdout)


class Filling(CompileTest):
    def test_several_modules_for_several_cpus(self):
        modules = [self.build("hello.c"), self.build("trap.c")]
        lines = self.report("--cpu=native,x86-64,x86-64-v3", *modules)["modules"]
        self.assertEqual([line["state"] for line in lines], 6 * ["compiled"])
        self.assertEqual(len({line["entry"] for line in lines}), 6)
        self.assertEqual({os.path.basename(os.path.dirname(line["entry"])) for line in lines} - {"x86-64", "x86-64-v3"},
                         {os.path.basename(os.path.dirname(lines[0]["entry"]))})
        self.assertTrue(all(line["functions"] > 5 and line["seconds"] > 0 for line in lines))
        again = self.report("--cpu=native,x86-64,x86-64-v3", *modules)["modules"]
        self.assertEqual([line["state"] for line in again], 6 * ["present"])

    def test_native_is_what_wasmpi_run_looks_for(self):
        hello = self.build("hello.c")
        self.compile("--cpu=native", "--target=x86_64", hello)
        self.assertIn("from the cache", self.run_guest(hello, options=["--verbose"]).stderr)

    def test_a_bad_module_does_not_keep_the_others_from_being_compiled(self):
        bad = self.folder / "bad.wasm"
        bad.write_bytes(b"\0asm\1\0\0\0\xff")
        missing = self.folder / "missing.wasm"
        hello = self.build("hello.c")
        lines = self.report(bad, missing, hello, status=1)["modules"]
        self.assertEqual([line["state"] for line in lines], ["failed", "failed", "compiled"])
        self.assertIn("bad.wasm: ", lines[0]["error"])
        self.assertIn("missing.wasm: cannot open", lines[1]["error"])

    def test_an_unknown_cpu_is_refused_with_a_way_to_know_them(self):
        done = self.compile("--cpu=fast", self.build("hello.c"), status=1)
        self.assertRegex(done.stderr, "hello.wasm: unknown CPU 'fast'.*-mcpu=help lists them")

    def test_what_does_not_go_together_is_refused(self):
        for arguments, message in ((["--list", "a.wasm"], "takes no module"), ([], "no module given"),
                                   (["--check", "--list"], "at most 1 options"), (["--max-size=1G", "a.wasm"], "need --prune"),
                                   (["--emit=ir", "-o", "x", "a.wasm", "b.wasm"], "one module"),
                                   (["--emit=ir", "a.wasm", "b/a.wasm"], "a.wasm and b/a.wasm would both be written to a.ll"),
                                   (["--emit=asm", "a.wasm", "b/a.wat"], "would both be written to a.s"),
                                   (["--emit=ir", "-o", "./a.wasm", "a.wasm"], "would be written over the module"),
                                   (["--emit=obj", "a.o"], "would be written over the module"),
                                   (["--emit=ir", "--cpu=a,b", "a.wasm"], "one CPU"), (["-o", "x", "a.wasm"], "-o needs --emit"),
                                   (["--prune", "--older-than=soon"], "is not a time"), (["--expect=12", "--import=x"], "not a digest")):
            self.assertIn(message, self.compile(*arguments, status=2).stderr)

    def test_an_empty_value_is_refused(self):
        hello = self.build("hello.c")
        whole = hello.read_bytes()
        for option in ("--export", "--import", "--output", "--cpu", "--target", "--compiler"):
            done = self.compile(option, "", hello, status=2)
            self.assertRegex(done.stderr, f"^wasmpi-compile: {option}: .* empty")
        for option in ("--export", "--import", "--output", "--cpu"):
            self.assertIn(f"{option}: its value is empty", self.compile(f"{option}=", hello, status=2).stderr)
        for names in ("native,", ",native", "native,,x86-64", ","):
            self.assertIn(f"a name is empty in '{names}'", self.compile("--cpu", names, hello, status=2).stderr)
        done = subprocess.run([COMPILE, "--cache-dir", "", "--list"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("--cache-dir: its value is empty", done.stderr)
        self.assertEqual(self.entries(), [])
        self.assertEqual(hello.read_bytes(), whole)

    def test_the_help_says_where_the_cache_is(self):
        said = subprocess.run([COMPILE, "--help"], capture_output=True, text=True, check=True).stdout
        self.assertIn("$WASMPI_CACHE_DIR, $XDG_CACHE_HOME/wasmpi, ~/.cache/wasmpi", " ".join(said.split()))

    def test_check_answers_by_its_exit_status_and_compiles_nothing(self):
        hello, trap = self.build("hello.c"), self.build("trap.c")
        self.assertIn("hello.wasm: not in the cache", self.compile("--check", hello, status=3).stdout)
        self.assertEqual(self.entries(), [])
        self.compile(hello)
        self.assertIn("(was there)", self.compile("--check", hello).stdout)
        states = [line["state"] for line in self.report("--check", hello, trap, status=3)["modules"]]
        self.assertEqual(states, ["present", "missing"])
        self.compile("--check", "-O", "0", hello, status=3)
        self.compile("--check", "--cpu=native,x86-64-v2", hello, status=3)


@unittest.skipUnless(platform.machine() == "x86_64", "names CPUs of x86-64")
class CompatibleEntries(CompileTest):
    """x86-64-v2 is what every machine of the last fifteen years has; no machine has all of these features together."""
    IMPOSSIBLE = ["--cpu=x86-64-v2", "--cpu-features=+xop,+avx512fp16"]

    def verbose(self, module="hello.wasm", **keywords):
        return self.run_guest(self.folder / module, options=["--verbose"], **keywords).stderr

    def test_an_entry_for_a_lesser_cpu_is_used_where_there_is_none_for_this_one(self):
        hello = self.build("hello.c")
        [line] = self.report("--cpu=x86-64-v2", hello)["modules"]
        said = self.verbose()
        self.assertIn("from the cache: " + line["entry"], said)
        self.assertRegex(said, r"choice 1: .*/x86-64-v2/.*, \d+ of this machine's \d+ features")
        self.assertEqual(self.run_guest(hello, "5").returncode, 5)
        self.assertEqual(len(self.entries()), 1)

    def test_the_one_with_more_features_is_the_better(self):
        self.compile("--cpu=x86-64-v2,x86-64", self.build("hello.c"))
        said = self.verbose()
        self.assertRegex(said, r"from the cache: .*/x86-64-v2/")
        self.assertRegex(said, r"choice 2: .*/x86-64/")

    def test_an_exact_entry_is_the_best(self):
        self.compile("--cpu=x86-64-v2,native", self.build("hello.c"))
        said = self.verbose()
        self.assertRegex(said, "from the cache: .*/native-")
        self.assertNotIn("choice", said)

    def test_what_this_machine_lacks_is_never_executed(self):
        self.compile(*self.IMPOSSIBLE, self.build("hello.c"))
        said = self.verbose()
        self.assertRegex(said, r"is not used: it may use (xop|fma4|sse4a|avx512\w+), which this machine is not known to have")
        self.assertIn("compiled: ", said)

    def test_an_image_says_what_it_needs(self):
        image = self.folder / "image.so"
        self.compile("--emit=image", "-o", image, "--cpu=x86-64-v2", "--cpu-features=+avx2", self.build("hello.c"))
        notes = subprocess.run(["readelf", "-p", ".note.wasmpi", image], capture_output=True, text=True, check=True).stdout
        self.assertIn("cpu=x86-64-v2", notes)
        self.assertRegex(notes, r"needs=64bit,.*,avx,avx2,cmov,.*,sse3,sse4.1,sse4.2,ssse3,x87\b")

    def test_system_caches_are_searched_as_well(self):
        self.compile("--cpu=x86-64-v2", self.build("hello.c"))
        system, self.cache = self.cache, self.folder / "own"
        self.assertIn(f"from the cache: {system}/", self.verbose(env=dict(os.environ, WASMPI_CACHE_PATH=str(system))))

    def test_a_damaged_one_is_passed_over(self):
        hello = self.build("hello.c")
        better, worse = [line["entry"] for line in self.report("--cpu=x86-64-v2,x86-64", hello)["modules"]]
        with open(better, "r+b") as file:
            file.seek(-2, os.SEEK_END)
            file.write(b"\0\0")
        said = self.verbose()
        self.assertIn("its checksum is wrong", said)
        self.assertIn("from the cache: " + worse, said)

    def test_options_other_than_the_cpu_have_to_be_the_same(self):
        self.compile("--cpu=x86-64-v2", "-O", "1", self.build("hello.c"))
        self.assertIn("compiled: ", self.verbose())


class OtherArchitecture(CompileTest):
    def test_an_image_for_aarch64(self):
        image = self.folder / "hello.so"
        self.compile("--target=aarch64-linux-gnu", "--emit=image", "-o", image, self.build("hello.c"))
        header = subprocess.run(["readelf", "-h", image], capture_output=True, text=True, check=True).stdout
        self.assertRegex(header, r"Machine:\s+AArch64")
        self.assertRegex(header, r"Type:\s+DYN")
        symbols = subprocess.run(["readelf", "-W", "--dyn-syms", image], capture_output=True, text=True, check=True).stdout
        self.assertIn("wasmpi_image", symbols)
        code = subprocess.run([OBJDUMP, "-d", image], capture_output=True, text=True, check=True).stdout
        self.assertIn("file format elf64-littleaarch64", code)
        self.assertGreater(len(re.findall(r"\tret\b", code)), 10)
        self.assertGreater(len(re.findall(r"\bldr\t+[wx]\d+, \[x\d+", code)), 10)
        self.assertNotIn("<unknown>", code)

    def test_it_goes_to_its_own_place_in_the_cache(self):
        [line] = self.report("--target=aarch64", self.build("hello.c"))["modules"]
        self.assertEqual(line["target"], "aarch64-linux-gnu/generic")
        [again] = self.report("--target=arm64-unknown-linux-gnu", "--cpu=generic", self.folder / "hello.wasm")["modules"]
        self.assertEqual(again["state"], "present")
        self.compile("--check", self.folder / "hello.wasm", status=3)


    def test_an_alias_with_another_libc_is_the_same_target(self):
        hello = self.build("hello.c")
        names = {"x86_64": ("amd64", "x86_64"), "aarch64": ("arm64", "aarch64")}[os.uname().machine]
        [line] = self.report(f"--target={names[0]}-linux-musl", hello)["modules"]
        self.assertTrue(line["target"].startswith(f"{names[1]}-linux-musl/native-"), line["target"])
        self.compile("--check", f"--target={names[1]}-alpine-linux-musl", hello)

    def test_other_targets_are_refused(self):
        hello = self.build("hello.c")
        for target in ("riscv64", "i686-linux-gnu", "arm-linux-gnueabihf", "x86_64-w64-mingw32", "arm64-apple-darwin"):
            for action in ([], ["--check"], ["--emit=ir"], ["--export", self.folder / "archive"]):
                done = self.compile(*action, "--target", target, hello, status=2)
                self.assertIn(f"--target: wasmpi has no code for '{target}', but for x86_64 and aarch64 Linux", done.stderr)


class Progress(CompileTest):
    def on_terminal(self, *arguments, columns=0):
        status, shown = on_terminal([COMPILE, "--cache-dir", self.cache, *arguments], columns=columns)
        self.assertEqual(status, 0)
        return shown

    def test_a_terminal_sees_functions_rate_and_time_left(self):
        module = self.folder / "functions.wasm"
        module.write_bytes(SHAPES["functions"].make(4000))
        shown = self.on_terminal("-O", "1", module)
        self.assertRegex(shown, r"\[=+ *\] \d+/4\d{3} functions, \d+/s, \d+ s left")
        self.assertTrue(shown.endswith("\r\033[K"), shown[-80:])

    def test_it_never_fills_a_line(self):
        module = self.folder / "a_module_with_a_long_name_indeed.wasm"
        module.write_bytes(SHAPES["functions"].make(1000))
        for columns in (0, 80, 60, 30):
            self.cache = self.folder / f"cache-{columns}"
            shown = self.on_terminal("-O", "1", "--cpu=native,x86-64-v3", module, columns=columns)
            lines = shown.split("\r\033[K")
            self.assertGreater(len(lines), 4)
            self.assertLess(max(map(len, lines)), columns or 80)

    def test_it_is_wiped_before_other_messages(self):
        module = self.folder / "functions.wasm"
        module.write_bytes(SHAPES["functions"].make(1000))
        shown = self.on_terminal("--verbose", "--cpu=native,x86-64-v3", module)
        self.assertIn("wasmpi-compile: ", shown)
        for before in shown.split("wasmpi-compile: ")[:-1]:
            self.assertTrue(before.endswith(("\n", "\r\033[K")) or not before, before[-80:])

    def test_several_tasks_are_counted(self):
        self.assertRegex(self.on_terminal("--cpu=native,x86-64", self.build("hello.c")), r"hello.wasm for x86-64 \(2 of 2\) \[")

    def test_pipes_see_nothing_of_it(self):
        self.assertEqual(self.compile(self.build("hello.c")).stderr, "")


if __name__ == "__main__":
    unittest.main()
