"""Draws what a terminal shows, from standard input, as SVG: terminal.py COLUMNS TITLE."""

import io
import re
import sys

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

columns, title = int(sys.argv[1]), sys.argv[2]
console = Console(record=True, width=columns, file=io.StringIO(), force_terminal=True)
console.print(Text.from_ansi(sys.stdin.read().rstrip()), soft_wrap=True)
svg = console.export_svg(title=title, theme=MONOKAI, unique_id="board")
# No fonts from elsewhere: a picture loads nothing.
svg = re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.S).replace("Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono")
sys.stdout.write(re.sub(r"\s+$", "", svg, flags=re.M) + "\n")
