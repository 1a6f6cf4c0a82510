#!/usr/bin/env python3
"""Holds the files of built sites against the validators of their formats, and prints one table.

    check.py [--damage] [--docs FILE] [--imported SITE]... SITE...

Sites of imported advisories are counted in a column of their own. Fails on any error or warning, on a note or a missing
advisory whose reason is not known here, and with --docs where that page's table says something else. --damage breaks a
file of each format first and fails where a validator says nothing of it. `run` beside this file installs the
validators, builds the sites and calls this.
"""

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import formats
from formats import read


# What stands in the place of a number where there is nothing to count.
ANY = "-"


@dataclass(frozen=True)
class Format:
    """A format: where its files lie, who validates them, and why an advisory may have none."""

    name: str
    version: str
    validators: dict[str, Callable]
    path: str  # Of an advisory's file; a feed's has no {id}.
    broken: list[tuple[str, str]]  # Replacements, each of which makes a file invalid.
    absent: Callable = lambda advisory: None
    entries: Callable | None = None
    is_part: bool = False  # Whether it stands in a file that is there anyway.
    on_request: bool = False  # Whether a site has it only where advisory.toml names it.
    notes: dict[str, str] = field(default_factory=dict)  # What may be noted, and why it is so.


def pypi(*names):
    return ", ".join(f"{name} {version(name)}" for name in names)


def npm(name):
    return f"{name} {formats.npm_version(name)}"


def is_here(name):
    """Whether a validator is installed: npm may not reach its registry."""
    return not name.startswith("@") and " of @" not in name or formats.node_modules().exists()


FORMATS = [
    Format(
        "OSV",
        "1.7.5",
        {f"schema of {pypi('osv')} and its linter's rules": formats.osv},
        "{id}.osv.json",
        [('"introduced"', '"since"'), ('"pkg:', '"package:'), ('"summary"', '"aliases": ["CVE-2026-1", "CVE-2026-1"], "summary"')],
        formats.osv_absent,
    ),
    Format(
        "CSAF",
        "2.0",
        {pypi("csaf"): formats.csaf, npm("@secvisogram/csaf-validator-lib"): formats.csaf_secvisogram},
        ".well-known/csaf/white/*/{low}.json",
        [('"tracking"', '"trace"'), ('"WHITE"', '"PALE"'), ('"number": "1"', '"number": "7"')],
        notes={
            r"6.3.(9|10) ": "a version range stands beside the listed versions, for those that nobody listed",
            r"6.2.3 ": "(a recommended test) the advisory has no score that CSAF 2.0 has a place for: none, or one of CVSS 4.0 alone",
            r"6.3.2 ": "the vector is one of CVSS 3.0",
            r"6.3.3 ": "there is no CVE id",
            r"6.3.4 ": "the advisory names no weakness",
        },
    ),
    Format(
        "CSAF 2.1",
        "draft",
        {pypi("csaf"): formats.csaf_2_1, npm("@secvisogram/csaf-validator-lib"): formats.csaf_2_1_secvisogram},
        ".well-known/csaf/v2.1/clear/*/{low}.json",
        [('"tracking"', '"trace"'), ('"CLEAR"', '"WHITE"'), ('"number": "1"', '"number": "7"'), ('"purls"', '"purl"')],
        on_request=True,
        notes={
            r"6.3.(9|10) ": "a version range stands beside the listed versions, for those that nobody listed",
            r"6.3.19 ": "the validator calls ranges overlapping that do not meet, such as <0.6.4 and >=0.7.0-0|<0.7.1",
            r"6.2.3 |6.3.12 ": "(6.2.3 is a recommended test) the advisory has no score, or none of CVSS 4.0",
            r"6.3.2 ": "the vector is one of CVSS 3.0",
            r"6.3.3 ": "there is no CVE id",
            r"6.3.4 ": "the advisory names no weakness",
            r"6.3.20 ": "nobody registered the database of an id",
            r"6.2.24 ": "(a recommended test) the validator knows an older list of weaknesses",
            r"6.2.(25|26) ": "(recommended tests) the advisory names a weakness that should not be used alone",
            r"6.2.39.1 ": "(a recommended test) nobody listed the release with the fix; the remediation names it",
            r"6.2.42 ": "(a recommended test) versions in Go's package URLs begin with v",
            r"6.2.43 ": "(a recommended test) nobody said under which licence the document is",
            r"6.2.49 ": "(a recommended test) no release has the fix, so the range has no end",
            r"6.2.51 ": "(a recommended test) the validator does not know Go's scheme of version ranges",
            r"6.1.26 ": "(a mandatory test, of 2.0) the npm library does not know that 2.1 has a profile for withdrawn documents",
        },
    ),
    Format(
        "CVE",
        "record format 5.1",
        {pypi("cvelib"): formats.cve},
        "{id}.cve.json",
        [('"versionType"', '"type"'), ('"baseScore": ', '"baseScore": 1'), ('"rejectedReasons"', '"reasons"')],
    ),
    Format(
        "OpenVEX",
        "0.2.0",
        {pypi("vexipy"): formats.openvex},
        "{id}.openvex.json",
        [('"action_statement"', '"action"'), ('"affected"', '"hit"'), ('"products"', '"product"')],
        notes={
            "The use of an impact statement": "of a release that is not affected nobody said why: no justification would be true",
        },
    ),
    Format(
        "GitHub",
        "REST API",
        {f"schema of {npm('@octokit/openapi')}": formats.github},
        "{id}.ghsa.json",
        [('"ecosystem": "go"', '"ecosystem": "Go"'), ('"summary"', '"title"')],
        formats.github_absent,
    ),
    Format(
        "Atom",
        "RFC 4287",
        {f"{pypi('atoma')} and the RFC's rules": formats.atom},
        "feed.atom",
        [("<updated>", "<updated>once, "), ('rel="self"', 'rel="alternate"'), ("<title>", "<title/><title>")],
        entries=formats.atom_entries,
    ),
    Format(
        "JSON Feed",
        "1.1",
        {pypi("jsonfeedvalidator"): formats.json_feed},
        "feed.json",
        [('"id"', '"name"'), ('"language": "', '"language": 1, "other": "')],
        entries=formats.json_feed_entries,
    ),
    Format("CVSS", "2.0 to 4.0", {pypi("cvss"): formats.cvss}, "{id}.json", [('"score": "', '"score": "1')], formats.cvss_absent, is_part=True),
]


def advisories(site):
    """The public data of each advisory of a site: the JSON file beside each page that has one."""
    pages = (page.with_suffix(".json") for page in sorted(site.glob("*.html")))
    return [read(page) for page in pages if page.exists() and page.name != "index.json"]


def collect(form, sites):
    """A format's files, how many records they hold, and why which advisories have none."""
    paths, records, reasons, lacking = [], Counter(), Counter(), []
    for site, kind in sites:
        if form.on_request and not (site / form.path.split("*")[0]).exists():
            continue
        known = advisories(site)
        if form.entries:
            feed = site / form.path
            paths.append(feed)
            count = form.entries(feed)
            records[kind] += count
            if count < min(len(known), 50):
                lacking.append(f"{feed}: {count} of {len(known)} advisories")
            continue
        for advisory in known:
            reason = form.absent(advisory)
            if reason and form.is_part:
                reasons[reason] += 1
                continue
            found = list(site.glob(form.path.format(id=advisory["id"], low=advisory["id"].lower())))
            paths += found
            records[kind] += len(found)
            if reason and found:
                lacking.append(f"{found[0]} is there, though: {reason}")
            elif reason:
                reasons[reason] += 1
            elif not found:
                lacking.append(f"{site}: no {form.name} of {advisory['id']}")
    return paths, records, reasons, lacking


def damage(form, paths, folder):
    """For each way to break a file of the format, a copy that is broken so."""
    for number, (old, new) in enumerate(form.broken):
        original = next((path for path in paths if old in path.read_text()), None)
        if original is None:
            raise SystemExit(f"no {form.name} file holds {old}, so none can be broken there")
        copy = Path(folder) / f"{form.name}-{number}-{original.name}".lower().replace(" ", "-")
        copy.write_text(original.read_text().replace(old, new))
        yield copy


def judge(check, paths):
    try:
        return list(check(paths))
    except Exception as error:
        return [(paths[0], "error", f"the validator stopped: {type(error).__name__}: {error}")]


def sift(form, found):
    """What has to be mended, and how often which reason for a note applies."""
    reasons = Counter()
    wrong = []
    for one in found:
        reason = next((why for what, why in form.notes.items() if one[1] == "note" and re.match(what, one[2])), None)
        if reason:
            reasons[reason] += 1
        else:
            wrong.append(one)
    return wrong, reasons


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--damage", action="store_true")
    parser.add_argument("--docs", type=Path)
    parser.add_argument("--imported", action="append", type=Path, default=[])
    parser.add_argument("sites", nargs="+", type=Path)
    asked = parser.parse_args()
    sites = [(site, "samples") for site in asked.sites] + [(site, "imported") for site in asked.imported]

    wrong, notes, rows = [], [], []
    with ProcessPoolExecutor() as pool, tempfile.TemporaryDirectory() as folder:
        jobs = []
        for form in FORMATS:
            paths, records, reasons, lacking = collect(form, sites)
            if not paths:
                if asked.docs or not form.on_request:
                    wrong.append(f"no file is {form.name}")
                continue
            wrong += lacking
            notes += [f"{form.name}: {count} advisories have none: {reason}" for reason, count in reasons.items()]
            for name, check in form.validators.items():
                if not is_here(name):
                    notes.append(f"{form.name}: NOT ASKED: {name}, because npm could not install it")
                    continue
                if asked.damage:
                    jobs += [(form, name, 1, pool.submit(judge, check, [copy])) for copy in damage(form, paths, folder)]
                else:
                    jobs.append((form, name, records, pool.submit(judge, check, paths)))
        for form, name, records, job in jobs:
            found, noted = sift(form, job.result())
            if asked.damage:
                wrong += [] if found else [f"{name} says nothing of a broken {form.name} file"]
                rows.append(f"{form.name}, {name}: {found[0][2] if found else 'nothing'}")
                continue
            notes += [f"{form.name}, {name}: {count} notes: {reason}" for reason, count in noted.items()]
            counts = Counter(severity for _, severity, _ in found)
            wrong += [f"{path}: {severity}: {text}" for path, severity, text in found[:20]]
            imported = records["imported"] if asked.imported else ANY
            cells = [form.name, form.version, name, records["samples"], imported, counts["error"], counts["warning"]]
            rows.append("| " + " | ".join(map(str, cells)) + " |")

    if not asked.damage:
        print("| format | version | validator | samples | imported | errors | warnings |\n|---|---|---|---|---|---|---|")
    print("\n".join(rows))
    if notes and not asked.damage:
        print("\n" + "\n".join(notes))
    if asked.docs:
        said = asked.docs.read_text()
        for row in rows:
            if not re.search(re.escape(row).replace(re.escape(f" {ANY} "), " [0-9]+ "), said):
                wrong.append(f"{asked.docs} does not have this row: {row}")
    if wrong:
        print("\n" + "\n".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
