"""A library with a few write-ups of the tests' own, in a database in memory."""

import pytest

from hotseat.community.library import Library
from hotseat.store.database import Store

FRONT = """\
---
title: A queue that would not drain
summary: A queue grew for an hour, and the question was why nobody had looked.
kind: round
tags: [system-design-interview, system-design]
level: senior
role: backend engineer
company: {stage: a company of the tests}
outcome: An offer.
loop:
  - {title: System design, minutes: 60}
prompt: Design a queue that drains.
graded: Whether the consumers were counted.
round: queue
updated: 2026-01-02
origin: {site: A site, title: A title, path: /there}
ours: [the first pass]
---
"""

BODY = """
## Where it was sat

At a company.

## The prompt

Drain it.

## The first pass (our reconstruction)

A queue and a worker.

## The question that broke it

What if the worker is slow?

## What was really graded

Counting.

## How it ended

Well.

## Sit it here

In preparation.

## What is not known, and what is ours

The first pass is ours.
"""


@pytest.fixture
def front():
    return FRONT


@pytest.fixture
def text():
    return FRONT + BODY


@pytest.fixture
def store():
    store = Store.open("sqlite://")
    yield store
    store.close()


@pytest.fixture
def files(text):
    other = text.replace("A queue that would not drain", "Zebras in a cache").replace("2026-01-02", "2026-03-04")
    other = other.replace("system-design]", "caching]").replace("round: queue", "round: stripes")
    third = text.replace("A queue that would not drain", "Another queue").replace("round: queue\n", "")
    return [("queue.md", text), ("zebra.md", other.replace("Counting.", "The crème of caches.")), ("third.md", third)]


@pytest.fixture
def library(store, files):
    library = Library(store, rounds=["queue"])
    library.load(files)
    return library
