"""wasmpi-run as its users see it: arguments, exit status, traps, limits."""
import platform
import resource
import subprocess
import unittest

from support import MPIEXEC, GuestTest, RUN, mpi_environment


class Program(GuestTest):
    def test_arguments_environment_and_exit_status_reach_the_guest_and_back(self):
        hello = self.build("hello.c")
        done = self.run_guest(hello, "7", "--verbose", options=["--env", "VARIABLE=a=b"])
        self.assertEqual(done.stdout, "hello from 3 arguments\nargument 7\nargument --verbose\nVARIABLE is a=b\n")
        self.assertEqual((done.returncode, done.stderr), (7, ""))

    def test_the_environment_is_given_not_leaked(self):
        hello = self.build("hello.c")
        environment = {"VARIABLE": "outside", "HOME": "/root"}
        self.assertIn("VARIABLE is not set", self.run_guest(hello, env=environment).stdout)
        inherited = self.run_guest(hello, options=["--env-inherit"], env=environment)
        self.assertIn("VARIABLE is outside", inherited.stdout)

    def test_every_optimisation_level_and_no_cache_give_the_same(self):
        hello = self.build("hello.c")
        expected = self.run_guest(hello, "3").stdout
        for options in (["-O0"], ["-O1"], ["-O2"], ["--no-cache"], ["--no-cache", "-O0"]):
            done = self.run_guest(hello, "3", options=options)
            self.assertEqual((done.stdout, done.returncode, done.stderr), (expected, 3, ""), options)

    def test_code_for_a_common_cpu_is_found_again_under_its_name(self):
        hello = self.build("hello.c")
        done = self.run_guest(hello, "3", options=["--cpu", "x86-64", "-v"])
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("compiled", done.stderr)
        self.assertIn("from the cache", self.run_guest(hello, "3", options=["--cpu", "x86-64", "-v"]).stderr)

    def test_code_for_a_common_cpu_is_used_until_there_is_this_machines_own(self):
        hello = self.build("hello.c")
        self.assertEqual(self.run_guest(hello, "3", options=["--cpu", "x86-64"]).returncode, 3)
        done = self.run_guest(hello, "3", options=["-v"])
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertRegex(done.stderr, "from the cache: .*/x86-64/")
        self.assertIn("no entry for this very CPU", done.stderr)
        own = self.run_guest(hello, "3", options=["--cpu", "native", "-v"])
        self.assertEqual(own.returncode, 3, own.stderr)
        self.assertRegex(own.stderr, "compiled: .*/native-")
        self.assertNotIn("no entry for this very CPU", own.stderr)
        for options in (["-v"], ["--cpu", "native", "-v"]):
            self.assertRegex(self.run_guest(hello, "3", options=options).stderr, "from the cache: .*/native-")

    def test_products_are_rounded_on_their_own_unless_they_need_not_be(self):
        program = self.build("product_and_sum.c")
        fma = ["--cpu=x86-64-v3"] if platform.machine() == "x86_64" else []
        if "this machine can stand in for" in self.run_guest(program, options=fma).stderr:
            self.skipTest("this machine has no FMA")
        for options, difference in ([], "0x0p+0\n"), (["--fp-contract=off"], "0x0p+0\n"), (["--fp-contract=fast"], "0x1p-60\n"):
            for _ in "compiled", "from the cache":
                done = self.run_guest(program, options=[*fma, *options])
                self.assertEqual(done.stdout, difference, options)

    def test_a_cpu_that_this_machine_may_not_be_is_refused(self):
        hello = self.build("hello.c")
        for name, reason in (("znver4", "x86-64"), ("", "empty"), ("x86-64-v9", "x86-64"), ("native,x86-64", "x86-64")):
            done = self.run_guest(hello, options=["--cpu", name])
            self.assertEqual(done.returncode, 2, name)
            self.assertIn(reason, done.stderr)

    def test_an_option_without_the_value_that_it_announces_is_refused(self):
        hello = self.build("hello.c")
        for option in ("--cpu", "--dir", "--env", "--mpi", "--cache-dir", "--max-memory"):
            for before in ([], ["-v"], ["--env", "A="], ["-O", "1"]):
                done = self.run_guest(hello, "5", options=[*before, f"{option}="])
                self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
                self.assertIn(f"{option}: its value is empty", done.stderr)
        done = self.run_guest(hello, "--cpu=", options=["--env=A="])
        self.assertIn("argument --cpu=", done.stdout)

    def test_verbose_tells_where_the_time_went(self):
        hello = self.build("hello.c")
        self.assertIn("compiled", self.run_guest(hello, options=["--verbose"]).stderr)
        self.assertIn("from the cache", self.run_guest(hello, options=["-v"]).stderr)


class Vectors(GuestTest):
    def test_vectors_of_intrinsics_and_of_the_compiler_give_what_scalars_give(self):
        expected = self.run_guest(self.build("vectors.c")).stdout
        self.assertRegex(expected, "^sum [0-9]+, reversed [0-9]+, clamped [0-9]+\n$")
        vectors = self.build("vectors.c", "-msimd128")
        for options in ([], ["-O0"], ["--no-cache"]):
            done = self.run_guest(vectors, options=options)
            self.assertEqual((done.stdout, done.returncode, done.stderr), (expected, 0, ""), options)
        relaxed = self.run_guest(self.build("vectors.c", "-mrelaxed-simd"))
        self.assertEqual((relaxed.stdout, relaxed.returncode, relaxed.stderr), (expected, 0, ""))


class Traps(GuestTest):
    def test_a_trap_is_told_with_a_backtrace_of_guest_names_and_offsets(self):
        trap = self.build("trap.c")
        for options in ([], ["--no-cache"], ["-O0"]):
            done = self.run_guest(trap, options=options)
            self.assertEqual(done.returncode, 134)
            self.assertEqual(done.stdout, "before the trap\n")
            self.assertIn("trap: out of bounds memory access", done.stderr)
            names = [line.split()[1] for line in done.stderr.splitlines()[2:]]
            self.assertEqual(names[:2], ["innermost", "middle"], done.stderr)
            self.assertIn("_start", names)
            self.assertRegex(done.stderr, r"innermost \(offset 0x[0-9a-f]+\)")

    def test_an_exception_nobody_catches_is_told_with_its_tag_and_where_it_was_thrown(self):
        thrower = self.assemble("""(module
            (memory (export "memory") 1)
            (tag $overflow (export "overflow") (param i32))
            (func $thrower (export "thrower") (throw $overflow (i32.const 42)))
            (func (export "_start") (try (do (try (do (call $thrower)) (delegate 1))) (catch_all))))""")
        for options in ([], ["--no-cache"], ["-O0"]):
            done = self.run_guest(thrower, options=options)
            self.assertEqual(done.returncode, 134)
            self.assertIn("uncaught exception: tag overflow (i32) with 42", done.stderr)
            names = [line.split()[1] for line in done.stderr.splitlines() if line.startswith("  #")]
            self.assertEqual(names, ["thrower", "_start"], done.stderr)

    def test_stack_overflow_is_a_trap(self):
        recursion = self.build("recursion.c")
        for options in ([], ["--stack-size", "256K"], ["--stack-size", "64M"]):
            done = self.run_guest(recursion, options=options)
            self.assertEqual(done.returncode, 134)
            self.assertRegex(done.stderr, "call stack exhausted|out of bounds memory access")
            self.assertIn("deeper", done.stderr)

    def test_a_trap_of_one_rank_ends_the_job(self):
        trap = self.build("mpi_trap.c")
        done = subprocess.run([MPIEXEC, "-n", "3", *self.command(trap)], env=mpi_environment(),
                              capture_output=True, text=True, timeout=60)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("rank 1: ", done.stderr)
        self.assertIn("trap: unreachable", done.stderr)


class Limits(GuestTest):
    def test_max_memory_bounds_the_guest(self):
        memory = self.build("memory.c")
        def megabytes(*options):
            return int(self.run_guest(memory, options=options).stdout.split()[0])
        self.assertLess(megabytes("--max-memory", "64M"), 64)
        self.assertGreater(megabytes("--max-memory", "256M"), 200)

    def test_a_limited_address_space_falls_back_to_explicit_checks_with_a_notice(self):
        hello, trap = self.build("hello.c"), self.build("trap.c")
        limit = 3 << 30
        def limited():
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        done = self.run_guest(hello, "5", preexec_fn=limited)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("address space", done.stderr)
        self.assertIn("hello from 2 arguments", done.stdout)
        done = self.run_guest(trap, preexec_fn=limited)
        self.assertEqual(done.returncode, 134)
        self.assertIn("out of bounds memory access", done.stderr)


class CommandLine(unittest.TestCase):
    def run_with(self, *arguments):
        return subprocess.run([RUN, *arguments], capture_output=True, text=True, timeout=60)

    def test_help_and_version(self):
        self.assertIn("--max-memory", self.run_with("--help").stdout)
        self.assertRegex(self.run_with("--version").stdout, r"wasmpi-run \d+\.\d+.*LLVM 22")

    def test_a_wrong_command_line_is_refused_with_status_2(self):
        for arguments, word in (([], "no module"), (["--nonsense", "a.wasm"], "--nonsense"),
                                (["-O", "7", "a.wasm"], "7"), (["--max-memory", "lots", "a.wasm"], "lots"),
                                (["--env", "=x", "a.wasm"], "NAME=VALUE"), (["--mpi", "lam", "a.wasm"], "lam")):
            done = self.run_with(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(word, done.stderr)


if __name__ == "__main__":
    unittest.main()
