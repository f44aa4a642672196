// The server's values by their own names. All but Problem and LiveMessage come from its description (schema.d.ts).
import type { components } from "./schema";

type Schemas = components["schemas"];

export type AnswerView = Schemas["AnswerView"];
export type BoardView = Schemas["BoardView"];
export type CheckedEstimate = Schemas["CheckedEstimate"];
export type ClockView = Schemas["ClockView"];
export type CommitmentView = Schemas["CommitmentView"];
export type Debrief = Schemas["Debrief"];
export type EstimateView = Schemas["EstimateView"];
export type Event = Schemas["Event"];
export type Evidence = Schemas["Evidence"];
export type FailureMode = Schemas["FailureMode"];
export type GradedBelief = Schemas["GradedBelief"];
export type GradedGuess = Schemas["GradedGuess"];
export type Guess = Schemas["Guess"];
export type GuessView = Schemas["GuessView"];
export type HeldCommitment = Schemas["HeldCommitment"];
export type InterviewerView = Schemas["InterviewerView"];
export type ItemScore = Schemas["ItemScore"];
export type ItemView = Schemas["ItemView"];
export type Measured = Schemas["Measured"];
export type Moment = Schemas["Moment"];
export type PhaseView = Schemas["PhaseView"];
export type PredictView = Schemas["PredictView"];
export type PredictionView = Schemas["PredictionView"];
export type Predictions = Schemas["Predictions"];
export type PushbackStory = Schemas["PushbackStory"];
export type PushbackView = Schemas["PushbackView"];
export type RoundSummary = Schemas["RoundSummary"];
export type RunView = Schemas["RunView"];
export type SayingView = Schemas["SayingView"];
export type SittingSummary = Schemas["SittingSummary"];
export type SittingView = Schemas["SittingView"];
export type SkipView = Schemas["SkipView"];
export type Triaged = Schemas["Triaged"];
export type VerdictView = Schemas["VerdictView"];
export type Tag = Schemas["Tag"];
export type TagSummary = Schemas["TagSummary"];
export type Entry = Schemas["Entry"];
export type WriteUp = Schemas["WriteUp"];
export type Hit = Schemas["Hit"];
export type WorkView = Schemas["WorkView"];

/** What a candidate can do in a sitting, told apart by `do`. */
export type Action = Schemas["ActionRequest"]["action"];

/** Something wrong with an input: where (a dotted path, or empty), the sentence, and the line if there is one. */
export interface Problem {
  where?: string;
  message: string;
  line?: number | null;
}

/** What the server sends over a sitting's live line. */
export type LiveMessage = { kind: "view"; view: SittingView } | { kind: "progress"; run: number; progress: number };
