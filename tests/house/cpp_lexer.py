"""A small C++ lexer for the house tests: tokens with their lines, comments and literals reduced, groups nested.

Knows just enough to tell a block from an initialiser and a lambda's captures from a subscript; no types, no names.
"""
import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      |(?P<raw>(?:u8|[uUL])?R"(?P<tag>[^()\s\\]*)\(.*?\)(?P=tag)")
      |(?P<string>(?:u8|[uUL])?"(?:\\.|[^"\\\n])*")
      |(?P<number>\.?\d(?:'?[\w.]|(?<=[eEpP])[+-])*)
      |(?P<char>(?:u8|[uUL])?'(?:\\.|[^'\\\n])+')
      |(?P<word>[A-Za-z_]\w*)
      |(?P<mark>->|::|\|\||&&|[^\s\w])""",
    re.S | re.X,
)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\\n|\\[^\n])*", re.M)
CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass
class Token:
    text: str
    line: int
    inside: list = field(default_factory=list)  # of a group: its tokens; the text is then "(", "[" or "{"


def flat(text):
    """The tokens in order; a literal keeps only its quotes."""
    text = DIRECTIVE.sub(lambda m: "\n" * m[0].count("\n"), text)
    line, at, tokens = 1, 0, []
    for match in TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        kind = match.lastgroup
        if match["comment"] is None:
            literal = match["raw"] is not None or kind in ("string", "char")
            tokens.append(Token('""' if literal else match[0], line))
    return tokens


def tree(text):
    """The tokens nested by brackets. Unbalanced brackets end where the text ends."""
    tokens = iter(flat(text))

    def group(end):
        inside = []
        for token in tokens:
            if token.text == end:
                return inside
            if token.text in CLOSING:
                token.inside = group(CLOSING[token.text])
            inside.append(token)
        return inside

    return group(None)
