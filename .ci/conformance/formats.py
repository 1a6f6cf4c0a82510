"""What each format's validators say of its files. Every check takes paths and yields (path, severity, text).

The severity is `error`, `warning` or `note`: what CSAF's informative tests find.
"""

import importlib.util
import json
import re
import subprocess
import warnings
from functools import cache
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent


def node_modules():
    return HERE.parents[1] / "target/ci/conformance/node_modules"


def read(path):
    return json.loads(Path(path).read_text())


def npm_version(name):
    return read(HERE / "package.json")["dependencies"][name]


def by_schema(validator, path, document):
    for error in validator.iter_errors(document):
        yield path, "error", f"{error.json_path}: {error.message[:300]}"


# OSV: the schema and the linter's rules. The PyPI package `osv` carries OSSF's whole osv-schema repository.


@cache
def osv_repository():
    return Path(importlib.util.find_spec("osv").submodule_search_locations[0]) / "osv-schema"


@cache
def osv_schema():
    from jsonschema import Draft202012Validator

    return Draft202012Validator(
        read(osv_repository() / "validation/schema.json"), format_checker=Draft202012Validator.FORMAT_CHECKER
    )


def osv(paths):
    for path in paths:
        document = read(path)
        yield from by_schema(osv_schema(), path, document)
        yield from ((path, "error", text) for text in osv_rules(document))


def osv_rules(document):
    """The linter's rules that need no network. It is a Go program that no registry has, so they are said again here."""
    from packageurl import PackageURL

    affected = document.get("affected") or []
    if not affected and "withdrawn" not in document:
        yield "REC:001: no affected package"
    for field, code in [("aliases", "REC:002"), ("upstream", "REC:003"), ("related", "REC:004")]:
        ids = document.get(field) or []
        if len(set(ids)) < len(ids) or document.get("id") in ids:
            yield f"{code}: {field} repeats an id"
    for package in affected:
        for one in package.get("ranges") or []:
            events = one.get("events") or []
            starts = {event["introduced"] for event in events if "introduced" in event}
            if not starts:
                yield "RNG:001: a range without introduced"
            if starts & {event["fixed"] for event in events if "fixed" in event}:
                yield "RNG:002: introduced and fixed are one version"
        if purl := package.get("package", {}).get("purl"):
            try:
                PackageURL.from_string(purl)
            except ValueError as error:
                yield f"PKG:003: {error}"


def osv_absent(advisory):
    """Why an advisory has no OSV record."""
    known = re.compile(osv_schema().schema["$defs"]["prefix"]["pattern"])
    ids = [advisory["id"], *advisory["cve"], *advisory["aliases"]]
    if not any(known.match(one) for one in ids):
        return "no id whose prefix OSV knows"
    named = any(one["ecosystem"] for one in advisory["affected"]) or advisory.get("commits")
    return None if named or advisory["withdrawn"] else "no package that OSV can name, and no commits"


# CSAF: two implementations of all its tests.


CSAF_NEEDS_NETWORK = frozenset(["6.3.6", "6.3.7"])


def csaf_finding(path, severity, text):
    """CSAF 2.0 has a place for scores of CVSS 2.0 and 3.x only; without one, each affected product lacks a score (6.2.3)."""
    if text.startswith("6.2.3 ") and not any("scores" in one for one in read(path)["vulnerabilities"]):
        severity = "note"
    return path, severity, text


def csaf(paths):
    from csaf.csaf.v20._validator import validate

    for path in paths:
        for result in validate(read(path), preset="full", skip_rules=CSAF_NEEDS_NETWORK).results:
            kind = {"recommended": "warning", "informative": "note"}.get(result.group, "error")
            yield from (csaf_finding(path, kind, f"{result.id} {error.message}") for error in result.errors)


def csaf_secvisogram(paths):
    yield from (csaf_finding(**one) for one in secvisogram(paths, ""))


def secvisogram(paths, folder):
    """What the tests in a folder of the npm library find."""
    run = ["node", str(HERE / "csaf.mjs"), str(node_modules()), folder]
    done = subprocess.run(run, input="\n".join(map(str, paths)), capture_output=True, text=True, check=True)
    yield from (json.loads(line) for line in done.stdout.splitlines())


# Recommended tests of CSAF 2.1 that no true document can avoid; check.py has the reasons.
CSAF_2_1_EXPLAINED = {"6.2.3", "6.2.24", "6.2.25", "6.2.26", "6.2.39.1", "6.2.42", "6.2.43", "6.2.49", "6.2.51"}


def csaf_2_1_finding(path, severity, text):
    test = text.split(" ")[0]
    withdrawn = test == "6.1.26" and read(path)["document"]["category"] in ("csaf_withdrawn", "csaf_superseded")
    return path, "note" if withdrawn or test in CSAF_2_1_EXPLAINED else severity, text


def csaf_2_1(paths):
    from csaf.csaf.v21._validator import validate

    for path in paths:
        for result in validate(read(path), preset="full", skip_rules=CSAF_NEEDS_NETWORK).results:
            kind = {"recommended": "warning", "informative": "note"}.get(result.group, "error")
            yield from (csaf_2_1_finding(path, kind, f"{result.id} {error.message}") for error in result.errors)


def csaf_2_1_secvisogram(paths):
    yield from (csaf_2_1_finding(**one) for one in secvisogram(paths, "csaf_2_1/"))


# CVE, OpenVEX, GitHub.


def cve(paths):
    from cvelib.cve_api import CveRecord, CveRecordValidationError

    for path in paths:
        document = read(path)
        container = document.get("cnaContainer", document)
        rejected, whole = "rejectedReasons" in container, "dataType" in document
        # Whoever submits it says who they are; cvelib adds it by itself.
        container.setdefault("providerMetadata", {"orgId": "8254265b-2729-46b6-b9e3-3dfca2d5bfca"})
        schemas = CveRecord.Schemas
        schema = schemas.V5_SCHEMA if whole else schemas.CNA_REJECTED if rejected else schemas.CNA_PUBLISHED
        try:
            CveRecord.validate(container, schema)
        except CveRecordValidationError as error:
            yield from ((path, "error", one.message[:300]) for one in error.errors)


def openvex(paths):
    from pydantic import ValidationError
    from vexipy import Document

    for path in paths:
        try:
            with warnings.catch_warnings(record=True) as said:
                warnings.simplefilter("always")
                document = Document.from_json(Path(path).read_text())
        except ValidationError as error:
            yield from ((path, "error", f"{one['loc']}: {one['msg']}") for one in error.errors())
            continue
        # OpenVEX 0.2.0 takes a justification or an impact statement.
        without = "The use of an impact statement in textual form without a justification"
        for text in (str(one.message) for one in said):
            yield path, "note" if text.startswith(without) else "warning", text
        if not all(statement.products for statement in document.statements):
            yield path, "error", "a statement without products"


@cache
def github_schema():
    from jsonschema import Draft7Validator

    api = read(node_modules() / "@octokit/openapi/generated/api.github.com.json")
    body = api["paths"]["/repos/{owner}/{repo}/security-advisories"]["post"]["requestBody"]
    return Draft7Validator({**body["content"]["application/json"]["schema"], "components": api["components"]})


def github_absent(advisory):
    return "it was withdrawn" if advisory["withdrawn"] else None


def github(paths):
    for path in paths:
        yield from by_schema(github_schema(), path, read(path))


# Feeds.


def atom(paths):
    """A strict reader, and what RFC 4287 asks for beyond it: the W3C's validator is in no registry."""
    import atoma

    name = "{http://www.w3.org/2005/Atom}"
    for path in paths:
        try:
            atoma.parse_atom_file(str(path))
        except Exception as error:
            yield path, "error", f"{type(error).__name__}: {error}"
            continue
        from xml.etree import ElementTree

        feed = ElementTree.parse(path).getroot()
        entries = feed.findall(f"{name}entry")
        ids = [entry.findtext(f"{name}id") for entry in entries]
        if len(set(ids)) < len(ids):
            yield path, "error", "two entries have one id (4.1.1)"
        for part in [feed, *entries]:
            links = [(link.get("rel", "alternate"), link.get("type"), link.get("hreflang")) for link in part.findall(f"{name}link")]
            alternates = [link for link in links if link[0] == "alternate"]
            if len(set(alternates)) < len(alternates):
                yield path, "error", "two alternate links of one type and language (4.1.1)"
            for once in ["id", "title", "updated", "published", "content", "rights", "subtitle", "summary"]:
                if len(part.findall(name + once)) > 1:
                    yield path, "error", f"{once} stands twice (4.1.1)"
            for date in [*part.findall(f"{name}updated"), *part.findall(f"{name}published")]:
                if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", date.text or ""):
                    yield path, "error", f"{date.text!r} is no date (3.3)"
        if not feed.findall(f"{name}author") and not all(entry.findall(f"{name}author") for entry in entries):
            yield path, "error", "nobody wrote it (4.1.1)"
        if "self" not in [link.get("rel") for link in feed.findall(f"{name}link")]:
            yield path, "warning", "a feed should link to itself (4.1.1)"


def atom_entries(path):
    return Path(path).read_text().count("<entry>")


def json_feed(paths):
    """The package knows version 1.0, which 1.1 adds `authors` and `language` to."""
    from jsonfeedvalidator import validate_feed

    for path in paths:
        feed = read(path)
        for part in [feed, *feed.get("items", [])]:
            added = [part.pop("authors", []), part.pop("language", "")]
            if [type(one) for one in added] != [list, str]:
                yield path, "error", "authors or language is of another type"
        yield from ((path, "error", f"{error.json_path}: {error.message[:300]}") for error in validate_feed(feed))


def json_feed_entries(path):
    return len(read(path).get("items", []))


# CVSS: each vector scored again.


def cvss(paths):
    from cvss import CVSS2, CVSS3, CVSS4

    for path in paths:
        advisory = read(path)
        for given in filter(None, [advisory["severity"], *advisory["other_severities"]]):
            vector, number = given["vector"], given["version"]
            if number == "4.0":
                base = "/".join(part for part in vector.split("/") if part.split(":")[0] in CVSS4_BASE)
                right = {"CVSS-B": CVSS4(base).base_score}
                right[given["score_name"]] = CVSS4(vector).base_score
            else:
                scores = (CVSS2 if number == "2.0" else CVSS3)(vector).scores()
                right = dict(zip(["Base", "Temporal", "Environmental"], scores))
            for score in [*given["scores"], {"name": given["score_name"], "score": given["score"]}]:
                if right[score["name"]] != float(score["score"]):
                    yield path, "error", f"{vector}: {score['name']} is {right[score['name']]}, not {score['score']}"


CVSS4_BASE = {"CVSS", "AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA"}


def cvss_absent(advisory):
    return None if advisory["severity"] else "no vector"
