"""Which MPI library runs a job: chosen by option, environment, launcher; and what is refused."""
import resource
import subprocess
import unittest

from support import LAUNCHERS, LIBRARIES, GuestTest, mpi_environment, need_both_mpis

OTHER = {"openmpi": "mpich", "mpich": "openmpi"}


class MpiChoice(GuestTest):
    def run_job(self, launcher, *arguments, options=(), environment=None):
        prefix = [LAUNCHERS[launcher], "-n", "2"] if launcher else []
        return subprocess.run([*prefix, *self.command(self.world, *arguments, options=options)], timeout=60,
                              env=mpi_environment() | (environment or {}), capture_output=True, text=True)

    def setUp(self):
        super().setUp()
        self.world = self.build("mpi_world.c")

    def assert_runs(self, done, ranks, library):
        self.assertEqual((done.returncode, done.stdout), (0, f"{ranks} ranks, {library}\n"), done.stderr)

    def assert_refused(self, done, *words):
        self.assertNotEqual(done.returncode, 0)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_the_launcher_chooses_its_own_library(self):
        for launcher in LAUNCHERS:
            self.assert_runs(self.run_job(launcher), 2, launcher)

    def test_without_a_launcher_option_and_environment_choose(self):
        self.assert_runs(self.run_job(None), 1, "openmpi")
        self.assert_runs(self.run_job(None, environment={"WASMPI_MPI": "mpich"}), 1, "mpich")
        self.assert_runs(self.run_job(None, options=["--mpi", "mpich"], environment={"WASMPI_MPI": "openmpi"}), 1, "mpich")
        self.assert_refused(self.run_job(None, environment={"SLURM_PROCID": "0"}), "Slurm", "--mpi=")

    def test_a_library_that_is_not_the_launchers_is_refused_instead_of_running_alone(self):
        for launcher in LAUNCHERS:
            done = self.run_job(launcher, options=["--mpi", OTHER[launcher]])
            self.assert_refused(done, "started 2 ranks", f"--mpi={launcher}")
            self.assertNotIn("ranks,", done.stdout)

    def test_a_named_file_is_used_if_it_is_of_the_chosen_family(self):
        for launcher, file in LIBRARIES.items():
            self.assert_runs(self.run_job(launcher, environment={"WASMPI_MPI_LIB": file}), 2, launcher)
            other = self.run_job(launcher, environment={"WASMPI_MPI_LIB": LIBRARIES[OTHER[launcher]]})
            self.assert_refused(other, f"belongs to {OTHER[launcher]}", f"{launcher} was chosen")

    def test_faults_stay_traps_once_mpi_is_up(self):
        for launcher in LAUNCHERS:
            done = self.run_job(launcher, "fault")
            self.assert_refused(done, "rank 0: ", "out of bounds memory access", "wasm backtrace:")
            self.assertNotIn("Caught signal", done.stderr)

    def test_nothing_is_written_behind_a_message_without_guard_pages_or_trust(self):
        def limited():
            resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
        truncated = self.build("mpi_truncated.c")
        for library in LAUNCHERS:
            done = self.run_guest(truncated, options=["--mpi", library], preexec_fn=limited)
            self.assertIn("address space", done.stderr)
            self.assertEqual(done.stdout, "truncated, 0\n", done.stderr)
            untrusted = self.run_guest(truncated, options=["--mpi", library, "--untrusted"])
            self.assertEqual((untrusted.stdout, untrusted.stderr), ("truncated, 0\n", ""))


if __name__ == "__main__":
    need_both_mpis()
    unittest.main()
