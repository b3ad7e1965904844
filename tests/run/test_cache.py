"""Start-up and the cache: what a warm run opens, what an entry is, and many processes at once."""
import re
import subprocess
import unittest

from support import COMPILE, GuestTest, RUN


class Linking(GuestTest):
    def test_wasmpi_run_is_linked_to_neither_llvm_nor_mpi(self):
        libraries = subprocess.run(["ldd", RUN], capture_output=True, text=True, check=True).stdout
        self.assertNotRegex(libraries, "LLVM|libmpi|mpich|lld")

    def test_a_warm_run_opens_neither_llvm_nor_a_library_that_its_code_does_not_call(self):
        hello = self.build("hello.c")
        def opened():
            log = self.folder / "strace.log"
            subprocess.run(["strace", "-f", "-e", "trace=open,openat,mmap", "-o", log, *self.command(hello)],
                           check=True, capture_output=True)
            return log.read_text()
        self.assertIn("LLVM", opened())
        warm = opened()
        self.assertIn("libc.so", warm)
        self.assertNotRegex(warm, "LLVM|libm.so")

    def test_an_entry_is_an_elf_shared_object_with_guest_names_and_no_needs(self):
        self.run_guest(self.build("trap.c"))
        [entry] = self.entries()
        kind = subprocess.run(["file", entry], capture_output=True, text=True, check=True).stdout
        self.assertIn("ELF 64-bit LSB shared object", kind)
        names = subprocess.run(["nm", entry], capture_output=True, text=True, check=True).stdout
        self.assertRegex(names, r"\b[tT] wasm\.puts\b")
        dynamic = subprocess.run(["readelf", "-d", entry], capture_output=True, text=True, check=True).stdout
        self.assertNotIn("NEEDED", dynamic)
        undefined = subprocess.run(["nm", "-u", entry], capture_output=True, text=True, check=True).stdout
        self.assertEqual(undefined.strip(), "")

    def test_gdb_sees_guest_functions(self):
        trap = self.build("trap.c")
        self.run_guest(trap)
        done = subprocess.run(["gdb", "-batch", "-ex", "run", "-ex", "backtrace", "--args", *self.command(trap)],
                              capture_output=True, text=True, timeout=60)
        self.assertRegex(done.stdout, r"middle \(\) at module\.wasm:\d+")


class Sharing(GuestTest):
    def test_two_hundred_processes_on_a_cold_cache_make_one_entry(self):
        hello = self.build("hello.c")
        processes = [subprocess.Popen(self.command(hello, "3"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                     for _ in range(200)]
        outcomes = [(*process.communicate(timeout=120), process.returncode) for process in processes]
        self.assertEqual({outcome[1:] for outcome in outcomes}, {("", 3)})
        self.assertEqual(len(self.entries()), 1)

    def test_wasmpi_compile_warms_the_cache(self):
        hello = self.build("hello.c")
        subprocess.run([COMPILE, "--cache-dir", self.cache, hello], check=True, capture_output=True)
        self.assertEqual(len(self.entries()), 1)
        done = self.run_guest(hello, options=["--verbose"])
        self.assertTrue(re.search("from the cache", done.stderr), done.stderr)


if __name__ == "__main__":
    unittest.main()
