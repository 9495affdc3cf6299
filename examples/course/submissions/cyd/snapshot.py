"""Hangs: it waits for a marker in a loop, instead of answering what it is asked."""
import json
import sys

for line in sys.stdin:
    question = json.loads(line)
    while question.get("event") == "initiate":
        pass
    if "hello" in question:
        print(json.dumps({"hello": "sim.exec/1", "name": "Cyd's", "me": {}}), flush=True)
    else:
        print(json.dumps({"me": question["me"]}), flush=True)
