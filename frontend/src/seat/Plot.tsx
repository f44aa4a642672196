// A uPlot chart that fits its place, follows the theme, and is drawn anew when what it shows changes.
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { inkOf, type Ink } from "./chart";

export type Draft = (ink: Ink) => Omit<uPlot.Options, "width" | "height">;

export function Plot({ draft, data, label }: { draft: Draft; data: uPlot.AlignedData; label: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = place.current as HTMLDivElement;
    let plot: uPlot | undefined;
    const size = (): { width: number; height: number } => {
      const legend = box.querySelector<HTMLElement>(".u-legend")?.offsetHeight ?? 0;
      return { width: Math.max(80, box.clientWidth), height: Math.max(80, box.clientHeight - legend) };
    };
    const draw = (): void => {
      plot?.destroy();
      plot = new uPlot({ ...draft(inkOf(box)), ...size() }, data, box);
      plot.setSize(size()); // again, now that the legend has its height
    };
    draw();
    const resized = new ResizeObserver(() => plot?.setSize(size()));
    resized.observe(box);
    const themed = new MutationObserver(draw);
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => {
      resized.disconnect();
      themed.disconnect();
      plot?.destroy();
    };
  }, [draft, data]);
  return <div className="seat-plot" ref={place} role="img" aria-label={label} />;
}
