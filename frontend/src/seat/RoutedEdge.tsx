// An arrow on the canvas: along the way that was found for it, or, while one of its boxes is being moved on a large board,
// by the shortest bent line until there is a way again.
import { BaseEdge, getSmoothStepPath, type Edge, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { pathOf, type Point, type Route } from "./routes";

export interface RouteData extends Record<string, unknown> {
  readonly route: Route;
  readonly words: string;
  /** Where the handles of its boxes were when the way was found. */
  readonly between: readonly [Point, Point];
}

export type RoutedFlow = Edge<RouteData, "routed">;

/** A handle sticks out of its box by less than this. */
const NEAR = 9;

export const RoutedEdge = memo(function RoutedEdge(props: EdgeProps<RoutedFlow>) {
  const { data, sourceX, sourceY, targetX, targetY, style, markerEnd, interactionWidth } = props;
  if (!data) return null;
  const [from, to] = data.between;
  const current = Math.hypot(sourceX - from[0], sourceY - from[1]) < NEAR && Math.hypot(targetX - to[0], targetY - to[1]) < NEAR;
  const [short, shortX, shortY] = current ? ["", 0, 0] : getSmoothStepPath(props);
  const [x, y] = current ? data.route.label : [shortX, shortY];
  return (
    <>
      <BaseEdge path={current ? pathOf(data.route.points) : short} {...(style && { style })} {...(markerEnd && { markerEnd })} {...(interactionWidth && { interactionWidth })} />
      {data.words && <text className="arrow-words" x={x} y={y} textAnchor="middle" dominantBaseline="central">{data.words}</text>}
    </>
  );
});
