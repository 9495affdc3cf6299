"""What the module promises, held against the program itself: SIM names it."""

import concurrent.futures
import doctest
import json
import os
import pathlib
import pickle
import re
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

import own
import sim_lab as sim

HERE = pathlib.Path(__file__).parent
SIM = os.environ.get("SIM")
# A scenario as arguments, and as options.
SCENARIOS = [
    ({"seed": 7}, ["--seed", "7"]),
    ({"topology": "ring:3", "program": "bank", "seed": 3}, ["--topology", "ring:3", "--program", "bank", "--seed", "3"]),
    (
        {"program": "bank", "param": {"balance": 30}, "links": "unordered", "hold": range(0, 31), "seed": 1},
        ["--program", "bank", "--param", "balance=30", "--links", "unordered", "--hold", "0..=30", "--seed", "1"],
    ),
    ({"algorithm": "mattern", "links": "unordered", "trigger": 5}, ["--algorithm", "mattern", "--links", "unordered", "--trigger", "5"]),
]


def sim_says(*words):
    return subprocess.run([SIM, *words], capture_output=True, check=False)


@unittest.skipUnless(SIM, "SIM names no program to compare with")
class TheSameAsTheProgram(unittest.TestCase):
    def test_a_run_is_the_same_bytes_in_every_form_for_programs(self):
        for arguments, options in SCENARIOS:
            run = sim.run(**arguments)
            self.assertEqual(run.json().encode(), sim_says("run", *options, "-f", "json").stdout)
            for form in sim.formats():
                self.assertEqual(run.export(form).encode(), sim_says("run", *options, "-f", form).stdout, form)

    def test_the_report_has_every_line_of_the_program_but_its_hints(self):
        for arguments, options in SCENARIOS:
            said = sim_says("run", *options).stdout.decode()
            ours = sim.run(**arguments).text()
            hint = re.compile(r"^(With FIFO channels and hold 0|too: the seed changes)")
            theirs = [re.sub(r" +save: add .*", "", line) for line in said.splitlines() if not hint.match(line)]
            self.assertEqual([line for line in ours.splitlines() if line], [line for line in theirs if line])

    def test_the_command_makes_the_same_run(self):
        for arguments, _ in SCENARIOS:
            run = sim.run(**arguments)
            again = subprocess.run(run.command.replace("sim", SIM, 1) + " -f json", shell=True, capture_output=True)
            self.assertEqual(again.stdout.decode(), run.json())

    def test_many_seeds_come_to_the_same(self):
        for arguments, options in SCENARIOS:
            arguments = {key: value for key, value in arguments.items() if key != "seed"}
            options = [each for each in options]
            if "--seed" in options:
                place = options.index("--seed")
                del options[place : place + 2]
            ours = sim.check(range(5, 705), **arguments)
            theirs = json.loads(sim_says("check", *options, "--seeds", "5..705", "-f", "json").stdout)
            self.assertEqual((ours.verdict, ours.seeds, ours.failed), (theirs["verdict"], 700, theirs["failed"]["count"] if isinstance(theirs["failed"], dict) else theirs["failed"]))

    def test_every_schedule_comes_to_the_same(self):
        ours = sim.explore(param={"receipts": 4}, trigger=1)
        theirs = json.loads(sim_says("explore", "--param", "receipts=4", "--trigger", "1", "-f", "json", "--keep-going").stdout)
        self.assertEqual((ours.verdict, ours.states, ours.steps, ours.ends), (theirs["verdict"], theirs["states"], theirs["steps"], theirs["ends"]))
        reduced = sim.explore(param={"receipts": 4}, trigger=1, reduce=True)
        self.assertLess(reduced.states, ours.states)
        self.assertEqual({each.state for each in reduced.recorded}, {each.state for each in ours.recorded})
        self.assertEqual({each.state for each in ours.recorded}, {each["state"] for each in theirs["recorded"]})

    def test_a_log_is_judged_the_same(self):
        log = sim.run(program="bank", seed=2).export("simlog")
        ours = sim.judge(log)
        theirs = json.loads(subprocess.run([SIM, "judge", "-", "-f", "json"], input=log.encode(), capture_output=True).stdout)
        self.assertEqual(ours.verdict, theirs["verdict"])
        self.assertEqual([(check.name, check.ok) for check in ours.checks], [(check["name"], check["ok"]) for check in theirs["checks"]])

    def test_what_is_wrong_is_said_in_the_same_words(self):
        for arguments, options in [
            ({"topology": "rung:3"}, ["--topology", "rung:3"]),
            ({"algorithm": "chandy"}, ["--algorithm", "chandy"]),
            ({"param": {"no": 1}}, ["--param", "no=1"]),
            ({"schedule": "P P P P"}, ["--schedule", "P P P P"]),
        ]:
            with self.assertRaises(sim.SimError) as caught:
                sim.run(**arguments)
            said = sim_says("run", *options).stderr.decode()
            for words in [caught.exception.what, caught.exception.tip or ""]:
                for line in words.splitlines():
                    self.assertIn(line.replace("'schedule'", "'--schedule'"), said)


    def test_a_saved_run_of_a_class_is_told_and_not_run_again(self):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "run.json")
            sim.run(algorithm=own.ChandyLamport(), seed=7).save(file)
            self.assertIn(b"python:ChandyLamport", sim_says("convert", file).stdout)
            refused = sim_says("run", "--algorithm", "python:ChandyLamport")
            self.assertEqual(refused.returncode, 2)
            self.assertIn(b"is a class of a Python program", refused.stderr)


class ARun(unittest.TestCase):
    def test_what_is_told_as_attributes_is_what_is_told_in_json(self):
        run = sim.run(seed=7)
        told = json.loads(run.json())
        self.assertEqual(run.verdict, told["outcome"]["verdict"])
        self.assertEqual(run.snapshots[0].processes, told["snapshots"][0]["processes"])
        self.assertEqual([check.name for check in run.checks], [check["name"] for check in told["checks"]])
        self.assertEqual(len(run.events), len(told["events"]))
        self.assertEqual(run.digest, "sha256:f277f9889855b1a1b5429f04d3fb86b0c30f6cdbbb8fe1dd7cf3852271670b17")

    def test_it_is_a_picture_in_a_notebook(self):
        self.assertTrue(sim.run(seed=7)._repr_svg_().startswith("<svg"))

    def test_it_is_saved_in_the_form_of_the_name(self):
        run = sim.run(seed=7)
        with tempfile.TemporaryDirectory() as folder:
            for name, text in [("a.json", run.json()), ("a.txt", run.text()), ("a.svg", run.svg()), ("a.html", run.html())]:
                run.save(pathlib.Path(folder) / name)
                self.assertEqual((pathlib.Path(folder) / name).read_bytes(), text.encode())
            with self.assertRaisesRegex(sim.SimError, "there is no form 'doc'"):
                run.save(pathlib.Path(folder) / "a.doc")

    def test_what_a_drawing_leaves_out_is_a_warning(self):
        run = sim.run(seed=7)
        with self.assertWarnsRegex(sim.SimWarning, "the picture shows"):
            run.svg(window="all", at_most=10)

    def test_a_scenario_is_a_file_or_a_text(self):
        text = 'topology = "ring:3"\nprogram = "bank"\n'
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "bank.toml"
            file.write_text(text)
            runs = [sim.run(scenario=text, seed=4), sim.run(scenario=file, seed=4), sim.run(topology="ring:3", program="bank", seed=4)]
        self.assertEqual(len({run.digest for run in runs}), 1)
        self.assertIn("bank.toml", runs[1].command)

    def test_several_threads_may_run_at_once(self):
        digests = []
        threads = [threading.Thread(target=lambda: digests.append(sim.run(seed=9).digest)) for _ in range(8)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        self.assertEqual(len(digests), 8)
        self.assertEqual(len(set(digests)), 1)


class WhatIsWrong(unittest.TestCase):
    def refused(self, words, work, *rest, **arguments):
        with self.assertRaises(sim.SimError) as caught:
            work(*rest, **arguments)
        self.assertIn(words, str(caught.exception))

    def test_a_word_that_is_no_argument_is_refused_with_what_was_meant(self):
        self.refused("there is no argument 'topolgy'\n  tip: a similar one exists: 'topology'", sim.run, topolgy="ring:3")

    def test_a_value_that_is_none_is_refused(self):
        self.refused("invalid value 'x' for 'hold'", sim.run, hold="x")
        self.refused("'hold' is a text, a number, a range", sim.run, hold=1.5)
        self.refused("'seed' is a text or a number", sim.run, seed=True)
        self.refused("a seed is not drawn here", sim.run, seed="random")
        self.refused("cannot read 'nowhere.toml'", sim.run, scenario="nowhere.toml")
        self.refused("scenario.toml:1", sim.run, scenario="topolgy = 1")

    def test_what_changes_nothing_is_refused(self):
        self.refused("'seed' changes nothing", sim.check, range(3), seed=1)
        self.refused("'delay' changes nothing", sim.explore, delay=3)

    def test_seeds_are_a_range_by_one(self):
        self.refused("goes by 2", sim.check, range(0, 10, 2))
        self.refused("one at least", sim.check, range(5, 5))
        self.refused("one at least", sim.check, range(-3, 5))
        self.refused("are a range", sim.check, 1000)

    def test_a_program_in_another_language_is_not_started(self):
        self.refused("no program of one's own is started here", sim.run, algorithm="exec:./mine.py")
        self.refused("no program of one's own is started here", sim.run, program="python:Nobody")

    def test_no_text_makes_it_panic(self):
        for text in ["", "=", "\n", "\0=", "a" * 10_000 + "=", '[snapshot]\ninitiator = "Z"', "topology = 'ring:99999999999'"]:
            try:
                sim.run(scenario=text or None, max_events=1000)
            except sim.SimError:
                pass

    def test_an_error_can_be_pickled(self):
        error = sim.SimError("what", "tip")
        again = pickle.loads(pickle.dumps(error))
        self.assertEqual((again.what, again.tip, str(again)), ("what", "tip", "what\n  tip: tip"))


class ManySeeds(unittest.TestCase):
    def test_what_they_come_to_does_not_depend_on_the_threads(self):
        one = sim.check(range(10, 1500), links="unordered", hold=range(0, 5), jobs=1)
        two = sim.check(range(10, 1500), links="unordered", hold=range(0, 5), jobs=3)
        self.assertEqual(one.told, two.told)
        self.assertEqual((one.verdict, one.seeds), ("failed", 1490))
        self.assertEqual(sum(state.times for state in one.recorded), 1490)

    def test_what_they_come_to_does_not_depend_on_who_has_which(self):
        arguments = {"links": "unordered", "hold": range(0, 5)}
        whole = sim.check(range(10, 1500), **arguments)
        for portion in [1490, 700, 97]:
            with concurrent.futures.ProcessPoolExecutor(2) as executor:
                parts = sim.check(range(10, 1500), executor=executor, portion=portion, **arguments)
            self.assertEqual(whole.told, parts.told)
        with concurrent.futures.ProcessPoolExecutor(2) as executor:
            mine = sim.check(range(0, 60), executor=executor, portion=25, algorithm=own.ChandyLamport())
            self.assertEqual((mine.verdict, mine.seeds, mine.command), ("ok", 60, None))
            with self.assertRaisesRegex(sim.SimError, "there is no argument 'no'"):
                sim.check(range(0, 60), executor=executor, no=1)

    def test_the_first_failure_is_a_run_that_fails(self):
        checked = sim.check(range(0, 300), links="unordered")
        run = checked.run()
        self.assertEqual(run.verdict, "failed")
        self.assertIn(f"seed {checked.first_failure}", run.text())
        self.assertTrue(any(check.ok is False and check.reason for check in run.checks))


class EverySchedule(unittest.TestCase):
    def test_a_witness_records_what_was_found(self):
        found = sim.explore(links="unordered", param={"receipts": 3}, trigger=1)
        self.assertEqual((found.verdict, found.complete, found.why), ("failed", True, None))
        for outcome in found.recorded:
            self.assertEqual(outcome.run().verdict, outcome.verdict)

    def test_a_search_that_is_not_over_knows_nothing(self):
        found = sim.explore(max_states=50)
        self.assertEqual((found.verdict, found.complete), ("unknown", False))
        self.assertIn("50 states", found.why)


class Logs(unittest.TestCase):
    WRONG = [
        {"p": "a", "record": 1},
        {"p": "a", "send": "m1", "to": "b"},
        {"p": "b", "recv": "m1"},
        {"p": "b", "record": 1},
    ]

    def test_a_message_that_crosses_the_cut_backwards_is_found(self):
        judged = sim.judge(self.WRONG)
        self.assertEqual(judged.verdict, "failed")
        wrong = [check for check in judged.snapshots[0].checks if check.ok is False]
        self.assertEqual(wrong[0].name, "consistent")
        self.assertIn("m1", wrong[0].reason)
        self.assertEqual(judged.snapshots[0].too_late[0]["process"], "b")
        self.assertTrue(judged._repr_svg_().startswith("<svg"))

    def test_a_text_and_several_logs_are_the_same_as_one(self):
        text = "".join(json.dumps(line) + "\n" for line in self.WRONG)
        halves = [self.WRONG[:2], self.WRONG[2:]]
        verdicts = [[(c.name, c.ok) for c in sim.judge(*logs).snapshots[0].checks] for logs in [(self.WRONG,), (text,), halves]]
        self.assertEqual(verdicts[0], verdicts[1])
        self.assertEqual(verdicts[0], verdicts[2])

    def test_what_is_no_log_is_refused_with_the_line(self):
        for log, words in [([{"p": 1}], "log 1:1"), ("{\n", "log 1"), ([3], "a dictionary"), ([{"p": {1}}], "is JSON"), ("nowhere.log", "cannot read")]:
            with self.assertRaisesRegex(sim.SimError, words):
                sim.judge(log)


class OnesOwn(unittest.TestCase):
    def test_chandy_and_lamports_algorithm_is_right_and_says_what_the_built_in_one_says(self):
        for arguments in [{}, {"topology": "complete:3", "program": "bank"}, {"links": "unordered", "program": "bank"}]:
            ours = sim.check(range(0, 1000), algorithm=own.ChandyLamport(), **arguments)
            theirs = sim.check(range(0, 1000), **arguments)
            self.assertEqual((ours.failed, ours.first_failure, ours.unknown), (theirs.failed, theirs.first_failure, theirs.unknown))
            self.assertEqual([state.told for state in ours.recorded], [state.told for state in theirs.recorded])

    def test_a_wrong_algorithm_is_found_out_and_why_is_said(self):
        wrong = sim.check(range(0, 100), algorithm=own.ClosesAtOnce(), program="bank")
        self.assertEqual(wrong.verdict, "failed")
        run = wrong.run()
        reasons = [check.reason for check in run.checks if check.ok is False]
        self.assertTrue(any("but was not recorded" in reason for reason in reasons), reasons)
        found = sim.explore(algorithm=own.ClosesAtOnce(), param={"receipts": 3}, trigger=1)
        self.assertEqual(found.verdict, "failed")
        witness = next(each for each in found.recorded if each.verdict == "failed")
        self.assertEqual(witness.run().verdict, "failed")

    def test_what_is_attached_to_messages_comes_with_them(self):
        checked = sim.check(range(0, 200), algorithm=own.Colours(), program="bank")
        self.assertEqual((checked.failed, checked.seeds), (0, 200))

    def test_a_computation_is_conserved_or_found_out(self):
        right = sim.check(range(0, 200), program=own.Marbles(), topology="ring:3")
        self.assertEqual((right.verdict, right.seeds), ("ok", 200))
        run = sim.run(program=own.Marbles(), topology="ring:3", seed=3)
        self.assertEqual(sum(record["state"] for record in run.snapshots[0].processes.values()) + sum(len(each) for each in run.snapshots[0].channels.values()), 9)
        amounts = next(check.amounts for check in run.checks if check.name == "one-message")
        self.assertEqual(amounts, {"marble": {"recorded": 9, "expected": 9}})

    def test_an_algorithm_and_a_computation_of_ones_own_go_together(self):
        both = {"program": own.Marbles(1), "algorithm": own.ChandyLamport(), "topology": "ring:2"}
        self.assertEqual(sim.check(range(0, 50), **both).verdict, "ok")
        found = sim.explore(max_states=20_000, **both)
        self.assertEqual([each.verdict for each in found.recorded if each.verdict != "ok"], [])

    def test_it_makes_the_same_run_each_time_and_in_each_process(self):
        code = "import own, sim_lab as sim; print(sim.run(program=own.Marbles(), algorithm=own.ChandyLamport(), seed=5).digest)"
        digests = {
            subprocess.run([sys.executable, "-c", code], cwd=HERE, env={**os.environ, "PYTHONHASHSEED": str(seed)}, capture_output=True, check=True).stdout
            for seed in range(3)
        }
        self.assertEqual(len(digests), 1)

    def test_what_a_hook_raises_comes_out_with_where_it_was(self):
        class Raises(own.ChandyLamport):
            def control(self, me, step):
                raise KeyError("here")

        at = None
        try:
            sim.run(algorithm=Raises())
        except KeyError as error:
            at = error.__traceback__
        frames = []
        while at is not None:
            frames.append(at.tb_frame.f_code.co_name)
            at = at.tb_next
        self.assertIn("control", frames)

    def test_a_hook_that_is_not_pure_is_found_out(self):
        class Counts(own.ChandyLamport):
            asked = 0

            def begin(self, place):
                return None

            def receive(self, me, step):
                self.asked += 1
                return frozenset({str(self.asked)}) if me is None else me

            def control(self, me, step):
                return me

        with self.assertRaisesRegex(sim.SimError, "answered the same question twice differently"):
            sim.run(algorithm=Counts())

    def test_what_a_hook_may_not_do_is_said_where_it_does_it(self):
        def algorithm(initiate, **said):
            return type("Mine", (sim.Algorithm,), {"initiate": initiate, **said})()

        for initiate, words in [
            (lambda self, me, step: step.send("Q->P"), "P sends nothing on the channel 'Q->P'"),
            (lambda self, me, step: step.close("X->Y"), "there is no channel 'X->Y'"),
            (lambda self, me, step: step.record(7), "there is no snapshot 7; there is 1 to 1"),
            (lambda self, me, step: step.record(before=True), "nothing is received"),
            (lambda self, me, step: step.record_message(), "no message is received"),
            (lambda self, me, step: step.pause(), "waits = True"),
            (lambda self, me, step: step.send("P->Q", 1.5), "a float is not"),
            (lambda self, me, step: [], "a list cannot"),
        ]:
            with self.assertRaisesRegex(sim.SimError, re.escape(words)):
                sim.run(algorithm=algorithm(initiate))
        with self.assertRaisesRegex(sim.SimError, "needs the order"):
            sim.run(algorithm=algorithm(lambda self, me, step: None, order="some"))
        with self.assertRaisesRegex(sim.SimError, "is an object, and not a class"):
            sim.run(algorithm=own.ChandyLamport)
        with self.assertRaisesRegex(sim.SimError, "'program' is no ChandyLamport"):
            sim.run(program=own.ChandyLamport())
        with self.assertRaisesRegex(sim.SimError, "is asked on one thread"):
            sim.check(range(5), algorithm=own.ChandyLamport(), jobs=2)

    def test_states_that_print_alike_are_refused(self):
        class Alike(own.Marbles):
            def initial(self, place):
                return ("a", 1)

            def held(self, state):
                return 0

            def offers(self, place, state):
                return ["go"]

            def command(self, state, turn, command):
                return "('a', 1)"

        with self.assertRaisesRegex(sim.SimError, "two states print alike"):
            sim.run(program=Alike(), trigger="none")

    def test_a_step_that_is_kept_goes_on_showing_what_it_showed(self):
        kept = []

        class Keeps(own.ChandyLamport):
            def receive(self, me, step):
                kept.append((step, step.state, step.message, step.channel, step.sends))
                super().receive(me, step)

        sim.run(algorithm=Keeps(), seed=1)
        self.assertGreater(len({state for _, state, *_ in kept}), 1)
        for step, *showed in kept:
            self.assertEqual([step.state, step.message, step.channel, step.sends], showed)

    def test_a_hook_may_run_another_run(self):
        class Nested(own.ChandyLamport):
            def initiate(self, me, step):
                assert sim.run(algorithm=own.ClosesAtOnce(), seed=1).verdict == "failed"
                return super().initiate(me, step)

        self.assertEqual(sim.run(algorithm=Nested()).verdict, "ok")


@unittest.skipUnless(hasattr(signal, "SIGINT") and os.name == "posix", "there is no SIGINT here")
class Interrupted(unittest.TestCase):
    # A thread of its own presses Ctrl-C as soon as the work has begun.
    BEGUN = """
import os, signal, sys, threading
import own, sim_lab as sim

def is_at_work(frame):
    return frame is not None and (frame.f_code.co_name in ("check", "explore") or is_at_work(frame.f_back))

def press():
    while not is_at_work(sys._current_frames()[threading.main_thread().ident]):
        pass
    os.kill(os.getpid(), signal.SIGINT)

threading.Thread(target=press).start()
try:
    WORK
except KeyboardInterrupt:
    print("interrupted")
"""

    def ends(self, work):
        """Ctrl-C ends this work, which would take for ever, with a KeyboardInterrupt."""
        code = self.BEGUN.replace("WORK", work)
        said = subprocess.run([sys.executable, "-c", code], cwd=HERE, capture_output=True, text=True, timeout=120)
        self.assertEqual(said.stdout, "interrupted\n", said.stderr)

    def test_many_seeds(self):
        self.ends("sim.check(range(0, 10**12))")

    def test_every_schedule(self):
        self.ends("sim.explore(topology='complete:4', program='bank', max_states=10**9)")

    def test_a_hook(self):
        self.ends("sim.check(range(0, 10**9), algorithm=own.ChandyLamport())")


class WhatIsWritten(unittest.TestCase):
    def test_the_examples_in_the_help_are_true(self):
        import sim_lab._judge
        import sim_lab._many
        import sim_lab._run

        for module in [sim, sim_lab._run, sim_lab._many, sim_lab._judge]:
            found = doctest.testmod(module, extraglobs={"sim": sim}, optionflags=doctest.ELLIPSIS)
            self.assertEqual(found.failed, 0, module)

    def test_the_stub_has_the_arguments_of_the_engine(self):
        sys.path.insert(0, str(HERE.parent))
        import make_stub

        written = pathlib.Path(sim.__file__).with_name("__init__.pyi").read_text()
        self.assertEqual(written, make_stub.stub())


if __name__ == "__main__":
    unittest.main()
