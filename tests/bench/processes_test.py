"""Programs that answer, fail, hang and lie, as wasmpi-bench meets them."""
import unittest

from wasmpi_bench import processes, samples
from wasmpi_bench.errors import BenchmarkError

ANSWERS = "while read -r name seconds; do echo \"$name 100 200\"; done"


def launches(script, timeout=20.0):
    return processes.Launches(processes.Variant("wasm", {"8": ["sh", "-c", script]}), samples.parse_turn, timeout)


def turns(script, timeout=20.0):
    return processes.Turns(processes.Variant("wasm", {"8": ["sh", "-c", script]}), samples.parse_turn, timeout)


class Launches(unittest.TestCase):
    def test_what_a_program_prints_becomes_samples(self):
        self.assertEqual(list(launches("echo 8 100").measure("8", 0).samples), ["8"])

    def test_a_failing_program_is_shown_with_status_command_and_last_words(self):
        with self.assertRaisesRegex(BenchmarkError, "(?s)exit status 3.*echo oh.*\noh"):
            launches("echo oh; exit 3").measure("8", 0)

    def test_a_killed_program_is_shown_with_its_signal(self):
        with self.assertRaisesRegex(BenchmarkError, "signal 9"):
            launches("kill -9 $$").measure("8", 0)

    def test_a_hanging_program_is_ended(self):
        with self.assertRaisesRegex(BenchmarkError, "did not end"):
            launches("sleep 100", timeout=0.2).measure("8", 0)

    def test_other_text_and_missing_programs_are_refused(self):
        with self.assertRaisesRegex(BenchmarkError, "cannot be understood"):
            launches("echo hello world").measure("8", 0)
        missing = processes.Launches(processes.Variant("wasm", {"8": ["/nonexistent"]}), samples.parse_turn, 1)
        with self.assertRaisesRegex(BenchmarkError, "cannot run"):
            missing.measure("8", 0)


class Turns(unittest.TestCase):
    def failing(self, script, pattern, timeout=20.0):
        program = turns(script, timeout)
        try:
            program.start()
            with self.assertRaisesRegex(BenchmarkError, pattern):
                program.measure("8", 0.01)
        finally:
            program.abandon()

    def test_one_process_answers_many_times(self):
        program = turns(ANSWERS)
        program.start()
        for case in ("8", "16", "8"):
            self.assertEqual(list(program.measure(case, 0.01).samples), [case])
        program.stop()

    def test_a_program_that_ends_early_is_shown_with_what_it_said(self):
        self.failing("read -r line; echo broken >&2; exit 4", "(?s)exit status 4.*broken")
        self.failing("read -r line; exit 0", "ended before")

    def test_a_program_without_an_answer_is_given_up(self):
        self.failing("sleep 100", "no answer", timeout=0.2)

    def test_an_answer_to_another_question_is_refused(self):
        self.failing("read -r line; echo 16 100; read -r line", "was asked for '8'")

    def test_failing_at_the_end_counts(self):
        program = turns(ANSWERS + "; exit 5")
        program.start()
        program.measure("8", 0.01)
        with self.assertRaisesRegex(BenchmarkError, "exit status 5"):
            program.stop()
        program.abandon()


if __name__ == "__main__":
    unittest.main()
