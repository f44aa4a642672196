"""Does a round agree with itself? Every name that one part uses must be given by another, and every sum must add up.

Nothing is run here: that every pushback separates a weak answer from a strong one is `check.py`'s question.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from hotseat.design.design import Design
from hotseat.design.findings import Findings, nearest
from hotseat.design.objectives import Threshold
from hotseat.design.quantities import format_quantity
from hotseat.design.shapes import keys_of
from hotseat.design.thresholds import family_of, parse_threshold
from hotseat.design.units import COUNT, MONEY, NUMBER, RATE, SHARE, SIZE, TIME
from hotseat.design.writing import to_json
from hotseat.errors import Problem
from hotseat.rounds.evidence import OBJECTIVES
from hotseat.rounds.owed import does
from hotseat.rounds.roles import MARK, roles_in, roles_of_fault
from hotseat.rounds.round import (
    Calibration,
    Commitment,
    Item,
    Probe,
    Pushback,
    Reference,
    Role,
    Round,
    Witness,
    warmup_of,
)
from hotseat.rounds.subjects import metrics_there, split_measure
from hotseat.rounds.wording import places
from hotseat.rounds.world import NOTHING, value_at

UNITS = {"time": TIME, "rate": RATE, "share": SHARE, "count": COUNT, "number": NUMBER, "size": SIZE, "money": MONEY}
"""The units of commitments by their word."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the round came from: the line of every key, what could not be read, and the board it begins with."""

    lines: Mapping[str, int] = field(default_factory=dict)
    broken: Collection[str] = ()
    file: str = ""
    start: Design | None = None


def check_round(round_: Round, sources: Sources) -> list[Problem]:
    """Every contradiction in a round."""
    found = Findings(sources.lines, sources.broken, sources.file)
    check = _Check(round_, sources.start, found)
    check.kind()
    check.shape()
    check.facts()
    check.commitments()
    check.world()
    for key, pushback in round_.pushbacks.items():
        check.pushback(f"pushbacks.{key}", pushback)
    for key, item in round_.rubric.items():
        check.item(f"rubric.{key}", item)
    for key, calibration in round_.calibrations.items():
        check.calibration(f"calibrations.{key}", calibration)
    for key, reference in round_.references.items():
        check.reference(f"references.{key}", reference)
    return found.problems


class _Check:
    """The questions, one method a part of the round."""

    def __init__(self, round_: Round, start: Design | None, found: Findings) -> None:
        self.round = round_
        self.start = start
        self.found = found

    # the round as a whole

    def kind(self) -> None:
        """Only one kind can be sat so far."""
        if self.round.kind != "design":
            self.found.add("kind", f"a round of kind '{self.round.kind}' cannot be sat yet; write `kind: design`")

    def shape(self) -> None:
        """What a round cannot be without; minutes that add up; estimates that can be right."""
        round_ = self.round
        for part in ("phases", "facts", "commitments", "pushbacks", "rubric", "calibrations", "references", "skills"):
            if not getattr(round_, part):
                self.found.add(part, "there is nothing here: a round needs at least one")
        if not 0 < round_.minutes <= 24 * 60:
            self.found.add("minutes", f"a round takes between 1 minute and a day, not {round_.minutes:g} minutes")
        total = sum(phase.minutes for phase in round_.phases.values())
        if round_.phases and abs(total - round_.minutes) > 1e-9:
            text = f"the phases take {total:g} minutes together, the round {round_.minutes:g}: make them agree"
            self.found.add("phases", text, about=("minutes",))
        if round_.phases and not any(phase.pushes for phase in round_.phases.values()):
            self.found.add("phases", "no phase has `pushes: true`: the interviewer never gets to ask")
        for key, phase in round_.phases.items():
            if phase.minutes <= 0:
                self.found.add(f"phases.{key}.minutes", "a phase takes more than 0 minutes")
        for key, estimate in round_.estimates.items():
            if estimate.within < 1:
                self.found.add(f"estimates.{key}.within", "a factor of at least 1: 2 takes half and double for right")
            if estimate.answer <= 0:
                self.found.add(f"estimates.{key}.answer", "an estimate is compared by ratio: write a number above 0")

    def facts(self) -> None:
        """Wordings that say something and belong to one fact, and topics that can be told apart."""
        topics: dict[str, str] = {}
        wordings: dict[str, str] = {}
        for key, fact in self.round.facts.items():
            if fact.topic and (other := topics.setdefault(fact.topic.strip().lower(), key)) != key:
                text = f"'{fact.topic}' is the topic of '{other}' too: two topics must be told apart"
                self.found.add(f"facts.{key}.topic", text)
            for number, text in enumerate((fact.question, fact.answer, *fact.asked_as)):
                if not text.strip():
                    self.found.add(f"facts.{key}", f"wording {number} is empty: write a sentence")
            for text in (fact.question, *fact.asked_as):
                if (other := wordings.setdefault(text.strip().lower(), key)) != key:
                    self.found.add(f"facts.{key}", f"'{text}' is a wording of '{other}' too: which of them answers it?")

    def commitments(self) -> None:
        """Choices where there is a choice, a unit where there is a quantity, thresholds that can be read."""
        for key, one in self.round.commitments.items():
            path = f"commitments.{key}"
            self.time(f"{path}.by", one.by)
            if one.takes == "choice" and len(one.choices) < 2:
                self.found.add(f"{path}.choices", "a choice is between at least two: write `word: what it means`")
            if one.takes != "choice" and one.choices:
                self.found.add(f"{path}.choices", f"a commitment that takes a {one.takes} has no choices")
            if (one.takes == "quantity") != (one.unit is not None):
                text = "write a unit for a quantity, and only for a quantity: " + ", ".join(UNITS)
                self.found.add(f"{path}.unit", text)
            self.held(path, one)

    def held(self, path: str, one: Commitment) -> None:
        """The thresholds that a commitment's value becomes."""
        for subject, text in one.objective.items():
            where = f"{path}.objective.{subject}"
            if one.takes != "quantity" or one.unit is None:
                self.found.add(where, "only a quantity can be held to an objective")
                continue
            if "{value}" not in text:
                self.found.add(where, "write `{value}` where the committed value goes, like `p(99) <= {value}`")
                continue
            try:
                threshold = parse_threshold(text.replace("{value}", format_quantity(1.0, UNITS[one.unit])))
            except ValueError as error:
                self.found.add(where, f"with a {one.unit} in it this is no threshold: {error}")
            else:
                self.subject(where, subject, threshold.metric)

    # the world

    def world(self) -> None:
        """Roles that rest on the world, fixed paths that are there, objectives about what is there."""
        for key, role in self.round.roles.items():
            self.role(f"roles.{key}", role)
        for number, path in enumerate(self.round.fixed):
            if self.start is not None and value_at(to_json(self.start), path) is NOTHING:
                text = f"there is no '{path}' in start.design.yaml (what equals its default is not written)"
                self.found.add(f"fixed.{number}", text)
        for traffic, effect in self.round.owed.items():
            self.owed(f"owed.{traffic}", traffic, effect)
        self.holds("objectives", self.round.objectives)

    def owed(self, path: str, traffic: str, effect: str) -> None:
        """A traffic of the world's is owed an effect that a fixed node of the world's has."""
        if self.start is None:
            return
        self.named(path, traffic, "traffic", self.start.traffic)
        theirs = [name for name, node in self.start.nodes.items() if does(node, effect)]
        if not theirs:
            self.found.add(path, f"no node of start.design.yaml has the effect '{effect[:60]}'")
        for name in theirs:
            if f"nodes.{name}" not in self.round.fixed:
                self.found.add(path, f"'{effect}' is nodes.{name}'s to do: write that path under `fixed` too")

    def role(self, path: str, role: Role) -> None:
        """A role says something, and names what is in the world."""
        if role == Role():
            self.found.add(path, f"every node plays this role: say what it does ({', '.join(keys_of(Role))})")
        if self.start is None:
            return
        nodes, traffic = tuple(self.start.nodes), tuple(self.start.traffic)
        for key, known in (("calls", nodes), ("hears", traffic), ("receives", (*traffic, *nodes))):
            word = getattr(role, key)
            if word is not None and word.partition(".")[0] not in known:
                text = f"there is no '{word[:60]}' in start.design.yaml{nearest(word, known)}"
                self.found.add(f"{path}.{key}", text)

    def holds(self, path: str, holds: Mapping[str, tuple[Threshold, ...]]) -> None:
        """Thresholds about subjects that a candidate's design will have."""
        for subject, thresholds in holds.items():
            if not thresholds:
                self.found.add(f"{path}.{subject}", "no threshold: write one, like `p(99) < 250ms`")
            for number, threshold in enumerate(thresholds):
                self.subject(f"{path}.{subject}.{number}", subject, threshold.metric)

    def subject(self, path: str, subject: str, metric: str) -> None:
        """A subject in the world with such a metric, `design`, or a `$role`."""
        if subject.startswith(MARK):
            self.named(path, subject[len(MARK) :], "role", self.round.roles)
            return
        if self.start is None:
            return
        metrics = metrics_there(self.start, subject)
        if not metrics:
            known = ("design", *self.start.traffic, *self.start.nodes)
            text = f"'{subject[:60]}' is no traffic, effect or node of start.design.yaml{nearest(subject, known)}"
            self.found.add(path, text)
        elif family_of(metric) not in metrics and not metric.startswith("spread"):
            self.found.add(path, f"'{subject}' has no '{metric}'{nearest(metric, metrics)}")

    # what is asked

    def pushback(self, path: str, pushback: Pushback) -> None:
        """A pushback: its probe, its trigger, its predictions, the numbers in its reason."""
        self.probe(f"{path}.probe", pushback.probe)
        when = pushback.when
        self.time(f"{path}.when.after", when.after)
        if when.commitment is not None:
            self.named(f"{path}.when.commitment", when.commitment, "commitment", self.round.commitments)
            self.values(f"{path}.when.values", when.values, (when.commitment,))
        elif when.values:
            self.found.add(f"{path}.when.values", "values of which commitment? write `commitment:` beside them")
        if when.role is not None:
            self.named(f"{path}.when.role", when.role, "role", self.round.roles)
        if not pushback.predict:
            self.found.add(f"{path}.predict", "nothing to predict: a pushback asks for at least one number")
        for key, predict in pushback.predict.items():
            self.measure(f"{path}.predict.{key}.measure", predict.measure)
        try:
            for subject, metric in places(pushback.because):
                self.subject(f"{path}.because", subject, metric)
        except ValueError as error:
            self.found.add(f"{path}.because", str(error))

    def measure(self, path: str, measure: str) -> None:
        """A subject and its metric, as text."""
        try:
            subject, metric = split_measure(measure)
        except ValueError as error:
            self.found.add(path, str(error))
        else:
            self.subject(path, subject, metric)

    def probe(self, path: str, probe: Probe) -> None:
        """A probe holds something, strikes something, and names roles that are there."""
        if not probe.holds:
            self.found.add(f"{path}.holds", "nothing is held: a probe has thresholds")
        if not (probe.faults or probe.set or probe.load != 1):
            self.found.add(path, "this probe changes nothing: write faults, load or set")
        if not 0 < probe.duration <= 3600:
            self.found.add(f"{path}.duration", "a probe runs for more than 0 s and at most an hour")
        if not 0 < probe.load <= 1000:
            self.found.add(f"{path}.load", "a load is multiplied by more than 0 and at most 1000")
        self.holds(f"{path}.holds", probe.holds)
        for number, fault in enumerate(probe.faults):
            for role in roles_of_fault(fault):
                self.named(f"{path}.faults.{number}", role, "role", self.round.roles)
            at = getattr(fault, "at", None) or 0.0
            if at >= probe.duration:
                self.found.add(f"{path}.faults.{number}", f"this begins at {at:g} s, when the probe is over")
            warm = warmup_of(probe.duration)
            if 0 < at < warm:
                text = f"this begins at {at:g} s, before anything is measured: strike from {warm:g} s on"
                self.found.add(f"{path}.faults.{number}", text)
        for key in probe.set:
            for role in roles_in(key):
                self.named(f"{path}.set.{key}", role, "role", self.round.roles)

    # what is graded

    def item(self, path: str, item: Item) -> None:
        """An item of the rubric has what its kind of evidence needs, and nothing of another kind's."""
        self.named(f"{path}.skill", item.skill, "skill", self.round.skills)
        if item.weight <= 0:
            self.found.add(f"{path}.weight", "an item weighs more than 0")
        needs = {"measured": ("probe",), "witnessed": ("witness",), "judged": ("question", "levels")}
        given = {key for key in ("probe", "holds", "witness", "question", "levels") if getattr(item, key)}
        for key in needs[item.evidence]:
            if key not in given:
                self.found.add(f"{path}.{key}", f"a {item.evidence} item needs this key")
        allowed = (*needs[item.evidence], *(("holds",) if item.evidence == "measured" else ()))
        for key in sorted(given.difference(allowed)):
            self.found.add(f"{path}.{key}", f"a {item.evidence} item has no '{key}'")
        if item.evidence == "judged" and len(item.levels) == 1:
            self.found.add(f"{path}.levels", "one level is no choice: write at least two, the worst first")
        if item.probe is not None:
            self.named(f"{path}.probe", item.probe, "probe", (OBJECTIVES, *self.round.pushbacks))
            self.known_holds(f"{path}.holds", item)
        if item.witness is not None:
            self.witness(f"{path}.witness", item.witness)

    def known_holds(self, path: str, item: Item) -> None:
        """An item may only count thresholds that its probe measures."""
        pushback = self.round.pushbacks.get(str(item.probe))
        probed = pushback.probe.holds if pushback else self.round.objectives
        if item.probe == OBJECTIVES and not probed and not item.holds:
            self.found.add(path, "the round has no objectives to hold the design to")
        for subject, thresholds in item.holds.items():
            for number, threshold in enumerate(thresholds):
                if threshold not in probed.get(subject, ()):
                    text = f"the probe does not hold {subject}: {threshold.text}; write it there first, word for word"
                    self.found.add(f"{path}.{subject}.{number}", text)

    def witness(self, path: str, witness: Witness) -> None:
        """What the log must show names what the round has, and can happen."""
        round_ = self.round
        if not any(getattr(witness, key.attribute) for key in keys_of(Witness).values() if key.name != "within"):
            self.found.add(path, "nothing is asked for: this item could not be lost")
        lists: tuple[tuple[str, Iterable[str], str, Collection[str]], ...] = (
            ("asked", witness.asked, "fact", round_.facts),
            ("estimated", witness.estimated, "estimate", round_.estimates),
            ("committed", witness.committed, "commitment", round_.commitments),
        )
        for key, words, what, known in lists:
            for number, word in enumerate(words):
                self.named(f"{path}.{key}.{number}", word, what, known)
        if witness.reached is not None:
            self.named(f"{path}.reached", witness.reached, "phase", round_.phases)
        self.values(f"{path}.values", witness.values, witness.committed)
        if witness.before is not None:
            self.time(f"{path}.before", witness.before)
        most = max(len(witness.asked), len(witness.estimated))
        if witness.at_least is not None and not 1 <= witness.at_least <= most:
            text = f"at least {witness.at_least} of {most}: name so many facts or estimates, and ask for fewer"
            self.found.add(f"{path}.at_least", text)
        if witness.answered is not None and witness.answered > len(round_.pushbacks):
            text = f"there are {len(round_.pushbacks)} pushbacks, fewer than {witness.answered}"
            self.found.add(f"{path}.answered", text)

    def calibration(self, path: str, calibration: Calibration) -> None:
        """Bars in their order, weights and musts of items that are there."""
        bars = (calibration.lean_hire, calibration.hire, calibration.strong_hire)
        if not 0 < bars[0] <= bars[1] <= bars[2] <= 1:
            self.found.add(path, "the bars must rise: 0 < lean_hire <= hire <= strong_hire <= 1")
        for key in calibration.weights:
            self.named(f"{path}.weights.{key}", key, "rubric item", self.round.rubric)
        for number, key in enumerate(calibration.must):
            self.named(f"{path}.must.{number}", key, "rubric item", self.round.rubric)

    def reference(self, path: str, reference: Reference) -> None:
        """A reference claims something about pushbacks that are there, and nothing twice."""
        if not reference.verdict:
            self.found.add(f"{path}.verdict", "which verdicts may it get? write a list, like [hire, strong-hire]")
        for key in ("breaks", "keeps"):
            for number, word in enumerate(getattr(reference, key)):
                self.named(f"{path}.{key}.{number}", word, "pushback", self.round.pushbacks)
        for word in reference.breaks:
            if word in reference.keeps:
                self.found.add(f"{path}.keeps", f"'{word}' cannot both break and keep this design")

    # small things

    def named(self, path: str, word: str, what: str, known: Iterable[str]) -> None:
        """A word that must be one of those known."""
        known = tuple(known)
        if word not in known:
            self.found.add(path, f"there is no {what} '{word[:60]}'{nearest(word, known)}", about=(f"{what}s.{word}",))

    def values(self, path: str, values: tuple[str, ...], commitments: tuple[str, ...]) -> None:
        """Choices that a commitment offers."""
        choices: list[str] = []
        for key in commitments:
            one = self.round.commitments.get(key)
            choices += one.choices if one else ()
        for number, value in enumerate(values):
            self.named(f"{path}.{number}", value, "choice", choices)

    def time(self, path: str, minutes: float) -> None:
        """A moment on the round's clock."""
        if not 0 <= minutes <= self.round.minutes:
            self.found.add(path, f"{minutes:g} minutes is not within the round's {self.round.minutes:g}")
