"""The steps a handler is made of: the pseudo-code that a good candidate says aloud, one small value each.

In a file a step is a mapping whose first key names it (`- call: merchant.deliver`, then its options beside it) or a bare
word (`- ack`). Steps run one after another; a step that fails ends the handler with an error to its caller, unless a
`fallback` catches it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from hotseat.design.distributions import Distribution
from hotseat.design.policies import CircuitBreaker, Connection, Hedge, RateLimit, Retry
from hotseat.design.units import COUNT, Count, Seconds, Share


@dataclass(frozen=True, slots=True)
class Work:
    """Busy on this node for so long. Slowed by a `slow` fault."""

    work: Distribution


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait for so long without working (a poll interval, a pause). Holds the worker only where the node says `hold:
    true`.
    """

    sleep: Distribution


@dataclass(frozen=True, slots=True)
class Call:
    """Send a request to `node.handler` and wait for its reply, under the policies given.

    `timeout` bounds the whole call, retries and backoff included; `retry.per_try_timeout` bounds one try. A try that
    timed out goes on running at the callee. `fallback` steps run instead of failing (an empty list ignores the failure).
    """

    call: str
    timeout: Seconds | None = None
    retry: Retry | None = None
    circuit_breaker: CircuitBreaker | None = None
    hedge: Hedge | None = None
    rate_limit: RateLimit | None = None
    max_connections: Count | None = None
    max_pending_requests: Count | None = None
    connection: Connection | None = None
    fallback: tuple[Step, ...] | None = None


@dataclass(frozen=True, slots=True)
class Parallel:
    """Run the branches at the same time; go on when `need` of them have succeeded (all, if not given), fail when they
    no longer can.
    """

    parallel: tuple[tuple[Step, ...], ...]
    need: Count | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """Put a message on a queue or topic; done when the broker has it. Fails when the broker is down or full."""

    send: str
    timeout: Seconds | None = None
    retry: Retry | None = None
    fallback: tuple[Step, ...] | None = None


@dataclass(frozen=True, slots=True)
class Broadcast:
    """Run `node.handler` once in every region of that node (`each: region`) or on every replica (`each: replica`).

    Does not wait, unless `wait: true`. The time until the last of them finished is the broadcast's `spread`, an
    objective of the node's name. Each delivery is a call of its own and may have `timeout` and `retry`.
    """

    broadcast: str
    each: Literal["region", "replica"] = "region"
    wait: bool = False
    timeout: Seconds | None = None
    retry: Retry | None = None


@dataclass(frozen=True, slots=True)
class Ack:
    """In a worker's `message` handler: tell the queue that the message is done. A late ack, after the message became
    visible again, does nothing.
    """


@dataclass(frozen=True, slots=True)
class Nack:
    """In a worker's `message` handler: give the message back, visible again after `delay`; ends the handler."""

    delay: Seconds = 0.0


@dataclass(frozen=True, slots=True)
class Lookup:
    """Look the request's key up in a cache; on a miss, run the `miss` steps (which usually read and then `store`)."""

    lookup: str
    miss: tuple[Step, ...] = ()
    timeout: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Store:
    """Put the request's key into a cache, evicting by the cache's rule."""

    store: str
    timeout: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Invalidate:
    """Take the request's key out of a cache."""

    invalidate: str
    timeout: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """Read the request's key from a database: its shard, `from` a replica (which may lag) or the primary."""

    read: str
    source: Literal["primary", "replica"] = "primary"
    timeout: Seconds | None = None
    retry: Retry | None = None
    fallback: tuple[Step, ...] | None = None


@dataclass(frozen=True, slots=True)
class Write:
    """Write the request's key to the primary of its shard."""

    write: str
    timeout: Seconds | None = None
    retry: Retry | None = None
    fallback: tuple[Step, ...] | None = None


@dataclass(frozen=True, slots=True)
class Arm:
    """One way through a branch: taken with probability `p`."""

    p: Share
    do: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """Take one arm at random; where the probabilities add up to less than 1, the rest of the time none."""

    branch: tuple[Arm, ...]


@dataclass(frozen=True, slots=True)
class FanOut:
    """Run the `do` steps once for each of `fan_out` recipients (a count drawn anew each time), up to `concurrency` at once.

    Each recipient is a unit of its own: effects inside are followed one by one.
    """

    fan_out: Annotated[Distribution, COUNT]
    do: tuple[Step, ...]
    concurrency: Count | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """Something happened in the world outside (a charge, an e-mail) and cannot be taken back. Counted for each unit
    of work.
    """

    effect: str


@dataclass(frozen=True, slots=True)
class Once:
    """Run the `do` steps only if this unit (`by: request`) or key (`by: key`) was not seen here within `window`.

    `mark` says when it is remembered: `before` the steps (a crash between loses them), `after` (a crash between doubles
    them), or `with` them, as one transaction (then they may only be `work` and `effect`).
    """

    do: tuple[Step, ...]
    window: Seconds = 86400.0
    by: Literal["request", "key"] = "request"
    mark: Literal["before", "after", "with"] = "after"


@dataclass(frozen=True, slots=True)
class Fail:
    """Fail here with probability `fail`; `fail: 100%` always does."""

    fail: Share


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer the caller now; the steps after it still run."""


Step = (
    Work
    | Sleep
    | Call
    | Parallel
    | Send
    | Broadcast
    | Ack
    | Nack
    | Lookup
    | Store
    | Invalidate
    | Read
    | Write
    | Branch
    | FanOut
    | Effect
    | Once
    | Fail
    | Reply
)
