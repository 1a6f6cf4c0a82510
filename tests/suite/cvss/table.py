#!/usr/bin/env python3
"""Vectors of every CVSS version with the scores that the PyPI package `cvss` (Red Hat's library) gives them.

    pip install cvss==3.6
    tests/suite/cvss/table.py 100 > tests/suite/cvss/table.tsv
    tests/suite/cvss/table.py 20000 > /tmp/table.tsv; CVSS_TABLE=/tmp/table.tsv cargo test --test suite cvss::

Takes how many vectors of each version to draw; the draw is the same each time.
"""
import random
import sys

from cvss import CVSS2, CVSS3, CVSS4
from cvss import constants2, constants3, constants4

draw = random.Random(20260101)


def vector(prefix, base, optional, values):
    share = draw.choice([0, 0.2, 0.6, 1])
    chosen = [m for m in values if m in base or (m in optional and draw.random() < share)]
    return prefix + "/".join(f"{m}:{draw.choice([v for v in values[m]])}" for m in chosen)


def shown(scores):
    return "\t".join("-" if score is None else f"{float(score):.1f}" for score in scores)


def four(prefix, base, values):
    """The score of the base metrics, and that of all."""
    full = vector(prefix, base, [m for m in values if m not in base], values)
    alone = "/".join(part for part in full.split("/") if part.split(":")[0] in [*base, "CVSS"])
    return full, (CVSS4(alone).base_score, CVSS4(full).base_score)


print("# Scores by the PyPI package cvss 3.6, drawn and printed by table.py beside this file.")
print("# 2.0 and 3.x: base, temporal, environmental. 4.0: of the base metrics, of all.")
for _ in range(int(sys.argv[1])):
    c2, c3, c4 = constants2, constants3, constants4
    text = vector("", c2.METRICS_MANDATORY, c2.METRICS_ABBREVIATIONS, c2.METRICS_VALUES)
    print(text, shown(CVSS2(text).scores()), sep="\t")
    for prefix in ["CVSS:3.0/", "CVSS:3.1/"]:
        text = vector(prefix, c3.METRICS_MANDATORY, c3.METRICS_ABBREVIATIONS, c3.METRICS_VALUES)
        print(text, shown(CVSS3(text).scores()), sep="\t")
    text, scores = four("CVSS:4.0/", c4.METRICS_MANDATORY, c4.METRICS_VALUE_NAMES)
    print(text, shown(scores), sep="\t")
