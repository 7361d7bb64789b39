"""Cells run in this very process, their outputs in the form that a notebook keeps.

What a kernel does, without the messages: no widgets, no `input()`, no history. IPython runs the code, and ipykernel's
own functions make what is displayed fit for JSON, so that both give the same notebook.
"""

from __future__ import annotations

from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from ipykernel.jsonutil import encode_images, json_clean
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

Output = dict[str, Any]


class _Publisher(DisplayPublisher):
    """What `display()` shows."""

    def publish(self, data: Any, metadata: Any = None, *_: Any, **__: Any) -> None:
        self.shell.outputs.append(_shown("display_data", data, metadata))

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.clear()


class _Hook(DisplayHook):
    """What the last expression of a cell shows."""

    def write_output_prompt(self) -> None:
        """No « Out[1] »: the notebook counts its cells itself."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        result = _shown("execute_result", format_dict, md_dict)
        self.shell.outputs.append(result | {"execution_count": self.prompt_count})


class _Stream:
    """A standard stream: what is printed in a row is one output."""

    def __init__(self, outputs: list[Output], name: str) -> None:
        self._outputs, self._name = outputs, name

    def write(self, text: str) -> int:
        last = self._outputs[-1] if self._outputs else {}
        if last.get("name") == self._name:
            last["text"] += text
        elif text:
            self._outputs.append({"output_type": "stream", "name": self._name, "text": text})
        return len(text)

    def flush(self) -> None:
        """Nothing waits."""

    def isatty(self) -> bool:
        return False


class Shell(InteractiveShell):
    """The IPython of a notebook: names stay from one cell to the next."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)

    def __init__(self) -> None:
        self.outputs: list[Output] = []
        # The history starts a thread, and writes into the home of whoever runs the batch.
        super().__init__(config=Config({"HistoryManager": {"enabled": False}}))

    def run(self, source: str) -> tuple[list[Output], int]:
        """Run one cell: its outputs (the last one is an `error` when it failed), and its number."""
        self.outputs.clear()
        count = self.execution_count
        with (
            redirect_stdout(_Stream(self.outputs, "stdout")),
            redirect_stderr(_Stream(self.outputs, "stderr")),
        ):
            self.run_cell(source, store_history=True)
        return list(self.outputs), count

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        self.outputs.append(
            {"output_type": "error", "ename": etype.__name__, "evalue": str(evalue), "traceback": list(stb)}
        )


def _shown(kind: str, data: Any, metadata: Any) -> Output:
    shown: Output = json_clean({"data": encode_images(dict(data)), "metadata": dict(metadata or {})})
    return {"output_type": kind, **shown}
