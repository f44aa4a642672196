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

type Topic = NonNullable<AnswerView["offered"]>[number];

export function Asked({ one, later, locked, act }: AskedProps) {
  const told = (topic: Topic): boolean => later.some((answer) => answer.fact === topic.fact);
  const offered = one.offered ?? [];
  const meant = offered.filter(told).map((topic) => topic.title);
  const left = offered.filter((topic) => !told(topic)); // who asked two things at once picks twice
  return (
    <div className={`seat-fact${one.fact ? "" : " none"}`}>
      <b>{one.question}</b>
      <p className={one.fact ? undefined : "quiet"}>{meant.length > 0 ? `You meant: ${meant.join("; ")}.` : inline(one.answer)}</p>
      {left.length > 0 && (
        <div className="row seat-topics" role="group" aria-label={`What you mean by: ${one.question}`}>
          {left.map((topic) => (
            <Button key={topic.fact} small disabled={locked} onClick={() => void act({ do: "pick", fact: topic.fact })}>{topic.title}</Button>
          ))}
        </div>
      )}
    </div>
  );
}
