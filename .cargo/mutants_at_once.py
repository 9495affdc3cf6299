#!/usr/bin/env python3
"""A random sample of the mutants of a crate, all in one build: each is switched on by itself while the tests run.

    .cargo/mutants_at_once.py CRATE COUNT SEED      in a clone of its own: the files are changed where they are

cargo-mutants lists the mutants. A function that has some becomes `{ if on(1) {...} else if on(2) {...} else {...} }`, the last as it was. So there is
one build for all, and a mutant costs a run of the tests up to the first that fails. Functions that are const or return `impl Trait` cannot be written
so, and constants have no body: they are left out, and how many is said. What does not compile is unviable.
"""

import collections
import itertools
import json
import os
import random
import re
import subprocess
import sys
import threading

SWITCH = """
#[allow(missing_docs, clippy::all)]
pub(crate) mod mutant_switch {
    pub(crate) fn on(number: u32) -> bool {
        static WHICH: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
        let given = || std::env::var("MUTANT").ok()?.parse().ok();
        *WHICH.get_or_init(|| given().unwrap_or(0)) == number
    }
}
"""
SECONDS = 120


def offset(text, place):
    """Where a line and a column are in a text."""
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: place["line"] - 1]) + place["column"] - 1


def body(text, start, end):
    """Where the body of a function begins."""
    depth = 0
    for at in range(start, end):
        if text[at] in "([":
            depth += 1
        elif text[at] in ")]":
            depth -= 1
        elif text[at] == "{" and depth == 0:
            return at
    return None


class Function:
    """A function that has mutants."""

    def __init__(self, text, span):
        self.start, self.end = offset(text, span["start"]), offset(text, span["end"])
        self.body = body(text, self.start, self.end)
        line = text.rfind("\n", 0, self.start) + 1
        self.head = text[line : self.body or self.end]

    def can_be_switched(self, mutant):
        is_const = re.search(r"\bconst\b[^()]*\bfn\b", self.head)
        return self.body and not is_const and "impl " not in (mutant["function"]["return_type"] or "")


def switched(text, mutants, number):
    """A file with all these mutants, and the lines of each."""
    by_function, lines, out, at = collections.defaultdict(list), [], "", 0
    for mutant in mutants:
        function = Function(text, mutant["function"]["span"])
        by_function[function.start, function.body, function.end].append(mutant)
    for (start, first, end), own in sorted(by_function.items()):
        if start < at:
            continue  # Within another: it is left out.
        out += text[at:first] + "{ "
        for mutant in own:
            place = [offset(text, mutant["span"][side]) for side in ("start", "end")]
            changed = text[first : place[0]] + mutant["replacement"] + text[place[1] : end]
            out += f"if crate::mutant_switch::on({number[mutant['name']]}) "
            line = out.count("\n") + 1
            out += changed + " else "
            lines.append((line, out.count("\n") + 1, mutant["name"]))
        out, at = out + text[first:end] + " }", end
    return out + text[at:], lines


def cargo(*arguments):
    return subprocess.run(["cargo", *arguments, "--locked", "--message-format=json"], capture_output=True, text=True)


def messages(done):
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def write(texts, mutants, number, root):
    """Writes all files; where each mutant is."""
    places = []
    for file, text in texts.items():
        out, lines = switched(text, [mutant for mutant in mutants if mutant["file"] == file], number)
        with open(file, "w", encoding="utf-8") as written:
            written.write(out + (SWITCH if file == root else ""))
        places += [(file, *line) for line in lines]
    return places


def within(span):
    """A place, and where the macro is used in which it is."""
    while span:
        yield span
        span = (span.get("expansion") or {}).get("span")


def unviable(done, places):
    """The mutants in which a compiler finds a mistake."""
    found = set()
    for message in messages(done):
        message = message.get("message")
        if isinstance(message, dict) and message["level"] == "error":
            for span in itertools.chain.from_iterable(map(within, message["spans"])):
                here = [name for file, first, last, name in places
                        if file == span["file_name"] and first <= span["line_start"] and span["line_end"] <= last]
                found.update(here)
    return found


def run(tests, folder, number):
    """Whether a test fails with this mutant."""
    environment = dict(os.environ, MUTANT=str(number), RUST_BACKTRACE="0")
    child = subprocess.Popen([tests], cwd=folder, env=environment, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True, errors="replace")
    timer = threading.Timer(SECONDS, child.kill)
    timer.start()
    failed = False
    for line in child.stdout:
        if line.startswith("test ") and line.rstrip().endswith("FAILED"):
            failed = True
            child.kill()
    timer.cancel()
    return "caught" if failed or child.wait() != 0 else "missed"


def main(crate, count, seed):
    listed = subprocess.run(["cargo", "mutants", "--list", "--json", "-p", crate], capture_output=True, text=True)
    listed = json.loads(listed.stdout)
    texts = {file: open(file, encoding="utf-8").read() for file in {mutant["file"] for mutant in listed}}
    folder = os.path.commonpath(list(texts)).removesuffix("/src")
    root = f"{folder}/src/lib.rs"
    texts.setdefault(root, open(root, encoding="utf-8").read())
    possible = [mutant for mutant in listed if mutant.get("function")
                and Function(texts[mutant["file"]], mutant["function"]["span"]).can_be_switched(mutant)]
    print(f"{len(listed)} mutants, {len(listed) - len(possible)} left out", flush=True)
    random.seed(seed)
    sample = random.sample(possible, count)
    number = {mutant["name"]: place + 1 for place, mutant in enumerate(sample)}
    try:
        while True:
            places = write(texts, sample, number, root)
            done = cargo("check", "-p", crate, "--lib")
            wrong = unviable(done, places)
            if not wrong:
                break
            sample = [mutant for mutant in sample if mutant["name"] not in wrong]
        kept = {name for *_, name in places}
        built = cargo("test", "-p", crate, "--lib", "--no-run")
        tests = [message["executable"] for message in messages(built) if message.get("executable")]
        if done.returncode or not tests or run(tests[0], folder, 0) != "missed":
            sys.exit("without a mutant it cannot be built, or a test fails")
        outcomes = collections.Counter()
        for mutant in (mutant for mutant in sample if mutant["name"] in kept):
            outcome = run(tests[0], folder, number[mutant["name"]])
            outcomes[outcome] += 1
            print(f"{outcome}: {mutant['name']}", flush=True)
        print(f"{dict(outcomes)}, {count - len(kept)} unviable")
    finally:
        for file, text in texts.items():
            with open(file, "w", encoding="utf-8") as written:
                written.write(text)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
