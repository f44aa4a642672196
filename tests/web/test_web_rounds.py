"""Rounds as they may be known before they are sat: nothing that a candidate should find out."""

from hotseat.rounds import catalogue


def test_every_round_is_listed_as_it_may_be_known(browser):
    rounds = browser.get("/api/rounds").json()
    assert [one["slug"] for one in rounds] == list(catalogue.slugs())
    for one in rounds:
        assert one == browser.get(f"/api/rounds/{one['slug']}").json()
        assert sum(phase["minutes"] for phase in one["phases"]) == one["minutes"]
        assert one["calibrations"]


def test_nothing_is_told_that_a_candidate_should_find_out(browser):
    for slug in catalogue.slugs():
        told, a_round = browser.get(f"/api/rounds/{slug}").text, catalogue.find(slug)
        secrets = [fact.answer for fact in a_round.facts.values()]
        secrets += [text for push in a_round.pushbacks.values() for text in (push.question, push.reveals)]
        secrets += [estimate.working for estimate in a_round.estimates.values() if estimate.working]
        secrets += [item.title for item in a_round.rubric.values()]
        assert [secret for secret in secrets if secret[:40] in told] == []
