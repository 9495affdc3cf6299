#!/usr/bin/env python3
"""Branches of a bank that transfer random amounts at random times, for `sim --program exec:./branches.py`.

An answer depends on its question alone, also what is drawn: the numbers come from the state, which goes on to the next with each transfer.
So the same seed of `sim` gives the same run. A state is a text; what it holds of the money, and what a branch may do next, is told beside it.
"""
import json
import sys


def told(balance, left, drawn, **more):
    """A branch's state, with what it holds and what it may do next."""
    offers = ["transfer"] if left and balance else []
    return {"state": f"{balance} left={left} drawn={drawn}", "held": balance, "offers": offers, **more}


def read(state):
    balance, left, drawn = state.split()
    return int(balance), int(left.split("=")[1]), int(drawn.split("=")[1])


def initial(question):
    parameters = question["parameters"]
    drawn = sum(question["process"].encode()) * 7919 + int(parameters.get("seed", 0))
    return told(int(parameters.get("balance", 1_000_000)), int(parameters.get("transfers", 10)), drawn)


def look(question):
    """A state that a saved run tells of: what the branch may do in it."""
    return told(*read(question["state"]))


def command(question):
    """Transfers 1 to 100, or what there is, to some neighbour."""
    balance, left, drawn = read(question["state"])
    drawn = (drawn * 1103515245 + 12345) % 2**31
    amount = 1 + (drawn >> 16) % min(100, balance)
    channel = question["out"][(drawn >> 8) % len(question["out"])]
    sends = [{"channel": channel, "message": str(amount), "carried": amount}]
    return told(balance - amount, left - 1, drawn, sends=sends)


def receive(question):
    balance, left, drawn = read(question["state"])
    return told(balance + int(question["message"]), left, drawn)


for line in sys.stdin:
    question = json.loads(line)
    if "bye" in question:
        break
    if "hello" in question:
        answer = {"hello": "sim.exec/1", "name": "branches of a bank", "goods": ["$"], "ends": True, "silent": True}
    else:
        answer = {"initial": initial, "look": look, "command": command, "receive": receive}[question["event"]](question)
    print(json.dumps(answer), flush=True)
