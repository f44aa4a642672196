// A question that was asked and what the interviewer said; where it could mean several things, the topics to pick from.
import type { Action, AnswerView } from "../api/types";
import { Button } from "../ui/parts";
import { inline } from "./Prose";

interface AskedProps {
  readonly one: AnswerView;
  readonly later: readonly AnswerView[];
  readonly locked: boolean;
  readonly act: (action: Action) => Promise<boolean>;
}

export function Asked({ one, later, locked, act }: AskedProps) {
  const meant = one.offered?.find((topic) => later.some((answer) => answer.fact === topic.fact));
  return (
    <div className={`seat-fact${one.fact ? "" : " none"}`}>
      <b>{one.question}</b>
      <p className={one.fact ? undefined : "quiet"}>{meant ? `You meant: ${meant.title}.` : inline(one.answer)}</p>
      {!meant && one.offered && one.offered.length > 0 && (
        <div className="row seat-topics" role="group" aria-label={`What you mean by: ${one.question}`}>
          {one.offered.map((topic) => (
            <Button key={topic.fact} small disabled={locked} onClick={() => void act({ do: "pick", fact: topic.fact })}>{topic.title}</Button>
          ))}
        </div>
      )}
    </div>
  );
}
