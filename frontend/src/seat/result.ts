// A run's whole result as the pages draw it: the shape of `hotseat run --json`. Times in seconds, shares in 0..1, and
// what could not be measured is null.

export type Value = number | null;
export type Interval = readonly [number, number] | null;

export interface Latency {
  readonly count: number;
  readonly mean: Value;
  readonly p50: Value;
  readonly p90: Value;
  readonly p99: Value;
  readonly "p99.9": Value;
  readonly max: Value;
  readonly ci95: Readonly<Record<string, Interval>>;
}

export interface Effect {
  readonly expected: number;
  readonly once: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly pending: number;
  readonly unasked: number;
  readonly happened: number;
  readonly out_of_order: Value;
  readonly delay: Latency;
}

export interface Blame {
  readonly node: string;
  readonly state: string;
  readonly share: Value;
}

type Line = readonly Value[];

export interface RunResult {
  readonly design: string;
  readonly seed: number;
  readonly duration: number;
  readonly warmup: Value;
  readonly events: number;
  readonly interrupted: boolean;
  readonly unstable: readonly { readonly what: string; readonly per_second: Value; readonly size: Value }[];
  readonly notes: readonly string[];
  readonly traffic: Readonly<Record<string, { readonly generated: number; readonly completed: number; readonly failed: number; readonly rejected: number; readonly in_flight: number; readonly rate: Value; readonly availability: Value; readonly latency: Latency }>>;
  readonly effects: Readonly<Record<string, Effect>>;
  readonly nodes: Readonly<Record<string, { readonly kind: string; readonly utilisation: Value; readonly queue_mean: Value; readonly queue_max: Value }>>;
  readonly why: Readonly<Record<string, Readonly<Record<string, readonly Blame[]>>>>;
  readonly series: {
    readonly time: Line;
    readonly traffic: Readonly<Record<string, Readonly<Record<string, Line>>>>;
    readonly nodes: Readonly<Record<string, Readonly<Record<string, Line>>>>;
  };
}

export const PERCENTILES = ["p50", "p90", "p99", "p99.9", "max"] as const;

/** What the time of the slow requests went on, as people say it. */
export const STATES: Readonly<Record<string, string>> = {
  network: "on the network",
  waiting: "waiting in line",
  working: "working",
  sleeping: "sleeping",
  backoff: "waiting to retry",
  timed_out: "in tries given up",
  earlier: "before it was there",
};
