"""A log for `sim judge`: log a sending before the bytes go out, a receipt where it is handled, in the thread that changes the state."""
import itertools
import json
import sys


class Log:
    def __init__(self, process, folder="."):
        self.process, self.file, self.numbers = process, open(f"{folder}/{process}.jsonl", "w", buffering=1), itertools.count(1)

    def put(self, **line):
        self.file.write(json.dumps({"p": self.process, **{name: value for name, value in line.items() if value is not None}}) + "\n")

    def send(self, to, body=None, control=None, amount=None):
        message = f"{self.process}-{next(self.numbers)}"
        self.put(send=message, to=to, body=body, control=control, amount=amount)
        return message  # goes with the message: its receiver logs it

    def recv(self, message):
        self.put(recv=message)

    def init(self, amount):
        self.put(init={"amount": amount})

    def record(self, snapshot, state, amount=None):
        self.put(record=snapshot, state=str(state), amount=amount)

    def channel(self, snapshot, source, messages):
        self.put(snapshot=snapshot, channel=source, messages=messages)


if __name__ == "__main__":  # Two accounts and one snapshot of Chandy and Lamport's; money is under way across the cut.
    folder = sys.argv[1] if len(sys.argv) > 1 else "."
    a, b = Log("a", folder), Log("b", folder)
    a.init(10), b.init(10)
    three = b.send("a", body=3, amount=3)
    a.record(1, 10, amount=10)
    marker = a.send("b", control=1)
    b.recv(marker)
    b.record(1, 7, amount=7)
    b.channel(1, "a", [])
    answer = b.send("a", control=1)
    a.recv(three)
    a.recv(answer)
    a.channel(1, "b", [three])
