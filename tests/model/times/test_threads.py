"""Threads are named as rustc names them."""

from __future__ import annotations

from cguviz.model.times.threads import thread_names


def test_names_are_cut_as_the_system_cuts_them() -> None:
    work = [("rustc", ""), ("opt", "regex.f10ba03eb5ec7975-cgu.00"), ("cpy", "2i52vvl2hco29us0abcdef")]
    assert thread_names(work) == ["rustc", "opt cgu.00", "cpy 2i52vvl2hco"]


def test_names_stay_longer_where_they_would_be_the_same() -> None:
    readable = [("opt", "regex.f10ba03eb5ec7975-exec"), ("opt", "regex.f10ba03eb5ec7975-re_builder")]
    assert thread_names(readable) == ["opt regex.f10ba03eb5ec7975-exec", "opt regex.f10ba03eb5ec7975-re_builder"]
    upstream = [("lto", "one.1111-cgu.0"), ("lto", "two.2222-cgu.0")]
    assert thread_names(upstream) == ["lto one.1111-cgu.0", "lto two.2222-cgu.0"]


def test_a_cut_leaves_whole_letters() -> None:
    assert thread_names([("opt", "ääääääää")]) == ["opt äääää"]
