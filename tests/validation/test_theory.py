"""The formulas against values that others published, or that can be worked out by hand."""

import math

import numpy as np
import pytest

from validation.theory import bitcoin, caches, distributions, networks, queues, tails
from validation.theory.solve import crossing, student_quantile, student_two_sided

close = pytest.approx


def test_crossing_finds_where_a_falling_function_reaches_the_level():
    assert crossing(lambda t: math.exp(-t), 0.01) == close(math.log(100))


def test_crossing_refuses_a_function_that_stays_above():
    with pytest.raises(ValueError, match="never falls"):
        crossing(lambda _: 1.0, 0.5)


@pytest.mark.parametrize(
    ("freedom", "level", "t"),
    [(1, 0.95, 12.706), (2, 0.95, 4.303), (15, 0.95, 2.131), (15, 0.99, 2.947), (15, 0.999, 4.073), (30, 0.95, 2.042)],
)
def test_student_quantile_is_that_of_the_printed_tables(freedom, level, t):
    assert student_quantile(level, freedom) == close(t, abs=5e-4)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 15, 16])
def test_student_distribution_runs_from_0_to_1(freedom):
    assert student_two_sided(0.0, freedom) == 0.0
    assert student_two_sided(1e9, freedom) == close(1.0, abs=1e-6)


def test_mm1_at_80_percent_load_is_workload_w1():
    assert queues.mm1_sojourn_mean(0.8, 1.0) == close(5.0)
    percentiles = {50: 3.4657, 99: 23.0259, 99.9: 34.5388}
    for percent, value in percentiles.items():
        assert queues.mm1_sojourn_percentile(0.8, 1.0, percent) == close(value, abs=1e-4)
    assert queues.mm1_queue_mean(0.8) == close(3.2)


def test_erlang_b_and_c_of_the_printed_tables():
    assert queues.erlang_b(2.0, 2) == close(0.4)
    assert queues.erlang_b(12.03, 20) == close(0.01, rel=2e-3)  # 12.0 Erlang on 20 lines lose 1%
    assert queues.erlang_c(2.0, 3) == close(4 / 9)  # Gross and others, example 2.2
    assert queues.erlang_c(0.8, 1) == close(0.8)


def test_mmc_with_one_server_is_mm1():
    assert queues.mmc_sojourn_mean(0.8, 1.0, 1) == close(5.0)
    assert queues.mmc_sojourn_percentile(0.8, 1.0, 1, 99) == close(23.0259, abs=1e-3)


def test_mmc_survival_integrates_to_the_mean():
    for servers, arrivals in ((4, 3.6), (2, 1.0)):  # in the second the two rates coincide
        t = np.linspace(0, 200, 400_001)
        survival = [queues.mmc_sojourn_survival(x, arrivals, 1.0, servers) for x in t]
        assert np.trapezoid(survival, t) == close(queues.mmc_sojourn_mean(arrivals, 1.0, servers), rel=1e-6)


def test_pollaczek_khinchine_gives_mm1_and_half_the_wait_without_variance():
    assert queues.mg1_sojourn_mean(0.8, 1.0, 2.0) == close(5.0)
    assert queues.md1_sojourn_mean(0.8, 1.0) == close(3.0)


def test_md1_wait_distribution_starts_at_the_idle_share_and_has_the_right_mean():
    assert queues.md1_wait_cdf(0.0, 0.8, 1.0) == close(0.2)
    t = np.linspace(0, 20, 20_001)
    waiting = [1.0 - queues.md1_wait_cdf(x, 0.8, 1.0) for x in t]
    assert np.trapezoid(waiting, t) == close(2.0, rel=1e-3)


def test_mmck_with_no_line_is_erlang_b_and_with_a_long_one_mmc():
    assert queues.mmck_loss(8.0, 1.0, 10, 10) == close(queues.erlang_b(8.0, 10))
    assert queues.mmck_sojourn_mean(3.6, 1.0, 4, 2000) == close(queues.mmc_sojourn_mean(3.6, 1.0, 4))


def test_mm1k_loss_is_the_textbook_geometric():
    load, room = 0.5, 3
    assert queues.mmck_loss(load, 1.0, 1, room) == close((1 - load) * load**room / (1 - load ** (room + 1)))


def test_moments_of_the_distributions():
    assert distributions.gamma_moments(2.0, 1.0) == close((2.0, 8.0))
    assert distributions.hyperexponential_moments([(1.0, 3.0)]) == close((3.0, 18.0))
    assert distributions.uniform_moments(0.0, 1.0) == close((0.5, 1 / 3))
    mean, second = distributions.lognormal_moments(1.0, math.exp(distributions.NORMAL_99))  # sigma = 1
    assert (mean, second) == close((math.exp(0.5), math.exp(2.0)))
    assert distributions.bounded_pareto_moment(1.0, 1e9, 3.0, 1) == close(1.5)


def test_percentiles_of_the_distributions():
    assert distributions.hyperexponential_percentile([(1.0, 2.0)], 99) == close(2.0 * math.log(100))
    assert distributions.erlang_percentile(2.0, 1, 99) == close(2.0 * math.log(100))
    assert distributions.erlang_percentile(5.0, 5, 95) == close(9.1535, abs=1e-4)  # chi-square, 10 degrees: 18.307 / 2
    assert distributions.gamma_half_percentile(1.0, 95) == close(3.8415, abs=1e-4)  # chi-square, 1 degree
    assert distributions.bounded_pareto_percentile(1.0, 1e12, 2.0, 99) == close(10.0)


def test_jackson_network_of_one_station_with_feedback_is_mm1_with_more_arrivals():
    assert networks.jackson_rates([1.0], [[0.5]]) == close([2.0])
    assert networks.jackson_sojourn_mean([1.0], [[0.5]], [4.0]) == close(2 / 2.0)


def test_tandem_of_one_station_is_mm1():
    assert networks.tandem_sojourn_percentile(0.8, [1.0], 99) == close(23.0259, abs=1e-3)


def test_mean_value_analysis_of_the_machine_repairman():
    # Five machines, one repairman: the birth and death equations by hand.
    users, think, service = 5, 4.0, 1.0
    weights = [math.perm(users, n) * (service / think) ** n for n in range(users + 1)]
    busy = 1 - weights[0] / sum(weights)
    closed = networks.mean_value_analysis(users, think, [networks.Station(service)])
    assert closed.throughput == close(busy / service)
    assert closed.response == close(users / closed.throughput - think)


def test_mean_value_analysis_with_several_servers_follows_birth_and_death():
    users, think, service, servers = 12, 2.0, 1.0, 3
    weights = [1.0]
    for n in range(1, users + 1):
        weights.append(weights[-1] * (users - n + 1) / think * service / min(n, servers))
    inside = sum(n * w for n, w in enumerate(weights)) / sum(weights)
    closed = networks.mean_value_analysis(users, think, [networks.Station(service, servers)])
    assert closed.queues[0] == close(inside)
    assert closed.throughput == close((users - inside) / think)


def test_mean_value_analysis_of_two_stations_by_buzen():
    # Demands 1 and 2, three customers, no think time: G(n) by Buzen's convolution; X = G(2) / G(3).
    g = [sum(1.0**a * 2.0 ** (n - a) for a in range(n + 1)) for n in range(4)]
    closed = networks.mean_value_analysis(3, 0.0, [networks.Station(1.0), networks.Station(2.0)])
    assert closed.throughput == close(g[2] / g[3])


def test_shortest_of_two_lies_between_one_line_for_two_and_a_coin():
    mean = networks.shortest_of_two_sojourn_mean(0.8, room=30)
    assert queues.mmc_sojourn_mean(1.6, 1.0, 2) < mean < queues.mm1_sojourn_mean(0.8, 1.0)
    assert networks.shortest_of_two_sojourn_mean(0.01, room=6) == close(1.0, abs=1e-3)


def test_two_choices_add_up_to_the_published_sums():
    assert networks.supermarket_sojourn_mean(0.5, 1) == close(2.0)
    assert networks.supermarket_sojourn_mean(0.5, 2) == close(1 + 0.5**2 + 0.5**6 + 0.5**14, abs=1e-8)
    assert networks.supermarket_sojourn_mean(0.9, 2) == close(2.6141, abs=5e-4)


def test_zipf_popularity():
    assert caches.zipf_popularity(3, 1.0) == close([6 / 11, 3 / 11, 2 / 11])
    assert caches.zipf_top(3, 1.0, 2) == close(9 / 11)


def test_lru_exact_for_one_slot_is_the_chance_of_the_same_key_twice():
    popularity = [0.5, 0.3, 0.2]
    assert caches.lru_hit_ratio_exact(popularity, 1) == close(sum(p * p for p in popularity))
    assert caches.lru_hit_ratio_exact([0.25] * 4, 3) == close(0.75)


def test_che_is_near_the_exact_value_even_for_eight_keys():
    popularity = caches.zipf_popularity(8, 0.8)
    assert caches.lru_hit_ratio_che(popularity, 4) == close(caches.lru_hit_ratio_exact(popularity, 4), abs=0.01)


def test_ttl_hit_ratio_of_one_key():
    assert caches.ttl_hit_ratio(np.array([1.0]), rate=9.0, ttl=1.0) == close(0.9)


def test_order_statistics_of_exponentials():
    assert tails.order_statistic_mean(10, 10, 1.0) == close(7381 / 2520)
    assert tails.order_statistic_mean(10, 1, 1.0) == close(0.1)
    assert tails.maximum_percentile(1, 2.0, 99) == close(2 * math.log(100))


def test_fork_join_of_two_idle_lines_is_the_maximum_of_two():
    assert tails.fork_join_two_mean(1e-9, 1.0) == close(1.5)


def test_tail_at_scale_as_published():
    assert tails.any_slow(0.01, 100) == close(0.63, abs=0.005)
    assert tails.any_slow(0.0001, 2000) == close(0.18, abs=0.005)


def test_retries_as_published():
    assert tails.expected_tries(0.5, 2) == close(1.75)
    assert tails.expected_tries(1.0, 3) == 4.0
    assert tails.layered_tries(4, 3) == 64


def test_hedge_at_once_halves_an_exponential_and_a_late_one_does_nothing():
    assert tails.hedged_mean(1.0, 0.0) == close(0.5)
    assert tails.hedged_mean(1.0, 50.0) == close(1.0)
    assert tails.hedged_percentile(1.0, 0.0, 99) == close(math.log(100) / 2)
    assert tails.hedged_percentile(1.0, 50.0, 99) == close(math.log(100))
    assert tails.hedged_extra(1.0, 0.0) == 1.0


@pytest.mark.parametrize("q", [0.1, 0.3])
def test_double_spend_table_of_the_bitcoin_paper(q):
    for z, published in bitcoin.PUBLISHED[q].items():
        assert bitcoin.nakamoto(q, z) == close(published, abs=5.1e-8)


def test_double_spend_with_a_negative_binomial_is_a_little_likelier():
    assert bitcoin.rosenfeld(0.1, 0) == close(1.0)
    assert bitcoin.rosenfeld(0.1, 1) == close(0.2)  # Rosenfeld 2012, table 1: 20%
    assert bitcoin.rosenfeld(0.1, 2) == close(0.056)  # 5.600%
    assert bitcoin.rosenfeld(0.1, 6) > bitcoin.nakamoto(0.1, 6)


def test_a_race_is_the_same_for_the_same_seed():
    once, again = (bitcoin.race(0.3, 5, races=500, seed=1, poisson=True) for _ in range(2))
    assert once == again


def test_retried_mean_without_retries_is_the_cut_exponential():
    assert tails.retried_mean(1.0, 1e3, 0.1, 3) == close(1.0)
    t = np.linspace(0.0, 2.0, 200_001)
    cut = np.trapezoid(t * np.exp(-t), t) / (1 - math.exp(-2.0))
    assert tails.retried_mean(1.0, 2.0, 0.1, 0) == close(cut)
    p = math.exp(-2.0)
    assert tails.retried_mean(1.0, 2.0, 0.5, 1) == close(cut + p / (1 + p) * 2.5)


def test_round_robin_over_one_server_is_mm1_and_over_more_is_better():
    assert queues.erlang_arrivals_sojourn_mean(0.8, 1.0, 1) == close(5.0)
    two, four = (queues.erlang_arrivals_sojourn_mean(0.8, 1.0, k) for k in (2, 4))
    assert 1.0 < four < two < 5.0
