"""The coroutine lint over all C++ of the repository, and over probes: what it must flag and what it must not."""
import unittest

import coroutine_lint
import tree

# From the table of GCC 12.2 faults: every form in the middle column, and variants over several lines.
BAD = [
    "awaitable<void> f() { co_await co_spawn(ex, [p]{ return g(p); }, use_awaitable); }",
    "awaitable<void> f() { co_spawn(co_await this_coro::executor, [p] { return g(p); }, tok); }",
    "awaitable<void> f() { co_await f([p]{ use(p); }); }",
    "awaitable<void> f() {\n  co_await f(\n      [p = std::move(p)](int) mutable {\n        use(p);\n      });\n}",
    "awaitable<int> f() { co_return co_await async_initiate<T, S>([p](auto h) { go(p, h); }, tok); }",
    "awaitable<void> f() { co_await f(Agg{1, name}); }",
    "awaitable<void> f() { co_await f({.a = name}); }",
    "awaitable<void> f() { Agg a{co_await g(), 1}; }",
    "awaitable<void> f() { Agg a = {co_await g()}; }",
    "awaitable<void> f() { auto a = Agg{1, co_await g()}; }",
    "awaitable<void> f() { auto r = c ? co_await g() : x; }",
    "awaitable<void> f() { co_await f(c ? s1() : s2()); }",
    "awaitable<void> f() {\n  co_await f(c\n                 ? s1()\n                 : s2());\n}",
    'awaitable<void> f() { co_await f({"a", "b"}); }',
    "awaitable<void> f() { co_await f(vector{1, 2}); }",
    'awaitable<void> f() { co_await f(json{{"a", 1}}); }',
    "awaitable<void> f() { if (auto r = co_await f(Agg{}); !r) { return; } }",
    "awaitable<void> f() { while (co_await f({1})) { g(); } }",
    "awaitable<void> f() { switch (co_await f(c ? 1 : 2)) { case 1: break; } }",
    "awaitable<void> f() { try { g(); } catch (const E& e) { co_await h(); } }",
    "awaitable<void> f() { try { g(); } catch (...) { if (x) { co_await h(); } } }",
    "void f() { co_spawn(ex, g(), detached); }",
    "void f() { co_spawn(ex, g(), boost::asio::detached); }",
    "#include <boost/asio/experimental/awaitable_operators.hpp>",
    "#include <boost/asio/experimental/channel.hpp>",
    "using namespace boost::asio::experimental::awaitable_operators;",
    "boost::asio::cancellation_signal stop;",
    "auto l = [x]() -> awaitable<void> { co_await g(x); };",
    "auto l = [&] { return 1; }; void g() { h([=](int n) -> awaitable<int> { co_return n; }); }",
    "struct S { awaitable<void> f() override { co_await g(T{}); } };",
    "namespace a { S::S() : x_{1} { h([this]() -> awaitable<void> { co_await g(); }); } }",
    "awaitable<void> f() { const auto [ec, n] = co_await s->read(buffer{d, 4}, tok); }",
    "awaitable<void> f() { for (auto i = 0; i < 3; ++i) co_await g({i}); }",
    "awaitable<void> f() { auto l = [] { return 1; }; co_await g(T{l}); }",
]

GOOD = [
    "awaitable<void> f() { auto go = [p] { return g(p); }; co_await co_spawn(ex, std::move(go), use_awaitable); }",
    "awaitable<void> f() { auto ex = co_await this_coro::executor; co_spawn(ex, g(p), tok); }",
    "awaitable<void> f() { Agg a{1, name}; co_await f(std::move(a)); }",
    "awaitable<void> f() { auto x = co_await g(); Agg a{x, 1}; }",
    "awaitable<void> f() { if (c) x = co_await g(); else x = y; }",
    'awaitable<void> f() { co_await f(std::string("a") + "{?}" + name); }',
    "awaitable<void> f() { co_await f(std::make_shared<T>(1)); v.push_back(co_await g()); }",
    "awaitable<void> f() { auto [ec, n] = co_await s.read(b, tok); const auto& [a, c] = co_await h(); }",
    "awaitable<void> f() { if (co_await g()) { a = Agg{1}; } else if (co_await h()) { b(); } }",
    "awaitable<void> f() { while (auto m = co_await g()) { use(*m); } }",
    "awaitable<void> f() { switch (co_await g()) { case A: { x = c ? 1 : 2; break; } default: break; } }",
    "awaitable<T> f() { co_return Agg{1, 2}; }",
    "awaitable<void> f() { // co_await f({1})\n  g(); /* co_await c ? a : b */ }",
    'awaitable<void> f() { log("co_await {}", x ? 1 : 2); auto s = R"(co_await {1})"; }',
    "awaitable<void> f() { try { co_await g(); } catch (const E& e) { failed = true; } if (failed) co_await h(); }",
    "awaitable<void> f() { do { co_await g(); } while (co_await more()); }",
    "awaitable<void> f() { const int n = 10'000; co_await wait(n); Agg a{n}; co_await g(a); }",
    "awaitable<void> f() { co_await g(x[0], y[i]); }",
    "auto l = []() -> awaitable<void> { co_await g(); };",
    "awaitable<void> S::f(std::string a) const { for (;;) { co_await g(a); } }",
    "S::S(int a) : a_{a}, b_(a ? 1 : 2) {} awaitable<void> S::f() { co_await g(); }",
    "template <class T>\nstruct S {\n  int a = 1;\n  awaitable<void> f() { co_await g(); }\n  T t{};\n};",
    "enum class E { a, b };\nnamespace x {\nstatic const int k[] = {1, 2};\nawaitable<void> f() { co_await g(); }\n}",
    "auto l = [p](auto h) { co_spawn(ex, run(p), h); };",
]


class CoroutineRules(unittest.TestCase):
    def test_all_sources_keep_them(self):
        found, seen = [], 0
        for path in tree.files(".cpp", ".hpp", ".h", ".cc"):
            seen += 1
            found += [f"{path}:{line}: {what}" for line, what in coroutine_lint.findings(tree.text(path))]
        self.assertGreater(seen, 0)
        self.assertEqual([], found, "\n" + "\n".join(found))


class TheLintItself(unittest.TestCase):
    def test_bad_probes_are_flagged(self):
        for probe in BAD:
            with self.subTest(probe):
                self.assertTrue(coroutine_lint.findings(probe))

    def test_good_probes_are_not(self):
        for probe in GOOD:
            with self.subTest(probe):
                self.assertEqual([], coroutine_lint.findings(probe))

    def test_the_line_is_that_of_the_fault(self):
        self.assertEqual([3], [line for line, _ in coroutine_lint.findings("awaitable<void> f() {\n  co_await f(\n    {1});\n}")])


if __name__ == "__main__":
    unittest.main()
