// The way of each arrow: out of one box and into the other by the sides that face each other, in straight lines with few
// bends, around every box and, as far as there is room, beside the other arrows; and a place on it for what is written
// there. Ways that are possible are tried from the shortest on, and the first that nothing speaks against is taken.

export type Point = readonly [number, number];

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An arrow to find a way for; `label` is what is written on it. */
export interface Wanted {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

export interface Route {
  readonly points: readonly Point[];
  /** The middle of what is written. */
  readonly label: Point;
}

const STUB = 14;
const CLEAR = 7;
const LANE = 8;
const CORNER = 7;
const LETTER = 6.2;
const LINE = 13;
/** What speaks against a way, in the length of line that one would rather draw. */
const COST = { box: 4000, over: 300, crossing: 60, bend: 40 };

/** So many ways are looked at, the shortest ones. */
const TRIES = 60;
/** So far to the side may a way lead around. */
const BESIDE = 200;

/** A way for every arrow whose ends are there, by its id. */
export function routes(boxes: ReadonlyMap<string, Rect>, arrows: readonly Wanted[]): ReadonlyMap<string, Route> {
  const found = new Map<string, Route>();
  const lines: Segment[] = [];
  const written: Rect[] = [];
  const ends = portsOf(boxes, arrows.filter((one) => one.from !== one.to && boxes.has(one.from) && boxes.has(one.to)));
  const order = [...ends].sort((a, b) => distance(a.from.at, a.to.at) - distance(b.from.at, b.to.at));
  for (const { arrow, from, to } of order) {
    const points = wayBetween(from, to, obstacles(boxes, arrow), lines);
    lines.push(...segments(points));
    found.set(arrow.id, { points, label: [0, 0] });
  }
  for (const arrow of arrows.filter((one) => one.from === one.to)) {
    const box = boxes.get(arrow.from);
    if (box) found.set(arrow.id, { points: loop(box), label: [0, 0] });
  }
  for (const [id, { points }] of found) {
    const arrow = arrows.find((one) => one.id === id) as Wanted;
    found.set(id, { points, label: labelAt(points, arrow.label, [...boxes.values()], written) });
  }
  return found;
}

/** The way as an SVG path, its corners rounded. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  const parts = rest.map((point, n) => {
    const [before, after] = [points[n] as Point, points[n + 2]];
    if (!after) return `L${point[0]} ${point[1]}`;
    const radius = Math.min(CORNER, distance(before, point) / 2, distance(point, after) / 2);
    const [start, end] = [towards(point, before, radius), towards(point, after, radius)];
    return `L${start[0]} ${start[1]}Q${point[0]} ${point[1]} ${end[0]} ${end[1]}`;
  });
  return `M${first[0]} ${first[1]}${parts.join("")}`;
}

// ---------------------------------------------------------------------------------------------------------------- ports

type Side = "left" | "right" | "top" | "bottom";

interface Port {
  readonly side: Side;
  readonly at: Point;
}

interface Ends {
  readonly arrow: Wanted;
  readonly from: Port;
  readonly to: Port;
}

interface Claim {
  readonly box: Rect;
  readonly side: Side;
  /** The middle of the other box, by which the ends of a side are put in order. */
  readonly toward: Point;
  at: number;
  alone: boolean;
}

/** By which sides two boxes are connected: across where one stands beside the other, else up or down. */
function sidesOf(from: Rect, to: Rect): readonly [Side, Side] {
  const stacked = from.x < to.x + to.width - 2 * STUB && to.x < from.x + from.width - 2 * STUB;
  const room = stacked ? CLEAR : STUB + CLEAR; // one straight line needs no room to turn
  const below = to.y >= from.y + from.height + room;
  const above = from.y >= to.y + to.height + room;
  if (to.x >= from.x + from.width + STUB + CLEAR) return ["right", "left"];
  if (from.x >= to.x + to.width + STUB + CLEAR && !below && !above) return ["left", "right"];
  if (below) return ["bottom", "top"];
  return above ? ["top", "bottom"] : ["right", "left"];
}

/** Where each arrow leaves and arrives: the ends on one side of a box apart from each other, in the order of the others. */
function portsOf(boxes: ReadonlyMap<string, Rect>, arrows: readonly Wanted[]): readonly Ends[] {
  const sides = new Map<string, Claim[]>();
  const claim = (name: string, side: Side, other: Rect): Claim => {
    const made: Claim = { box: boxes.get(name) as Rect, side, toward: middle(other), at: 0, alone: false };
    sides.set(`${name} ${side}`, [...(sides.get(`${name} ${side}`) ?? []), made]);
    return made;
  };
  const ends = arrows.map((arrow) => {
    const [from, to] = [boxes.get(arrow.from) as Rect, boxes.get(arrow.to) as Rect];
    const [out, into] = sidesOf(from, to);
    return { arrow, from: claim(arrow.from, out, to), to: claim(arrow.to, into, from) };
  });
  for (const claims of sides.values()) spread(claims);
  for (const { from, to } of ends) straighten(from, to);
  return ends.map(({ arrow, from, to }) => ({ arrow, from: portOf(from), to: portOf(to) }));
}

const upright = (side: Side): boolean => side === "left" || side === "right";

function spread(claims: Claim[]): void {
  const along = upright((claims[0] as Claim).side) ? 1 : 0;
  claims.sort((a, b) => a.toward[along] - b.toward[along]);
  const { low, high } = span(claims[0] as Claim);
  const step = Math.min(20, (high - low) / Math.max(1, claims.length));
  claims.forEach((one, n) => {
    one.at = Math.round((low + high) / 2 + (n - (claims.length - 1) / 2) * step);
    one.alone = claims.length === 1;
  });
}

/** From where to where on its side an end may be. */
function span({ box, side }: Claim): { low: number; high: number } {
  const margin = 12;
  return upright(side) ? { low: box.y + margin, high: box.y + box.height - margin } : { low: box.x + margin, high: box.x + box.width - margin };
}

/** An end that has its side for itself moves along it to where the arrow goes straight. */
function straighten(from: Claim, to: Claim): void {
  const [a, b] = [span(from), span(to)];
  const [low, high] = [Math.max(a.low, b.low), Math.min(a.high, b.high)];
  if (low > high) return;
  const at = from.alone && to.alone ? Math.round(Math.min(high, Math.max(low, to.at))) : from.alone ? to.at : from.at;
  if (from.alone && a.low <= at && at <= a.high) from.at = at;
  if (to.alone && b.low <= at && at <= b.high) to.at = at;
}

function portOf({ box, side, at }: Claim): Port {
  const x = { left: box.x, right: box.x + box.width, top: at, bottom: at }[side];
  const y = { left: at, right: at, top: box.y, bottom: box.y + box.height }[side];
  return { side, at: [x, y] };
}

// ----------------------------------------------------------------------------------------------------------------- ways

type Segment = readonly [Point, Point];

/** Boxes in the way of an arrow, with a margin; its own two without one, since it begins and ends at their borders. */
function obstacles(boxes: ReadonlyMap<string, Rect>, arrow: Wanted): readonly Rect[] {
  return [...boxes].map(([name, box]) => grown(box, name === arrow.from || name === arrow.to ? -1 : CLEAR));
}

const grown = ({ x, y, width, height }: Rect, by: number): Rect => ({ x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by });
const flip = ([x, y]: Point): Point => [y, x];
const flipped = ({ x, y, width, height }: Rect): Rect => ({ x: y, y: x, width: height, height: width });

/** The best way between two ports. One that goes up or down is found as one that goes across, with the axes exchanged. */
function wayBetween(from: Port, to: Port, boxes: readonly Rect[], lines: readonly Segment[]): readonly Point[] {
  if (upright(from.side)) return across(from.at, to.at, from.side === "right" ? 1 : -1, boxes, lines);
  const found = across(flip(from.at), flip(to.at), from.side === "bottom" ? 1 : -1, boxes.map(flipped), lines.map(([a, b]) => [flip(a), flip(b)] as const));
  return found.map(flip);
}

function across(from: Point, to: Point, sign: 1 | -1, boxes: readonly Rect[], lines: readonly Segment[]): readonly Point[] {
  const near = boxes.filter((box) => box.x < Math.max(from[0], to[0]) + BESIDE && box.x + box.width > Math.min(from[0], to[0]) - BESIDE);
  let best: readonly Point[] = [from, to];
  let least = Infinity;
  const consider = <T extends readonly number[]>(choices: readonly T[], way: (choice: T) => readonly Point[]): T | undefined => {
    let chosen: T | undefined;
    const priced = choices.map((choice) => ({ choice, points: way(choice) })).map((one) => ({ ...one, price: lengthOf(one.points) + COST.bend * (one.points.length - 2) }));
    for (const { choice, points, price } of priced.sort((a, b) => a.price - b.price).slice(0, TRIES)) {
      if (price >= least) break;
      const all = price + against(points, near, lines, least - price);
      if (all < least) [best, least, chosen] = [points, all, choice];
    }
    return chosen;
  };
  if (from[1] === to[1]) consider([[]], () => [from, to]);
  const bent = ([x = 0]: readonly number[]): readonly Point[] => [from, [x, from[1]], [x, to[1]], to];
  const lane = consider(lanes(from, to, sign, near), bent);
  if (lane) consider(BESIDES.map((by) => [lane[0] + by] as const).filter(([x]) => between(x, from[0] + sign * STUB, to[0] - sign * STUB)), bent);
  if (least < COST.over) return best;
  const detour = ([y = 0, out = 0, into = 0]: readonly number[]): readonly Point[] => {
    const [a, b] = [from[0] + sign * (STUB + out * LANE), to[0] - sign * (STUB + into * LANE)];
    return [from, [a, from[1]], [a, y], [b, y], [b, to[1]], to];
  };
  const level = consider(levels(near), detour);
  if (level) consider(BESIDES.flatMap((by) => [0, 1, 2].flatMap((out) => [0, 1, 2].map((into) => [level[0] + by, out, into] as const))), detour);
  return best;
}

const BESIDES = [0, LANE, -LANE, 2 * LANE, -2 * LANE];
const between = (value: number, a: number, b: number): boolean => Math.min(a, b) <= value && value <= Math.max(a, b);

/** Where the line across may be: in the middle, at either end, beside any box. None where there is no room for one. */
function lanes(from: Point, to: Point, sign: 1 | -1, boxes: readonly Rect[]): readonly (readonly [number])[] {
  const [first, last] = [from[0] + sign * STUB, to[0] - sign * STUB];
  if ((last - first) * sign < 0 || from[1] === to[1]) return [];
  const sides = boxes.flatMap((box) => [box.x - CLEAR, box.x + box.width + CLEAR]);
  return [...new Set([(first + last) / 2, first, last, ...sides].map(Math.round))].filter((x) => between(x, first, last)).map((x) => [x] as const);
}

/** Above and below every box: where a way may run that goes out, along, and in. */
function levels(boxes: readonly Rect[]): readonly (readonly [number])[] {
  return [...new Set(boxes.flatMap((box) => [box.y - CLEAR, box.y + box.height + CLEAR]).map(Math.round))].map((y) => [y] as const);
}

/** What speaks against a way: boxes that it runs through, arrows that it crosses or lies on; counted no further than `most`. */
function against(way: readonly Point[], boxes: readonly Rect[], lines: readonly Segment[], most: number): number {
  let sum = 0;
  const pieces = segments(way);
  for (const one of pieces) for (const box of boxes) if (runsThrough(one, box)) sum += COST.box;
  for (const one of pieces) {
    for (const line of lines) {
      if (sum >= most) return sum;
      sum += meeting(one, line);
    }
  }
  return sum;
}

function runsThrough([[ax, ay], [bx, by]]: Segment, { x, y, width, height }: Rect): boolean {
  return Math.max(ax, bx) > x && Math.min(ax, bx) < x + width && Math.max(ay, by) > y && Math.min(ay, by) < y + height;
}

function meeting([a, b]: Segment, [c, d]: Segment): number {
  const [level, other] = [a[1] === b[1], c[1] === d[1]];
  if (level === other) {
    const [along, off] = level ? ([0, 1] as const) : ([1, 0] as const);
    const over = Math.min(Math.max(a[along], b[along]), Math.max(c[along], d[along])) - Math.max(Math.min(a[along], b[along]), Math.min(c[along], d[along]));
    return Math.abs(a[off] - c[off]) > LANE / 2 || over <= 2 ? 0 : COST.over;
  }
  const [p, q, r, s] = level ? [a, b, c, d] : [c, d, a, b];
  const crosses = within(r[0], p[0], q[0]) && within(p[1], r[1], s[1]);
  return crosses ? COST.crossing : 0;
}

const within = (value: number, a: number, b: number): boolean => Math.min(a, b) < value && value < Math.max(a, b);

/** From a box's right side over its corner into its top. */
function loop({ x, y, width }: Rect): readonly Point[] {
  const [right, out] = [x + width, STUB + LANE];
  return [[right, y + 16], [right + out, y + 16], [right + out, y - out], [right - 28, y - out], [right - 28, y]];
}

// ---------------------------------------------------------------------------------------------------------------- labels

/** Where on a way there is room for its words: on the longest stretch, beside every box and every other word. */
function labelAt(points: readonly Point[], words: string, boxes: readonly Rect[], written: Rect[]): Point {
  const [width, height] = [words.length * LETTER + 4, LINE];
  const stretches = [...segments(points)].sort((a, b) => distance(...b) - distance(...a));
  const spots = stretches.flatMap(([a, b]) => [0.5, 0.35, 0.65, 0.2, 0.8].flatMap((part): Point[] => {
    const [x, y] = [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
    return a[1] === b[1] ? [[x, y - height / 2 - 1], [x, y + height / 2 + 2]] : [[x + width / 2 + 3, y], [x - width / 2 - 3, y]];
  }));
  const around = ([x, y]: Point): Rect => ({ x: x - width / 2, y: y - height / 2, width, height });
  const spot = spots.find((one) => ![...boxes, ...written].some((box) => overlap(around(one), box))) ?? spots[0] ?? [0, 0];
  if (words !== "") written.push(around(spot));
  return spot;
}

function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function segments(points: readonly Point[]): readonly Segment[] {
  return points.slice(1).map((point, n) => [points[n] as Point, point] as const);
}

const middle = ({ x, y, width, height }: Rect): Point => [x + width / 2, y + height / 2];
const distance = (a: Point, b: Point): number => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
const lengthOf = (way: readonly Point[]): number => segments(way).reduce((sum, [a, b]) => sum + distance(a, b), 0);

function towards(from: Point, to: Point, by: number): Point {
  const all = distance(from, to) || 1;
  return [from[0] + ((to[0] - from[0]) * by) / all, from[1] + ((to[1] - from[1]) * by) / all];
}
