"""Bad modules and surroundings: a clear message with the file and the cause, exit status 126, never a crash."""
import os
import random
import unittest

from support import GuestTest


class BadModules(GuestTest):
    def assert_refused(self, module, *words, options=()):
        done = self.run_guest(module, options=options)
        self.assertEqual(done.returncode, 126, done.stderr)
        self.assertTrue(done.stderr.startswith("wasmpi-run: "), done.stderr)
        self.assertIn(str(module), done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def file(self, content):
        path = self.folder / "bad.wasm"
        path.write_bytes(content)
        return path

    def test_missing_unreadable_and_irregular_files(self):
        self.assert_refused(self.folder / "missing.wasm", "No such file")
        self.assert_refused(self.folder, "not a regular file")
        self.assert_refused("/dev/zero", "not a regular file")

    def test_what_is_not_a_module(self):
        self.assert_refused(self.file(b""), "magic header")
        self.assert_refused(self.file(b"\x7fELF" + bytes(100)), "magic header")
        self.assert_refused(self.file(b"\0asm\x02\0\0\0"), "unknown binary version")

    def test_every_truncation_is_refused_or_runs(self):
        whole = self.build("hello.c").read_bytes()
        for length in sorted(random.Random(7).sample(range(8, len(whole)), 25)):
            done = self.run_guest(self.file(whole[:length]))
            self.assertIn(done.returncode, (126, 0), (length, done.stderr))

    def test_huge_counts_do_not_allocate(self):
        for section in range(1, 13):
            body = b"\xff\xff\xff\xff\x0f"
            self.assert_refused(self.file(b"\0asm\1\0\0\0" + bytes([section, len(body)]) + body))

    def test_an_invalid_body_is_told_with_its_offset(self):
        module = self.assemble('(module (func (export "_start") i32.add drop))')
        self.assert_refused(module, "type mismatch", "offset")

    def test_all_missing_and_ill_typed_imports_are_listed_at_once(self):
        module = self.assemble('''(module
            (import "env" "first" (func (param i32) (result i32)))
            (import "env" "second" (memory 1))
            (import "wasi_snapshot_preview1" "fd_close" (func (param i64)))
            (func (export "_start")))''')
        self.assert_refused(module, "env.first", "(i32) -> i32", "env.second", "fd_close")

    def test_a_library_without_start_is_refused(self):
        self.assert_refused(self.assemble('(module (func (export "f")))'), "_start")
        self.assert_refused(self.assemble('(module (func (export "_start") (param i32)))'), "_start")

    def test_an_initial_memory_above_the_limit_is_refused(self):
        module = self.assemble('(module (memory 65536) (func (export "_start")))')
        self.assert_refused(module, "memory")

    def test_a_preopen_that_is_not_there_is_refused(self):
        hello = self.build("hello.c")
        self.assert_refused(hello, "/nonexistent", options=["--dir", "/nonexistent"])

    def test_mpi_none_refuses_a_program_that_needs_mpi(self):
        self.assert_refused(self.build("mpi_trap.c"), "MPI", options=["--mpi", "none"])

    def test_a_trap_in_the_start_function_is_a_trap(self):
        module = self.assemble('(module (func $s unreachable) (start $s) (func (export "_start")))')
        done = self.run_guest(module)
        self.assertEqual(done.returncode, 134)
        self.assertIn("unreachable", done.stderr)


class BadCaches(GuestTest):
    def test_a_cache_that_cannot_be_written_costs_a_notice_only(self):
        hello = self.build("hello.c")
        blocker = self.folder / "blocker"
        blocker.write_text("a file where a folder should be")
        self.cache = blocker / "cache"
        done = self.run_guest(hello, "4")
        self.assertEqual(done.returncode, 4)
        self.assertIn("cache", done.stderr)
        self.assertIn("hello from", done.stdout)

    def test_a_damaged_entry_gives_one_warning_and_is_made_anew(self):
        hello = self.build("hello.c")
        self.run_guest(hello)
        [entry] = self.entries()
        for damage in (b"", entry.read_bytes()[:1000], os.urandom(5000)):
            entry.write_bytes(damage)
            done = self.run_guest(hello, "4")
            self.assertEqual(done.returncode, 4)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
            self.assertIn(str(entry), done.stderr)
            self.assertEqual(self.run_guest(hello).stderr, "")


if __name__ == "__main__":
    unittest.main()
