"""A job compiles a module once: whoever has the code, or makes it, gives it to the ranks that do not see it."""
import platform
import re
import shutil
import subprocess
import unittest

from support import COMPILE, LAUNCHERS, MOUNTING, NO_MOUNTING, RUN, GuestTest, mpi_environment, need_both_mpis

RANKS = 4
RANK = "${OMPI_COMM_WORLD_RANK:-$PMI_RANK}"
COMPILED = re.compile(r"job: this rank compiles share")
RECEIVED = re.compile(r"job: this rank received an image")


class JobCache(GuestTest):
    def run_job(self, launcher, module, cache=None, options="", environment=None, ranks=RANKS, prefix=(), before=""):
        """Each rank's shell, started by `prefix`, does what is to be done `before`, then expands `cache`, by default the test's own folder,
        and `options`."""
        command = f"{before}exec {RUN} --verbose --cache-dir {cache or self.cache} {options} {module}"
        return subprocess.run([LAUNCHERS[launcher], "-n", str(ranks), *prefix, "sh", "-c", command], timeout=60,
                              env=mpi_environment() | (environment or {}), capture_output=True, text=True)

    def assert_ran(self, done, compiled, received, ranks=RANKS):
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"{ranks} ranks", done.stdout)
        self.assertEqual(len(COMPILED.findall(done.stderr)), compiled, done.stderr)
        self.assertEqual(len(RECEIVED.findall(done.stderr)), received, done.stderr)

    def forget(self):
        shutil.rmtree(self.cache, ignore_errors=True)

    def test_a_shared_cache_is_filled_by_one_rank(self):
        module = self.build("mpi_world.c")
        for launcher in LAUNCHERS:
            self.forget()
            self.assert_ran(self.run_job(launcher, module), compiled=1, received=0)
            self.assertEqual(len(self.entries()), 1)
            warm = self.run_job(launcher, module)
            self.assert_ran(warm, compiled=0, received=0)
            self.assertEqual(warm.stderr.count("from the cache"), RANKS)

    def test_ranks_with_folders_of_their_own_are_sent_the_image(self):
        module = self.build("mpi_world.c")
        for launcher in LAUNCHERS:
            self.forget()
            done = self.run_job(launcher, module, cache=f"{self.cache}/$$")
            self.assert_ran(done, compiled=1, received=RANKS - 1)
            self.assertEqual(len(self.entries()), RANKS)

    @unittest.skipUnless(MOUNTING, f"file systems cannot be mounted here: {NO_MOUNTING}")
    def test_ranks_with_file_systems_of_their_own_are_sent_the_image(self):
        """The same path is another folder to each rank: nothing on disk is shared."""
        module = self.build("mpi_world.c")
        self.cache.mkdir(mode=0o700)
        mount = f"mount -t tmpfs -o mode=0700 none {self.cache}; "
        for launcher in LAUNCHERS:
            for ranks in (RANKS, 16):
                done = self.run_job(launcher, module, prefix=MOUNTING, before=mount, ranks=ranks)
                self.assert_ran(done, compiled=1, received=ranks - 1, ranks=ranks)
                self.assertEqual(done.stderr.count(f"from the job: {self.cache}/"), ranks, done.stderr)
                self.assertEqual(self.entries(), [])

    def test_without_a_writable_cache_the_image_stays_in_memory(self):
        module = self.build("mpi_world.c")
        for launcher in LAUNCHERS:
            done = self.run_job(launcher, module, cache="/proc/nowhere")
            self.assert_ran(done, compiled=1, received=RANKS - 1)
            self.assertEqual(done.stderr.count("native code is not kept"), RANKS)

    def test_sixteen_ranks_compile_once_between_them(self):
        module = self.build("mpi_world.c")
        for launcher in LAUNCHERS:
            for cache, received in ((self.cache, 0), (f"{self.cache}/$$", 15)):
                self.forget()
                done = self.run_job(launcher, module, cache=cache, ranks=16)
                self.assert_ran(done, compiled=1, received=received, ranks=16)
                times = re.findall(r"compile (\d+\.\d+) ms", done.stderr)
                self.assertEqual((len(times), len([time for time in times if float(time) > 0])), (16, 1), done.stderr)
                self.assertEqual(len(self.entries()), received + 1)

    @unittest.skipUnless(platform.machine() == "x86_64", "names CPUs of x86-64")
    def test_nodes_with_unlike_cpus_run_an_image_of_their_own_each(self):
        module = self.build("mpi_world.c")
        cpus = ["x86-64", "x86-64-v2"]
        choose = f"node=$(({RANK} % 2)); test $node = 0 && cpu={cpus[0]} || cpu={cpus[1]}; "
        for launcher in LAUNCHERS:
            self.forget()
            done = self.run_job(launcher, module, before=choose, cache=f"{self.cache}/node$node", options="--cpu=$cpu")
            self.assert_ran(done, compiled=2, received=0)
            for node, cpu in enumerate(cpus):
                own = re.findall(rf"from the job: {self.cache}/node{node}/[^/]+/{cpu}/", done.stderr)
                self.assertEqual(len(own), RANKS // 2, done.stderr)
            self.assertEqual(len(self.entries()), 2)

    def test_unlike_ranks_have_unlike_images(self):
        module = self.build("mpi_world.c")
        for launcher in LAUNCHERS:
            self.forget()
            options = f"-O $(({RANK} % 2))"
            self.assert_ran(self.run_job(launcher, module, options=options), compiled=2, received=0)
            self.assertEqual(len(self.entries()), 2)

    def test_one_warm_rank_warms_the_others(self):
        module = self.build("mpi_world.c")
        for launcher in LAUNCHERS:
            self.forget()
            self.assertEqual(self.run_guest(module).returncode, 0)
            cache = f"{self.cache}$(test {RANK} = 2 || echo /$$)"
            self.assert_ran(self.run_job(launcher, module, cache=cache), compiled=0, received=RANKS - 1)

    @unittest.skipUnless(platform.machine() == "x86_64", "names a CPU of x86-64")
    def test_an_entry_for_a_lesser_cpu_is_used_by_the_ranks_that_have_it_and_no_source_for_others(self):
        module = self.build("mpi_world.c")
        for launcher in LAUNCHERS:
            self.forget()
            subprocess.run([COMPILE, "--cache-dir", self.cache, "--cpu=x86-64", module], check=True, capture_output=True)
            done = self.run_job(launcher, module)
            self.assert_ran(done, compiled=0, received=0)
            self.assertEqual(len(re.findall("from the cache: .*/x86-64/", done.stderr)), RANKS)
            cache = f"{self.cache}$(test {RANK} = 0 || echo /$$)"
            done = self.run_job(launcher, module, cache=cache)
            self.assert_ran(done, compiled=1, received=RANKS - 1)
            self.assertEqual(len(re.findall("from the cache: .*/x86-64/", done.stderr)), 1)
            self.assert_ran(self.run_job(launcher, module, options="--cpu=native"), compiled=0, received=0)

    def test_every_process_for_itself_if_asked(self):
        module = self.build("mpi_world.c")
        for launcher in LAUNCHERS:
            self.forget()
            done = self.run_job(launcher, module, cache=f"{self.cache}/$$",
                                environment={"WASMPI_CACHE_MODE": "private"})
            self.assert_ran(done, compiled=0, received=0)
            self.assertEqual(done.stderr.count("compiled: "), RANKS)

    def test_an_unknown_mode_is_refused(self):
        done = self.run_guest(self.build("mpi_world.c"), env=mpi_environment() | {"WASMPI_CACHE_MODE": "both"})
        self.assertEqual(done.returncode, 126)
        self.assertIn("WASMPI_CACHE_MODE is both; choose auto, broadcast, shared or private", done.stderr)

    def test_a_guest_that_never_starts_mpi_ends_on_warm_and_cold_ranks_alike(self):
        module = self.build("mpi_perhaps.c")
        for launcher in LAUNCHERS:
            self.forget()
            self.assertEqual(self.run_guest(module).returncode, 0)
            cache = f"{self.cache}$(test {RANK} = 0 || echo /$$)"
            done = self.run_job(launcher, module, cache=cache)
            self.assertEqual((done.returncode, done.stdout), (0, "not initialized\n" * RANKS), done.stderr)

    def test_what_is_wrong_with_a_module_every_rank_hears(self):
        module = self.assemble("""(module (import "mpi" "MPI_Init" (func (param i32 i32) (result i32)))
                                    (func (export "_start") drop))""")
        for launcher in LAUNCHERS:
            done = self.run_job(launcher, module)
            # 126, or, with MPICH, of a rank that its launcher has ended before.
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("type mismatch", done.stderr)


if __name__ == "__main__":
    need_both_mpis()
    unittest.main()
