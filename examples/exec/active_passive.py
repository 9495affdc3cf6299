#!/usr/bin/env python3
"""Active and passive processes, for `sim --program exec:./active_passive.py`: the project of many courses.

Process 0 begins active. Who is active sends `min` to `max` messages, each to some neighbour, and becomes passive. Who is passive becomes
active when it receives one, unless it has sent `most` by then. All passive and nothing under way is the end: a snapshot can see it.
"""
import json
import sys


def told(to_send, sent, drawn, **more):
    state = f"{'active' if to_send else 'passive'} to_send={to_send} sent={sent} drawn={drawn}"
    return {"state": state, "offers": ["send"] if to_send else [], **more}


def read(state):
    return [int(field.split("=")[1]) for field in state.split()[1:]]


def awake(sent, drawn, parameters):
    """Active, with so many messages to send."""
    least, most = int(parameters.get("min", 6)), int(parameters.get("max", 10))
    drawn = (drawn * 1103515245 + 12345) % 2**31
    return told(least + (drawn >> 16) % (most - least + 1), sent, drawn)


def initial(question):
    place, drawn = question["process"].lstrip("p"), sum(question["process"].encode()) * 7919
    return awake(0, drawn, question["parameters"]) if place == "0" else told(0, 0, drawn)


def look(question):
    """A state that a saved run tells of: what the process may do in it."""
    return told(*read(question["state"]))


def command(question):
    to_send, sent, drawn = read(question["state"])
    drawn = (drawn * 1103515245 + 12345) % 2**31
    channel = question["out"][(drawn >> 8) % len(question["out"])]
    return told(to_send - 1, sent + 1, drawn, sends=[{"channel": channel, "message": "work"}])


def receive(question):
    to_send, sent, drawn = read(question["state"])
    if to_send or sent >= int(question["parameters"].get("most", 15)):
        return told(to_send, sent, drawn)
    return awake(sent, drawn, question["parameters"])


for line in sys.stdin:
    question = json.loads(line)
    if "bye" in question:
        break
    if "hello" in question:
        answer = {"hello": "sim.exec/1", "name": "active and passive processes", "ends": True, "silent": True}
    else:
        answer = {"initial": initial, "look": look, "command": command, "receive": receive}[question["event"]](question)
    print(json.dumps(answer), flush=True)
