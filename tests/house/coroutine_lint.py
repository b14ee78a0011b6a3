"""The coroutine rules of GCC 12 (issue PR 107288 and its kin), as findings over C++ source.

A statement with co_await holds no braces, no ?: and no capturing lambda; no co_await in a catch block; a capturing
lambda is no coroutine; `detached`, awaitable operators, channels and cancellation signals stay out. Looks at
statements, however many lines they take; a lambda's body is made of statements of its own.
"""
import re

import cpp_lexer

CONTROL = {"if", "while", "for", "switch", "catch"}
OPENS_A_BLOCK = {"else", "do", "try", "const", "noexcept", "override", "final", "mutable", ";", "{", "}", ":"}
SCOPES = {"namespace", "class", "struct", "union", "enum", "extern"}
BEFORE_A_LAMBDA = {"return", "co_return", "co_await", "co_yield", "case", "throw", "else", "do"}
BANNED_WORDS = {
    "detached": "`detached` drops exceptions; give co_spawn a handler that logs them",
    "awaitable_operators": "operator|| of awaitables swallows the loser's exception; use a timer and a flag",
    "cancellation_signal": "cancellation signals are broken in Boost 1.81; set a flag and cancel timers",
    "concurrent_channel": "channels lose values in Boost 1.81; use a timer and a flag",
    "experimental::channel": "channels lose values in Boost 1.81; use a timer and a flag",
}
BANNED_INCLUDE = re.compile(
    r"^\s*#\s*include\s*<boost/asio/(detached|experimental/(awaitable_operators|channel|concurrent_channel)"
    r"|cancellation_signal)\.hpp>"
)


def is_lambda(tokens, at):
    """Whether the bracket group at `at` begins a lambda, rather than a subscript, an attribute or a binding."""
    group = tokens[at]
    if len(group.inside) == 1 and group.inside[0].text == "[":
        return False
    before = tokens[at - 1].text if at else ""
    if before in BEFORE_A_LAMBDA:
        return True
    if before in (")", "(", "[", '""', "auto", "]", "operator") or re.match(r"\w", before):
        return False
    if before in ("&", "&&") and at >= 2 and tokens[at - 2].text in ("auto", "const"):
        return False
    return True


def lambda_body(tokens, at):
    """Index of the body of the lambda that begins at `at`, or None."""
    for next_at in range(at + 1, len(tokens)):
        if tokens[next_at].text == "{":
            return next_at
        if tokens[next_at].text in (";", ",", "="):
            return None
    return None


def is_block(statement, tokens, at):
    """Whether the brace group at `at` is a block. `statement` is what precedes it in its statement."""
    if not statement:
        return True
    before = statement[-1].text
    if statement[0].text in SCOPES | {"else", "do", "try"} or (
        statement[0].text in ("template", "inline", "typedef", "export", "static") and any(t.text in SCOPES for t in statement)
    ):
        return "=" not in [t.text for t in statement]
    if before in OPENS_A_BLOCK:
        return True
    if before == "(":
        return not awaits(statement) or statement[0].text in CONTROL
    arrow = max((i for i, t in enumerate(statement) if t.text == "->"), default=0)
    if arrow and statement[arrow - 1].text == "(" and "(" not in [t.text for t in statement[arrow + 1 :]]:
        return not awaits(statement)
    return False


def awaits(tokens):
    """Whether co_await stands in these tokens, bodies of lambdas left out."""
    bodies = {lambda_body(tokens, i) for i, t in enumerate(tokens) if t.text == "[" and is_lambda(tokens, i)}
    for i, token in enumerate(tokens):
        if token.text == "co_await" or (token.inside and i not in bodies and awaits(token.inside)):
            return True
    return False


class Lint:
    def __init__(self):
        self.found = []

    def say(self, line, what):
        self.found.append((line, what))

    def block(self, tokens, in_catch=False, in_capture=False):
        statement, catch_next = [], False
        for at, token in enumerate(tokens):
            if token.text == ";" or (token.text == ":" and statement and statement[0].text in ("case", "default")):
                self.statement(statement, in_catch, in_capture)
                statement = []
            elif token.text == "{" and not self.in_lambda(statement) and is_block(statement, tokens, at):
                catch = bool(statement) and statement[0].text == "catch"
                self.statement(statement, in_catch, in_capture)
                self.block(token.inside, in_catch or catch, in_capture)
                statement = []
            else:
                statement.append(token)
        self.statement(statement, in_catch, in_capture)

    @staticmethod
    def in_lambda(statement):
        """Whether a brace that follows would be the body of a lambda begun in this statement."""
        for i in range(len(statement) - 1, -1, -1):
            if statement[i].text == "[" and is_lambda(statement, i):
                return lambda_body(statement, i) is None and "=" not in [t.text for t in statement[i + 1 :]]
        return False

    def statement(self, tokens, in_catch, in_capture):
        if not tokens:
            return
        waits = awaits(tokens)
        line = tokens[0].line
        if waits and in_catch:
            self.say(line, "co_await in a catch block; note the error, leave, then await")
        if in_capture and (waits or any(t.text in ("co_return", "co_yield") for t in tokens)):
            self.say(line, "a capturing lambda is a coroutine; name a function that takes values")
        self.inside(tokens, waits, set())

    def inside(self, tokens, waits, reported):
        """Walks a statement's tokens; each kind of fault is reported once a statement."""

        def fault(line, what):
            if waits and what not in reported:
                reported.add(what)
                self.say(line, what)

        bodies = {}
        for i, token in enumerate(tokens):
            if token.text == "[" and is_lambda(tokens, i):
                body = lambda_body(tokens, i)
                if body is not None:
                    bodies[body] = bool(token.inside)
                    if token.inside:
                        fault(token.line, "a capturing lambda in a statement with co_await; name it first, then move it")
        for i, token in enumerate(tokens):
            if token.text == "?":
                fault(token.line, "?: in a statement with co_await; choose with if into a local first")
            if token.text == "{":
                fault(token.line, "braces in a statement with co_await; name a local first")
            if i in bodies:
                self.block(token.inside, False, bodies[i])
            elif token.inside:
                self.inside(token.inside, waits, reported)


def findings(text):
    """(line, sentence) of every broken rule in a C++ source, by line."""
    lint = Lint()
    lint.block(cpp_lexer.tree(text))
    for number, line in enumerate(text.splitlines(), 1):
        if BANNED_INCLUDE.match(line):
            lint.say(number, "this header stays out: detached, awaitable operators, channels, cancellation signals")
    tokens = cpp_lexer.flat(text)
    for i, token in enumerate(tokens):
        for word in (token.text, "::".join(t.text for t in tokens[i : i + 3 : 2])):
            if word in BANNED_WORDS:
                lint.say(token.line, BANNED_WORDS[word])
    return sorted(set(lint.found))
