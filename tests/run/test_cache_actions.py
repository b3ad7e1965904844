"""What wasmpi-compile does to a whole cache: list, verify, prune, export, import."""
import json
import os
import shutil
import subprocess
import time
import unittest

from support import COMPILE, COMPILER, GuestTest


class CacheActions(GuestTest):
    def setUp(self):
        super().setUp()
        self.hello, self.trap = self.build("hello.c"), self.build("trap.c")
        self.act("--cpu=native", self.hello, self.trap)
        self.act("--cpu=x86-64", self.hello)

    def act(self, *arguments, status=0, cache=None, system=""):
        done = subprocess.run([COMPILE, "--cache-dir", cache or self.cache, *arguments], capture_output=True, text=True, timeout=60,
                              env=dict(os.environ, WASMPI_CACHE_PATH=str(system)))
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def report(self, *arguments, **keywords):
        return json.loads(self.act("--json", *arguments, **keywords).stdout)

    def damage(self, path):
        with open(path, "r+b") as file:
            file.seek(1000)
            byte = file.read(1)[0]
            file.seek(1000)
            file.write(bytes([byte ^ 1]))

    def test_list_tells_every_entry(self):
        [cache] = self.report("--list")["caches"]
        self.assertEqual(cache["directory"], str(self.cache))
        self.assertEqual({entry["path"] for entry in cache["entries"]}, {str(path) for path in self.entries()})
        self.assertEqual(len(cache["entries"]), 3)
        text = self.act("--list").stdout
        for path in self.entries():
            self.assertIn(str(path), text)
        self.assertIn("3 entries", text)

    def test_system_caches_are_listed_and_verified_as_well(self):
        done = self.act("--list", cache=self.folder / "own", system=self.cache)
        self.assertIn(f"{self.folder}/own: 0 entries", done.stdout)
        self.assertIn(f"{self.cache}: 3 entries", done.stdout)
        self.assertIn("3 entries are good", self.act("--verify", cache=self.folder / "own", system=self.cache).stdout)

    def test_verify_finds_the_damaged_entry_and_a_run_replaces_it(self):
        self.assertIn("3 entries are good, 0 are not", self.act("--verify").stdout)
        bad = self.report("--check", self.trap)["modules"][0]["entry"]
        self.damage(bad)
        self.assertIn(f"{bad}: its checksum is wrong", self.act("--verify", status=3).stdout)
        self.assertEqual([entry["good"] for entry in self.report("--verify", status=3)["entries"]].count(False), 1)
        for arguments, status in ((["--check"], 3), (["--export", self.folder / "archive"], 1)):
            said = self.act(*arguments, self.trap, status=status).stderr
            self.assertIn(f"{bad} is not used: its checksum is wrong\n", said)
        self.assertIn("its checksum is wrong; compiling instead", self.run_guest(self.trap).stderr)
        self.act("--verify")

    def test_prune_by_age_and_by_size(self):
        old = self.report("--check", self.hello)["modules"][0]["entry"]
        os.utime(old, (time.time() - 40 * 86400,) * 2)
        kept = self.report("--prune")
        self.assertEqual((len(kept["removed"]), len(kept["kept"])), (0, 3))
        removed = self.report("--prune", "--older-than=30d")["removed"]
        self.assertEqual([entry["path"] for entry in removed], [old])
        self.assertFalse(os.path.exists(old))
        self.assertIn("2 entries removed", self.act("--prune", "--max-size=1K").stdout)
        self.assertEqual(self.entries(), [])
        self.assertEqual(self.run_guest(self.hello, "7").returncode, 7)

    def test_a_run_is_a_use_of_an_entry_and_a_look_at_it_is_none(self):
        entry = self.report("--check", self.hello)["modules"][0]["entry"]
        month_ago = int(time.time()) - 30 * 86400
        os.utime(entry, (month_ago, month_ago))
        for arguments in (["--verify"], ["--check", self.hello], ["--list"], ["--export", self.folder / "archive"]):
            self.act(*arguments)
            self.assertEqual(os.stat(entry).st_atime, month_ago, arguments)
        if not os.statvfs(entry).f_flag & os.ST_NOATIME:
            self.assertEqual(self.run_guest(self.hello, "5").returncode, 5)
            self.assertGreater(os.stat(entry).st_atime, month_ago)

    def test_what_is_exported_runs_elsewhere_without_llvm(self):
        archive, other = self.folder / "archive", self.folder / "other"
        digest = self.report("--export", archive, self.hello)["digest"]
        report = self.report("--import", archive, "--expect", digest, cache=other)
        self.assertEqual((len(report["entries"]), report["present"]), (1, 0))
        # A compiler library that names entries, but that no machine can load.
        library = self.folder / "compiler.so"
        shutil.copy(COMPILER, library)
        with open(library, "r+b") as file:
            file.seek(18)  # e_machine
            file.write(b"\xff\xff")
        self.cache = other
        environment = dict(os.environ, WASMPI_COMPILER=str(library))
        warm = self.run_guest(self.hello, "5", options=["--verbose"], env=environment)
        self.assertEqual(warm.returncode, 5, warm.stderr)
        self.assertIn("from the cache", warm.stderr)
        self.assertIn("cannot load the compiler library", self.run_guest(self.trap, env=environment).stderr)

    def test_all_entries_or_those_of_modules_are_exported(self):
        self.assertEqual(len(self.report("--export", self.folder / "all")["entries"]), 3)
        both = self.report("--export", self.folder / "both", "--cpu=native,x86-64", self.hello)["entries"]
        self.assertEqual(len(both), 2)
        done = self.act("--export", self.folder / "none", "--cpu=x86-64", self.trap, status=1)
        self.assertIn("compile it first", done.stderr)
        self.assertFalse((self.folder / "none").exists())

    def test_modules_are_exported_from_whichever_cache_has_them(self):
        own, archive = self.folder / "own", self.folder / "archive"
        self.act(self.trap, cache=own)
        entries = self.report("--export", archive, self.hello, self.trap, self.hello, cache=own, system=self.cache)["entries"]
        self.assertEqual([entry["path"].startswith(str(own)) for entry in entries], [False, True])
        self.act("--import", archive, cache=self.folder / "other")
        self.act("--check", self.hello, self.trap, cache=self.folder / "other")

    def test_only_an_archive_is_written_over(self):
        whole = self.hello.read_bytes()
        done = self.act("--export", self.hello, status=1)
        self.assertRegex(done.stderr, "hello.wasm is there and is no archive, so it is not written over; .*--export FILE")
        self.assertEqual(self.hello.read_bytes(), whole)
        for name in ("null", "link", "folder"):
            target = self.folder / name
            if name == "null":
                os.mkfifo(target)
            elif name == "link":
                target.symlink_to(self.hello)
            else:
                target.mkdir()
            self.assertIn("is no archive", self.act("--export", target, status=1).stderr)
            self.assertTrue(target.is_fifo() or target.is_symlink() or target.is_dir())
        archive = self.folder / "archive"
        archive.touch()  # as mktemp makes it
        self.act("--export", archive)
        self.assertEqual(len(self.report("--export", archive, self.hello)["entries"]), 1)
        self.assertEqual(len(self.report("--import", archive, cache=self.folder / "other")["entries"]), 1)

    def test_an_empty_cache_is_not_exported(self):
        done = self.act("--export", self.folder / "archive", status=1, cache=self.folder / "own", system=self.cache)
        self.assertIn("own has no entry to export", done.stderr)
        self.assertFalse((self.folder / "archive").exists())

    def test_a_damaged_archive_or_one_others_may_write_to_is_not_imported(self):
        archive, other = self.folder / "archive", self.folder / "other"
        self.act("--export", archive)
        shutil.copy(archive, self.folder / "bad")
        self.damage(self.folder / "bad")
        done = self.act("--import", self.folder / "bad", status=1, cache=other)
        self.assertIn("bad is not imported: it is cut short or damaged", done.stderr)
        os.chmod(archive, 0o666)
        self.assertIn("look where it comes from", self.act("--import", archive, status=1, cache=other).stderr)
        self.assertFalse(other.exists())


if __name__ == "__main__":
    unittest.main()
