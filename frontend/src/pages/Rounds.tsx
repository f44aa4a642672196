// The catalogue of rounds.
import { answer, api } from "../api/client";
import { useAnswer } from "../api/useAnswer";
import { useTitle } from "../layout/useTitle";
import { Asked } from "./Asked";
import { RoundList } from "./RoundList";

export function Rounds() {
  useTitle("Rounds");
  const rounds = useAnswer("rounds", () => answer(api.GET("/api/rounds")));
  return (
    <>
      <h1>Rounds</h1>
      <p className="lead quiet">Each has a clock, facts for those who ask, commitments to make, and pushbacks that are run on what you drew.</p>
      <section className="part">
        <h2 className="unseen">All rounds</h2>
        <Asked of={rounds}>{(found) => <RoundList rounds={found} />}</Asked>
      </section>
    </>
  );
}
