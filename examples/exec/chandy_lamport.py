#!/usr/bin/env python3
"""Chandy and Lamport's algorithm, for `sim --algorithm exec:./chandy_lamport.py`: a line in is a question, a line out its answer.

An answer depends on its question alone. What a process remembers is "me": it comes with each question, and goes back changed.
Here it has, for each snapshot, the channels that are still being recorded: {"1": ["p1->p0"]}.
"""
import json
import sys


def take(snapshot, question, me, answer):
    """Records the state, once for each snapshot, and sends a marker on every outgoing channel before anything else."""
    if str(snapshot) not in me:
        me[str(snapshot)] = question["in"]
        answer["record"].append({"snapshot": snapshot, "process": "after"})
        answer["control"] += [{"channel": channel, "snapshot": snapshot} for channel in question["out"]]


def initiate(question, me, answer):
    take(question["snapshot"], question, me, answer)


def control(question, me, answer):
    """A marker: what comes after it in its channel is not of the snapshot."""
    snapshot, channel = question["snapshot"], question["channel"]
    take(snapshot, question, me, answer)
    me[str(snapshot)] = [other for other in me[str(snapshot)] if other != channel]
    answer["record"].append({"snapshot": snapshot, "close": channel})


def receive(question, me, answer):
    """A message of the computation: it was under way in every snapshot that still records its channel."""
    for snapshot, recorded in me.items():
        if question["channel"] in recorded:
            answer["record"].append({"snapshot": int(snapshot), "message": "received"})


def act(question, me, answer):
    """The computation did something of its own accord: nothing to do."""


for line in sys.stdin:
    question = json.loads(line)
    if "bye" in question:
        break
    if "hello" in question:
        answer = {"hello": "sim.exec/1", "name": "chandy-lamport in Python", "me": {}, "needs": {"order": "fifo"}}
    else:
        answer = {"me": question["me"], "record": [], "control": []}
        {"initiate": initiate, "control": control, "receive": receive, "act": act}[question["event"]](
            question, answer["me"], answer
        )
    print(json.dumps(answer), flush=True)
