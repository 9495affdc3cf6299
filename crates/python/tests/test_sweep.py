"""A sweep over Dask is one check of all seeds, also when a worker is lost in the middle."""

from __future__ import annotations

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

try:
    from distributed import LocalCluster
except ImportError:
    LocalCluster = None

SIM = os.environ.get("SIM", "sim")
SEEDS = ["--seeds", "0..400", "--hold", "0..=30"]


def sweep(*words: str) -> list[str]:
    return [sys.executable, "-m", "sim_lab.sweep", "--sim", SIM, *words]


@unittest.skipIf(LocalCluster is None, "Dask is not installed")
class Sweep(unittest.TestCase):
    def test_a_worker_that_is_killed_in_the_middle_changes_nothing(self) -> None:
        one = subprocess.run([SIM, "check", *SEEDS], capture_output=True, text=True, check=True)
        with tempfile.TemporaryDirectory() as folder:
            parts = pathlib.Path(folder) / "parts"
            with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
                worker = next(iter(cluster.workers.values()))
                command = sweep("--scheduler", cluster.scheduler_address, "--shards", "8", "-o", str(parts), *SEEDS)
                running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                assert running.stderr is not None and running.stdout is not None
                first = running.stderr.readline()
                self.assertIn("1 of 8", first)
                os.kill(worker.process.process.pid, signal.SIGKILL)
                rest: list[str] = []
                reader = threading.Thread(target=lambda: rest.extend(running.stderr or ()))
                reader.start()
                told = running.stdout.read()
                reader.join()
                self.assertEqual(running.wait(), 0, rest)
                self.assertEqual(told, one.stdout)
                self.assertTrue(any("8 of 8" in line for line in rest), rest)
                again = subprocess.run(command, capture_output=True, text=True, check=True)
                self.assertEqual(again.stdout, one.stdout)
                self.assertEqual(again.stderr.count("nothing was run"), 8, again.stderr)

    def test_what_the_program_refuses_is_told_once(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            words = sweep("--shards", "2", "-o", folder, "--seeds", "0..10", "--topology", "rign:3")
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("rign", done.stderr)

    def test_a_form_of_the_output_is_refused(self) -> None:
        done = subprocess.run(sweep("-f", "json"), capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--merge", done.stderr)


if __name__ == "__main__":
    unittest.main()
