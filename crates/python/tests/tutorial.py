"""The tutorial, run: what it shows is what it says. With `write` what it shows is written into it."""

import pathlib
import sys

import nbclient
import nbformat

TUTORIAL = pathlib.Path(__file__).parent.parent / "tutorial.ipynb"


def shown(cell):
    """What a cell shows, without how often it was run; how a table looks as HTML is the business of pandas."""
    outputs = cell.get("outputs", [])
    data = [{kind: text for kind, text in output.get("data", {}).items() if kind != "text/html"} for output in outputs]
    return [(output.get("text"), each) for output, each in zip(outputs, data)]


def run(notebook):
    """The notebook as it comes out."""
    again = nbformat.from_dict(notebook)
    nbclient.NotebookClient(again, timeout=300, kernel_name="python3").execute()
    for cell in again.cells:
        cell.metadata.pop("execution", None)
    return again


def main():
    notebook = nbformat.read(TUTORIAL, as_version=4)
    again = run(nbformat.read(TUTORIAL, as_version=4))
    if sys.argv[1:] == ["write"]:
        nbformat.write(again, TUTORIAL)
        return 0
    differ = [number for number, (old, new) in enumerate(zip(notebook.cells, again.cells)) if shown(old) != shown(new)]
    for number in differ:
        print(f"cell {number} of the tutorial shows something else:\n{again.cells[number].source}\n{shown(again.cells[number])}")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
