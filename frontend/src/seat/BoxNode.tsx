// A box on the canvas: name and kind, its one line of facts, and its handlers' steps. Drawn again only when it changed.
import { Handle, Position, type Node, type NodeProps } from "@xyflow/react";
import { memo } from "react";
import type { Box } from "./model";

export interface BoxData extends Record<string, unknown> {
  readonly box: Box;
  readonly problems: readonly string[];
  readonly fixed: boolean;
  readonly selected: boolean;
}

export type BoxFlow = Node<BoxData, "box">;

export const BoxNode = memo(function BoxNode({ data }: NodeProps<BoxFlow>) {
  const { box, problems, fixed, selected } = data;
  return (
    <div className={`seat-box kind-${box.kind}${selected ? " selected" : ""}${problems.length > 0 ? " wrong" : ""}`} title={problems.join("\n")}>
      {box.kind !== "traffic" && <Handle type="target" position={Position.Left} />}
      <div className="seat-box-head">
        <b>{box.name}</b>
        {problems.length > 0 && <span className="seat-box-wrong">{problems.length}</span>}
        <span className="quiet">{fixed ? "given" : box.kind.replace("load_balancer", "balancer")}</span>
      </div>
      {box.facts && <div className="seat-box-facts">{box.facts}</div>}
      {box.handlers.map((handler) => (
        <div key={handler.name}>
          <div className="seat-box-handler">{handler.name}{handler.steps.length === 0 && <span className="quiet"> no steps yet</span>}</div>
          {handler.steps.map((step, n) => (
            <div key={n} className={`seat-box-step step-${step.kind}`} style={{ paddingLeft: 10 + step.depth * 9 }}>
              {step.under && <i>{step.under} </i>}
              {step.words}
            </div>
          ))}
        </div>
      ))}
      <Handle type="source" position={Position.Right} />
    </div>
  );
});
