"""The order and the bookkeeping of rounds, with runners that measure nothing."""
import collections
import unittest

from wasmpi_bench import runner
from wasmpi_bench.errors import BenchmarkError
from wasmpi_bench.processes import Variant
from wasmpi_bench.samples import Reading


class Silent:
    def say(self, _text):
        pass

    def note(self, _text):
        pass

    def round(self, *_facts):
        pass


class Recorder:
    """Stands for a program; writes down what it is told."""

    def __init__(self, name, journal, fails_at=None, result=""):
        self.variant = Variant(name, {})
        self._journal = journal
        self._fails_at = fails_at
        self._result = result

    def start(self):
        self._journal.append((self.variant.name, "start"))

    def stop(self):
        self._journal.append((self.variant.name, "stop"))

    def abandon(self):
        self._journal.append((self.variant.name, "abandon"))

    def measure(self, group, _seconds):
        if group == self._fails_at:
            raise BenchmarkError("on purpose")
        self._journal.append((self.variant.name, group))
        return Reading({group: [1.0, 2.0]}, self._result)


def limits(**given):
    return runner.Limits(**{"rounds": None, "budget": 0.0, "sessions": 1, "slice": 0.0, **given})


class Orders(unittest.TestCase):
    def test_each_variant_goes_first_equally_often(self):
        for names in (["native", "wasm"], ["native", "wasm", "native again"], ["native", "wasm", "portable", "peer"]):
            first = collections.Counter(runner.round_order(names, number)[0] for number in range(12))
            self.assertEqual(set(first.values()), {12 // len(names)})

    def test_each_round_has_every_variant_once(self):
        for number in range(12):
            self.assertEqual(sorted(runner.round_order("abc", number)), list("abc"))

    def test_orders_differ_from_block_to_block_and_with_the_seed_but_can_be_repeated(self):
        orders = [runner.round_order("abcd", number, 5) for number in range(40)]
        self.assertEqual(orders, [runner.round_order("abcd", number, 5) for number in range(40)])
        self.assertNotEqual(orders, [runner.round_order("abcd", number, 6) for number in range(40)])
        self.assertGreater(len(set(orders)), 8)

    def test_groups_come_in_changing_order_each_once(self):
        orders = [runner.group_order("abcdef", number) for number in range(10)]
        self.assertTrue(all(sorted(order) == list("abcdef") for order in orders))
        self.assertGreater(len(set(map(tuple, orders))), 5)


class Never:
    """No group is ever known well enough."""

    def add(self, _samples):
        pass

    def is_settled(self, _group):
        return False


class After(Never):
    """A group is known well enough after some rounds."""

    def __init__(self, group, rounds):
        self._group = group
        self._rounds = rounds

    def add(self, _samples):
        self._rounds -= 1

    def is_settled(self, group):
        return group == self._group and self._rounds <= 0


class Rounds(unittest.TestCase):
    def setUp(self):
        self.journal = []
        self.runners = [Recorder("native", self.journal), Recorder("wasm", self.journal)]

    def test_as_many_rounds_as_wanted_with_every_case_of_every_variant(self):
        samples = runner.run(self.runners, ["8", "16"], limits(rounds=5), Never(), Silent())
        found = collections.Counter((sample.round, sample.case, sample.variant) for sample in samples)
        self.assertEqual(len(found), 5 * 2 * 2)
        self.assertEqual(set(found.values()), {1})
        self.assertEqual(samples[0].values, [1.0, 2.0])

    def test_the_variants_of_a_case_follow_each_other(self):
        samples = runner.run(self.runners, ["8", "16"], limits(rounds=4), Never(), Silent())
        for one, other in zip(samples[::2], samples[1::2]):
            self.assertEqual((one.case, one.round), (other.case, other.round))
            self.assertNotEqual(one.variant, other.variant)

    def test_a_group_known_well_enough_is_left_out(self):
        samples = runner.run(self.runners, ["8", "16"], limits(rounds=5), After("8", 2), Silent())
        self.assertEqual(collections.Counter(sample.case for sample in samples), {"8": 4, "16": 10})

    def test_a_run_ends_when_all_is_known(self):
        samples = runner.run(self.runners, ["8"], limits(budget=1000.0), After("8", 4), Silent())
        self.assertEqual(len(samples), 8)

    def test_without_time_the_least_number_of_rounds_is_run(self):
        samples = runner.run(self.runners, ["8"], limits(budget=0.0, least_rounds=3), Never(), Silent())
        self.assertEqual(len({sample.round for sample in samples}), 3)

    def test_each_session_starts_and_stops_every_program(self):
        samples = runner.run(self.runners, ["8"], limits(rounds=6, sessions=3), Never(), Silent())
        self.assertEqual([sample.session for sample in samples], [0] * 4 + [1] * 4 + [2] * 4)
        for name in ("native", "wasm"):
            self.assertEqual(self.journal.count((name, "start")), 3)
            self.assertEqual(self.journal.count((name, "stop")), 3)

    def test_a_failure_ends_all_programs_and_is_passed_on(self):
        self.runners[1] = Recorder("wasm", self.journal, fails_at="16")
        with self.assertRaises(BenchmarkError):
            runner.run(self.runners, ["8", "16"], limits(rounds=1), Never(), Silent())
        self.assertIn(("native", "abandon"), self.journal)
        self.assertIn(("wasm", "abandon"), self.journal)

    def test_programs_with_different_results_are_not_compared(self):
        self.runners[1] = Recorder("wasm", self.journal, result="3.14")
        with self.assertRaisesRegex(BenchmarkError, "do not do the same"):
            runner.warm_up(self.runners, ["8"], Silent())


if __name__ == "__main__":
    unittest.main()
