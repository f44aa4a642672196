// The arrows of a board as it stands: each with its way around the boxes and the place of its words.
import { boxHeight, BOX_WIDTH, type Layout } from "./layout";
import type { Board } from "./model";
import { routes, type Rect, type Route } from "./routes";

/** Where each box is, as far as it has a place. */
export function framesOf(board: Board, places: Layout): ReadonlyMap<string, Rect> {
  return new Map(board.boxes.flatMap((box) => {
    const place = places[box.id];
    return place ? [[box.id, { x: place[0], y: place[1], width: BOX_WIDTH, height: boxHeight(box) }] as const] : [];
  }));
}

/** The way of every arrow of the board, by its id. */
export function arrowsOf(board: Board, places: Layout): ReadonlyMap<string, Route> {
  return routes(framesOf(board, places), board.edges);
}
