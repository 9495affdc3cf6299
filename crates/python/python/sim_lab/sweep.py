"""Many seeds on a cluster that there is already: `sim check`, in parts, driven by Dask.

    python -m sim_lab.sweep --scheduler tcp://head:8786 --shards 256 -o parts --seeds 0..1000000000 --hold 0..=30

What this program does not know of goes to `sim check`. Each part is a task, `sim check … --shard I/N`, on a worker that has `sim` and sees
the folder; Dask chooses the worker, and does the task again when a worker is lost. A part that is there is not run again, so the same command
goes on after whatever ended it. When all parts are there they are put together: standard output and exit code are those of one check of
all seeds. Without `--scheduler` there are workers on this machine, one for each core.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from typing import NoReturn, Optional

#: How often a part is tried again that was killed.
RETRIES = 3


def part(command: list[str]) -> tuple[int, str]:
    """Runs one part; its exit code and what it said. One that was killed is an error, so that it is done again."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = (done.stdout + done.stderr).strip()
    if done.returncode < 0:
        raise RuntimeError(f"ended by signal {-done.returncode}: {said}")
    return done.returncode, said


def fail(what: str) -> NoReturn:
    print(f"error: {what}", file=sys.stderr)
    sys.exit(2)


def arguments(typed: Optional[list[str]]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="python -m sim_lab.sweep",
        description="Many seeds on a cluster that there is already: 'sim check' in parts, driven by Dask.",
        epilog="All else is for 'sim check', such as --seeds 0..1000000000 --hold 0..=30.",
        allow_abbrev=False,
    )
    parser.add_argument("--scheduler", metavar="ADDRESS", help="Dask's scheduler; workers on this machine by default")
    parser.add_argument("--shards", metavar="N", type=int, default=64, help="in how many parts [default: 64]")
    parser.add_argument("-o", "--output", metavar="DIR", default="shards", help="the folder of the parts, which all workers see [default: shards]")
    parser.add_argument("--sim", metavar="PROGRAM", default="sim", help="the program on the workers [default: sim]")
    known, check = parser.parse_known_args(typed)
    if known.shards < 1:
        parser.error("--shards: there is one part at least")
    own = [word for word in check if word.split("=")[0] in ("--shard", "--merge", "--format", "-f")]
    if own:
        parser.error(f"{own[0]}: the parts are made and put together here; 'sim check --merge {known.output}' has other forms")
    return known, check


def sweep(known: argparse.Namespace, check: list[str]) -> int:
    try:
        from distributed import Client, as_completed
    except ImportError:
        fail("Dask is not installed: pip install distributed")
    folder = os.path.abspath(known.output)
    command = [known.sim, "check", *check, "-o", folder, "--shard"]
    parts = [[*command, f"{number}/{known.shards}"] for number in range(1, known.shards + 1)]
    try:
        # One part a worker at a time: it takes all the cores that the worker has.
        client = Client(known.scheduler) if known.scheduler else Client(threads_per_worker=1)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        fail(f"no scheduler answers at '{known.scheduler}': {error}")
    with client:
        futures = {client.submit(part, each, key=" ".join(each), retries=RETRIES): each for each in parts}
        for count, future in enumerate(as_completed(futures), 1):  # type: ignore[no-untyped-call]
            if future.status != "finished":
                fail(f"{' '.join(futures[future])}: {future.exception()}")
            code, said = future.result()
            if code == 2:
                fail(f"{' '.join(futures[future])}: {said}")
            print(f"{count} of {known.shards}: {said.splitlines()[0] if said else ''}", file=sys.stderr, flush=True)
    return subprocess.run([known.sim, "check", "--merge", folder], check=False).returncode


def main(typed: Optional[list[str]] = None) -> int:
    """The command; its exit code is that of `sim check`."""
    return sweep(*arguments(typed))


if __name__ == "__main__":
    sys.exit(main())
