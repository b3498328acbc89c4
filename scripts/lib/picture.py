#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""picture.py CAPTURE SVG: turns a terminal's screen, from `tmux capture-pane -e`, into a picture.

Every run of cells that look alike becomes one text of fixed width; frames are drawn as lines,
because the characters of fonts leave gaps.
"""
import re
import sys
import unicodedata
from html import escape

CELL, LINE, SIZE, EDGE = 8.4, 18, 14, 12
PAPER, INK, FAINT = "#1d2127", "#d7dbe0", "#8b929c"
# The xterm palette's colours that the built-in theme uses, a shade lighter for a dark background.
COLOURS = {28: "#6cc070", 31: "#5fb3e6", 124: "#f0776c", 160: "#f0776c"}
BASIC = ["#7a828c", "#f0776c", "#6cc070", "#d9b75f", "#5fb3e6", "#c99be0", "#5fc7c2", INK]
# Which sides a frame character joins: left, right, up, down.
FRAME = {"─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu"}
TOKEN = re.compile(r"\x1b\[([0-9;]*)m|\x1b\][^\a\x1b]*(?:\a|\x1b\\)|(.)", re.S)


class Look:
    """How a cell is drawn."""

    def __init__(self):
        self.bold = self.dim = self.reverse = False
        self.colour = None

    def set(self, codes):
        codes = [int(code or 0) for code in codes.split(";")]
        while codes:
            code = codes.pop(0)
            if code == 0:
                self.__init__()
            elif code == 1:
                self.bold = True
            elif code == 2:
                self.dim = True
            elif code == 22:
                self.bold = self.dim = False
            elif code in (7, 27):
                self.reverse = code == 7
            elif code == 39:
                self.colour = None
            elif code in (38, 48):
                colour = codes[1] if codes[:1] == [5] else None
                del codes[:2 if codes[:1] == [5] else 4]
                if code == 38:
                    self.colour = COLOURS.get(colour, INK)
            elif 30 <= code <= 37:
                self.colour = BASIC[code - 30]
            elif 90 <= code <= 97:
                self.colour = BASIC[code - 90]

    def key(self):
        ink = self.colour or (FAINT if self.dim else INK)
        return (ink, self.bold, self.reverse)


def width(char):
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def runs(line, look):
    """(column, cells, text, look) of stretches that look alike."""
    col, start, text, key = 0, 0, "", look.key()
    for codes, char in TOKEN.findall(line):
        if not char:
            look.set(codes)
            continue
        if look.key() != key or char in FRAME or (text and text in FRAME):
            if text:
                yield start, col - start, text, key
            start, text, key = col, "", look.key()
        text += char
        col += width(char)
    if text:
        yield start, col - start, text, key


def merged(stretches):
    """Joins stretches that touch."""
    joined = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1] + 0.01:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return joined


def frame_path(frame):
    """One path for all frames; `frame` is (row, column, character) of each of their cells."""
    across, down = {}, {}
    for row, col, char in frame:
        x, y = EDGE + col * CELL, EDGE + row * LINE
        middle = x + CELL / 2, y + LINE / 2
        for end in FRAME[char]:
            if end in "lr":
                stretch = (x, middle[0]) if end == "l" else (middle[0], x + CELL)
                across.setdefault(middle[1], []).append(stretch)
            else:
                stretch = (y, middle[1]) if end == "u" else (middle[1], y + LINE)
                down.setdefault(middle[0], []).append(stretch)
    return "".join(
        [f"M{start:.1f} {y:.1f}H{end:.1f}"
         for y, row in across.items() for start, end in merged(row)] +
        [f"M{x:.1f} {start:.1f}V{end:.1f}"
         for x, col in down.items() for start, end in merged(col)])


def draw_run(col, row, cells, text, key):
    ink, bold, reverse = key
    x, y = EDGE + col * CELL, EDGE + row * LINE
    if reverse:
        yield (f'<rect x="{x:.1f}" y="{y}" width="{cells * CELL:.1f}" height="{LINE}" '
               f'fill="{ink}"/>')
    if text.strip():
        lead = len(text) - len(text.lstrip())
        shown = text.strip()
        cells = sum(width(char) for char in shown)
        weight = ' font-weight="bold"' if bold else ""
        yield (f'<text x="{x + lead * CELL:.1f}" y="{y + LINE - 5}" '
               f'textLength="{cells * CELL:.1f}" fill="{PAPER if reverse else ink}"{weight}>'
               f'{escape(shown)}</text>')


def picture(lines):
    look, frame, body = Look(), [], []
    cols = 0
    for row, line in enumerate(lines):
        for col, cells, text, key in runs(line, look):
            cols = max(cols, col + cells)
            if text in FRAME:
                frame.append((row, col, text))
            else:
                body.extend(draw_run(col, row, cells, text, key))
    across, down = cols * CELL + 2 * EDGE, len(lines) * LINE + 2 * EDGE
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across:.0f}" height="{down:.0f}" '
        f'viewBox="0 0 {across:.0f} {down:.0f}" font-size="{SIZE}" xml:space="preserve" '
        'font-family="ui-monospace, \'DejaVu Sans Mono\', Menlo, Consolas, monospace">',
        f'<rect width="100%" height="100%" rx="6" fill="{PAPER}"/>',
        f'<path d="{frame_path(frame)}" stroke="{FAINT}" fill="none"/>', *body, "</svg>", ""])


def main():
    capture, out = sys.argv[1:]
    with open(capture, encoding="utf-8") as file:
        lines = file.read().rstrip("\n").split("\n")
    with open(out, "w", encoding="utf-8") as file:
        file.write(picture(lines))


main()
