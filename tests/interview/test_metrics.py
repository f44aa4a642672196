"""What a measure asks, in words that need no explanation, and how an answer is written."""

import pytest

from hotseat.design.thresholds import METRICS
from hotseat.interview import metrics


@pytest.mark.parametrize(
    ("measure", "question"),
    [
        ("reads: p(99)", "99th percentile latency of reads"),
        ("reads: p(50)", "median latency of reads"),
        ("reads: p(99.9)", "99.9th percentile latency of reads"),
        ("reads: p(1)", "1st percentile latency of reads"),
        ("reads: p(11)", "11th percentile latency of reads"),
        ("$edge: spread p(99)", "99th percentile time until a change has reached every edge"),
        ("charge: duplicates", "times that charge is done twice"),
        ("design: cost", "cost of the design"),
    ],
)
def test_a_measure_is_asked_in_plain_words(measure, question):
    assert metrics.question_of(measure) == question


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_has_words_and_an_example_that_can_be_read(metric):
    measure = f"it: {metric.replace('p(N)', 'p(99)')}"
    assert "it" in metrics.question_of(measure).replace("the design", "it")
    assert "p(" not in metrics.question_of(measure)
    example = metrics.example_of(measure)
    assert metrics.read(example.split(" or ")[0], metrics.unit_of(measure)) >= 0
