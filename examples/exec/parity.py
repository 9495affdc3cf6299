#!/usr/bin/env python3
"""Processes that have a number and send while it is even; whoever receives draws a new one. For `sim --program exec:./parity.py`.

All odd and nothing under way is a deadlock, and stable: `--param start=3,5,7` begins in one, `--param start=3,4,7` does not.
"""
import json
import sys


def told(number, **more):
    """A state that is a number is a count: `--trigger` can wait for it."""
    return {"state": number, "offers": ["send"] if number % 2 == 0 else [], **more}


def initial(question):
    numbers = [int(number) for number in question["parameters"].get("start", "3,4,7").split(",")]
    place = int("".join(filter(str.isdigit, question["process"])) or 0)
    return told(numbers[place % len(numbers)])


def look(question):
    """A state that a saved run tells of: what the process may do in it."""
    return told(question["state"])


def command(question):
    return told(question["state"], sends=[{"channel": c, "message": str(question["state"])} for c in question["out"]])


def receive(question):
    """What is drawn follows from the number and the message, since an answer depends on its question alone."""
    return told((7 * question["state"] + 3 * int(question["message"]) + 1) % 10)


for line in sys.stdin:
    question = json.loads(line)
    if "bye" in question:
        break
    if "hello" in question:
        answer = {"hello": "sim.exec/1", "name": "parity", "silent": True}
    else:
        answer = {"initial": initial, "look": look, "command": command, "receive": receive}[question["event"]](question)
    print(json.dumps(answer), flush=True)
