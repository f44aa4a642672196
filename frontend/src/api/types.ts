// The server's values by their own names, from its description (schema.d.ts); LiveMessage alone is not in there.
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Act = Schemas["Act"];
export type AnswerView = Schemas["AnswerView"];
export type BoardView = Schemas["BoardView"];
export type Checked = Schemas["Checked"];
export type CheckedEstimate = Schemas["CheckedEstimate"];
export type ClockView = Schemas["ClockView"];
export type CommitmentView = Schemas["CommitmentView"];
export type Debrief = Schemas["Debrief"];
export type Entry = Schemas["Entry"];
export type EstimateView = Schemas["EstimateView"];
export type Evidence = Schemas["Evidence"];
export type FailureMode = Schemas["FailureMode"];
export type GradedBelief = Schemas["GradedBelief"];
export type GradedGuess = Schemas["GradedGuess"];
export type Guess = Schemas["Guess"];
export type GuessView = Schemas["GuessView"];
export type HeldCommitment = Schemas["HeldCommitment"];
export type Hit = Schemas["Hit"];
export type InterviewerView = Schemas["InterviewerView"];
export type ItemScore = Schemas["ItemScore"];
export type ItemView = Schemas["ItemView"];
export type Measured = Schemas["Measured"];
export type Moment = Schemas["Moment"];
export type PhaseView = Schemas["PhaseView"];
export type PredictView = Schemas["PredictView"];
export type PredictionView = Schemas["PredictionView"];
export type Predictions = Schemas["Predictions"];
export type Problem = Schemas["Problem"];
export type PushbackStory = Schemas["PushbackStory"];
export type PushbackView = Schemas["PushbackView"];
export type RoundEntry = Schemas["RoundEntry"];
export type RunView = Schemas["RunView"];
export type SayingView = Schemas["SayingView"];
export type SittingLine = Schemas["SittingLine"];
export type SittingView = Schemas["SittingView"];
export type SkipView = Schemas["SkipView"];
export type Tag = Schemas["Tag"];
export type TagSummary = Schemas["TagSummary"];
export type Triaged = Schemas["Triaged"];
export type VerdictView = Schemas["VerdictView"];
export type WorkView = Schemas["WorkView"];
export type WriteUp = Schemas["WriteUp"];

/** What a candidate can do in a sitting, told apart by `do`. */
export type Action = Act["action"];

/** What the server sends over a sitting's live line. */
export type LiveMessage = { kind: "view"; view: SittingView } | { kind: "progress"; run: number; progress: number };
