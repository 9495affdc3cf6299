"""Nonsense: standard output is for answers alone, and this one tells of itself there."""
import sys

for line in sys.stdin:
    print("I have received", line.strip(), flush=True)
