"""What can go wrong with a cache: whatever it is, the guest's result is right, what happened is said once, and the next run is whole."""
import os
import random
import re
import shutil
import signal
import subprocess
import time
import unittest

from support import COMPILE, MOUNTING, NO_MOUNTING, RUN, GuestTest

STATUS = 7  # what the guest exits with
NOBODY = 65534
WAT = """(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 8) "\\03\\04")
  (func (export "_start")
    (call $exit (i32.add (i32.load8_u (i32.const 8)) (i32.load8_u (i32.const 9))))))"""


class FaultTest(GuestTest):
    def setUp(self):
        super().setUp()
        self.module = self.assemble(WAT)

    def run_whole(self, *warnings, prefix=(), shell=None, options=()):
        """Runs the guest, after what the shell does; its result has to be right, each warning there once, and nothing else."""
        command = [*prefix, *self.command(self.module, options=options)]
        if shell is not None:
            command = [*prefix, "sh", "-c", f"{shell}; exec {' '.join(self.command(self.module, options=options))}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, STATUS, done.stderr)
        lines = done.stderr.splitlines()
        for warning in warnings:
            self.assertEqual(len([line for line in lines if warning in line]), 1, (warning, done.stderr))
        if not options:
            self.assertEqual(len(lines), len(warnings), done.stderr)
        return done

    def entry(self):
        [entry] = [path for path in self.entries() if path.suffix == ".so"]
        return entry

    def warm(self):
        """The path of the entry that a run has made."""
        self.run_whole()
        return self.entry()

    def assert_warm(self):
        self.assertIn("from the cache", self.run_whole(options=["--verbose"]).stderr)

    def check(self):
        """Whether wasmpi-compile finds the entry good, and what it says of it."""
        done = subprocess.run([COMPILE, "--cache-dir", self.cache, "--check", self.module], capture_output=True, text=True)
        self.assertIn(done.returncode, (0, 3))
        return done.returncode == 0, done.stderr


class Damage(FaultTest):
    def flip(self, path, offset, bit=0):
        with open(path, "r+b") as file:
            file.seek(offset)
            byte = file.read(1)[0]
            file.seek(offset)
            file.write(bytes([byte ^ 1 << bit]))

    def regions(self, path):
        """Offsets at which something begins in an entry: headers, sections, and the trailer behind the image."""
        sections = subprocess.run(["readelf", "-W", "-S", path], capture_output=True, text=True, check=True).stdout
        offsets = {int(match, 16) for match in re.findall(r"\]\s+\S*\s+[A-Z_]+\s+[0-9a-f]{16} ([0-9a-f]{6})", sections)}
        self.assertGreater(len(offsets), 8)
        size = path.stat().st_size
        return sorted({offset for offset in offsets if 0 < offset < size} | {1, 64, size - 48, size - 32, size - 1})

    def test_a_flipped_bit_in_any_region(self):
        entry = self.warm()
        for offset in self.regions(entry):
            self.flip(entry, offset, offset % 8)
            is_good, said = self.check()
            self.assertFalse(is_good, offset)
            self.assertEqual(said.count("is not used: "), 1, said)
            self.flip(entry, offset, offset % 8)
        self.assert_warm()

    def test_truncation_in_any_region(self):
        entry = self.warm()
        whole = entry.read_bytes()
        for length in self.regions(entry) + [0]:
            entry.write_bytes(whole[:length])
            is_good, said = self.check()
            self.assertFalse(is_good, length)
            self.assertEqual(said.count("is not used: "), 1, said)
        entry.write_bytes(whole)
        self.assert_warm()

    def test_a_run_says_so_compiles_and_replaces_the_entry(self):
        entry = self.warm()
        for offset in (40, entry.stat().st_size // 2, entry.stat().st_size - 4):
            self.flip(entry, offset)
            self.run_whole("its checksum is wrong; compiling instead")
            self.assert_warm()
        os.truncate(entry, 100)
        self.run_whole("is cut short or was not written by wasmpi; compiling instead")
        self.assert_warm()

    def test_an_entry_of_another_module_under_this_ones_name(self):
        entry = self.warm()
        other = self.folder / "other.wasm"
        shutil.copy(self.assemble(WAT.replace("\\03", "\\04")), other)
        self.module = self.assemble(WAT)
        subprocess.run([COMPILE, "--cache-dir", self.cache, other], check=True)
        [wrong] = [path for path in self.entries() if path != entry]
        shutil.move(wrong, entry)
        self.run_whole("it belongs to another module or other options; compiling instead")
        self.assert_warm()

    def test_a_link_a_pipe_and_a_folder_in_its_place(self):
        entry = self.warm()
        good = self.folder / "good.so"
        entry.rename(good)
        entry.symlink_to(good)
        self.run_whole("compiling instead")
        self.assert_warm()  # the link was replaced
        entry.unlink()
        os.mkfifo(entry)
        self.run_whole("it is not a regular file; compiling instead")
        self.assert_warm()
        entry.unlink()
        entry.mkdir()
        self.run_whole("it is not a regular file; compiling instead", "native code is not kept: cannot publish")

    def test_random_bytes_in_its_place(self):
        entry = self.warm()
        entry.write_bytes(random.Random(1).randbytes(20000))
        self.run_whole("compiling instead")
        self.assert_warm()


class Killed(FaultTest):
    CALLS = ("mkdir", "openat", "flock", "write", "fsync", "rename", "unlink")

    def traced(self, log, *options):
        # One thread: the calls are made in the same order every time.
        return subprocess.run(["strace", "-f", "-o", log, *options, COMPILE, "-j", "1", "--cache-dir", self.cache, self.module],
                              capture_output=True, text=True, timeout=60)

    def steps(self):
        """The system calls by which an entry is published: (name, its number among the main thread's calls of that name)."""
        log = self.folder / "strace.log"
        done = self.traced(log, "-e", "trace=" + ",".join(self.CALLS))
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = log.read_text().splitlines()
        main = lines[0].split()[0]
        counts, steps = dict.fromkeys(self.CALLS, 0), []
        is_publishing = False
        for line in lines:
            match = re.match(rf"{main} +(\w+)\((.*)", line)
            if not match:
                continue
            name, rest = match.groups()
            counts[name] += 1
            is_publishing = is_publishing or ".publish-" in rest
            if is_publishing or str(self.cache) in rest:
                steps.append((name, counts[name]))
        return steps

    def kill_at(self, name, number):
        shutil.rmtree(self.cache, ignore_errors=True)  # some are killed before they have made it
        done = self.traced("/dev/null", "-e", f"inject={name}:signal=SIGKILL:when={number}")
        self.assertEqual(done.returncode, -signal.SIGKILL, (name, number))

    def test_at_every_step_of_publishing(self):
        steps = self.steps()
        self.assertEqual({name for name, _ in steps}, set(self.CALLS), steps)
        seen = set()
        for name, number in steps:
            self.kill_at(name, number)
            for path in self.entries():
                seen.add(path.suffix or path.name[:9])
                if path.suffix == ".so":  # complete, or not there
                    self.assertTrue(self.check()[0], (name, number))
        # With a lock, in writing, and after all was done: see that these were among the moments.
        self.assertEqual(seen, {".lock", ".publish-", ".so"})

    def test_what_a_killed_writer_leaves_is_collected(self):
        name, number = next(step for step in self.steps() if step[0] == "fsync")
        self.kill_at(name, number)
        [temporary] = [path for path in self.entries() if path.name.startswith(".publish-")]
        self.run_whole()
        self.assertTrue(temporary.exists())  # it is young: its writer might be about to lock it
        entry = self.entry()
        for age in (3600, -3600):  # also with a clock that was set back since
            shutil.copy(entry, temporary)
            os.utime(temporary, (time.time() - age,) * 2)
            entry.unlink()
            self.run_whole()
            self.assertEqual(self.entries(), [entry])


class Locks(FaultTest):
    def test_a_lock_nobody_holds_delays_nobody_and_goes(self):
        entry = self.warm()
        lock = entry.with_suffix(".lock")
        for age in (0, 86400, -86400):
            entry.unlink()
            lock.touch()
            os.utime(lock, (time.time() - age,) * 2)
            self.run_whole()
            self.assertEqual(self.entries(), [entry])

    def test_a_lock_that_cannot_be_had_is_done_without(self):
        entry = self.warm()
        entry.unlink()
        entry.with_suffix(".lock").mkdir()
        self.run_whole()
        self.assert_warm()

    def test_64_processes_race_for_a_damaged_entry(self):
        entry = self.warm()
        os.truncate(entry, 200)
        processes = [subprocess.Popen(self.command(self.module), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                     for _ in range(64)]
        said = [process.communicate(timeout=120)[1] for process in processes]
        self.assertEqual({process.returncode for process in processes}, {STATUS})
        self.assertTrue(all(text.count("\n") <= 1 for text in said), said)
        self.assertGreaterEqual(sum("compiling instead" in text for text in said), 1)
        self.assertEqual(self.entries(), [entry])
        self.assert_warm()


class Clocks(FaultTest):
    def test_entries_of_the_future_and_of_the_epoch_are_used(self):
        entry = self.warm()
        for moment in (time.time() + 10 * 365 * 86400, 0):
            os.utime(entry, (moment, moment))
            self.assert_warm()


@unittest.skipUnless(MOUNTING, f"file systems cannot be mounted here: {NO_MOUNTING}")
class FileSystems(FaultTest):
    def setUp(self):
        super().setUp()
        self.cache.mkdir(mode=0o700)
        self.tmpfs = f"mount -t tmpfs -o size=4k,mode=0700 none {self.cache}"
        self.read_only = f"mount --bind {self.cache} {self.cache}; mount -o remount,ro,bind {self.cache}"

    def test_a_full_file_system(self):
        # Room for folders and a lock, but not for an image.
        done = self.run_whole("native code is not kept: cannot write", prefix=MOUNTING, shell=self.tmpfs)
        self.assertIn("No space left on device", done.stderr)

    def test_a_full_file_system_is_left_as_it_was(self):
        shell = f"{self.tmpfs}; {' '.join(self.command(self.module))}; test $? = {STATUS} && find {self.cache} -type f"
        done = subprocess.run([*MOUNTING, "sh", "-c", shell], capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    def test_a_read_only_file_system(self):
        done = self.run_whole("native code is not kept", prefix=MOUNTING, shell=self.read_only)
        self.assertIn("Read-only file system", done.stderr)
        self.warm()
        warm = self.run_whole(prefix=MOUNTING, shell=self.read_only, options=["--verbose"])
        self.assertIn("from the cache", warm.stderr)

    def test_a_damaged_entry_on_a_read_only_file_system(self):
        os.truncate(self.warm(), 300)
        self.run_whole("cut short", "native code is not kept", prefix=MOUNTING, shell=self.read_only)

    def test_a_file_system_that_nothing_is_executed_on(self):
        shell = f"mount -t tmpfs -o noexec,mode=0700 none {self.cache}; {' '.join(self.command(self.module))}"
        warm = self.run_whole(prefix=MOUNTING, shell=shell, options=["--verbose"])
        self.assertIn("from the cache", warm.stderr)


@unittest.skipUnless(os.getuid() == 0, "only root can become another user")
class Owners(FaultTest):
    AS_NOBODY = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]

    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)
        self.module.chmod(0o644)
        probe = subprocess.run([*self.AS_NOBODY, RUN, "--version"], capture_output=True, text=True)
        self.assertEqual(probe.returncode, 0, f"another user cannot run {RUN}: {probe.stderr}")

    def open_to_all(self):
        for path in [self.cache, *self.cache.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)

    def test_a_cache_of_root_is_used_but_not_written_to(self):
        self.warm()
        self.open_to_all()
        self.assertIn("from the cache", self.run_whole(prefix=self.AS_NOBODY, options=["--verbose"]).stderr)
        self.module = self.assemble(WAT.replace("const 8", "const 16").replace("const 9", "const 17"))
        self.module.chmod(0o644)
        done = self.run_whole("native code is not kept", prefix=self.AS_NOBODY)
        self.assertIn("Permission denied", done.stderr)

    def test_a_cache_that_may_not_be_looked_into(self):
        self.warm()
        done = self.run_whole("compiling instead", "native code is not kept", prefix=self.AS_NOBODY)
        self.assertIn("Permission denied", done.stderr)

    def test_an_entry_of_another_user_is_never_executed(self):
        entry = self.warm()
        self.open_to_all()
        os.chown(entry, NOBODY - 1, NOBODY - 1)
        self.run_whole("it belongs to another user; compiling instead", "native code is not kept", prefix=self.AS_NOBODY)

    def test_a_cache_in_another_users_folder_is_not_used(self):
        self.warm()
        self.open_to_all()
        os.chown(self.cache, NOBODY - 1, NOBODY - 1)
        self.run_whole("it belongs to another user; compiling instead", "native code is not kept", prefix=self.AS_NOBODY)


if __name__ == "__main__":
    unittest.main()
