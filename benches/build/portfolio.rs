//! Portfolios of any size: a preset, and incidents that all became public.

use advisory::plan::Plan;
use advisory::policy::presets;

/// The files of a portfolio with `size` published advisories, the same ones each time.
pub(crate) fn files(size: usize) -> Plan {
    let mut files = Plan::new();
    for (path, bytes) in preset() {
        files.add(path, bytes);
    }
    for number in 0..size {
        let folder = format!("incidents/{}/{}", year(number), handle(number));
        files.add(format!("{folder}/incident.toml"), incident(number));
        files.add(format!("{folder}/advisory.md"), document(number));
        files.add(format!("{folder}/notes/triage.md"), format!("# Triage of {}\n\nIt is real.\n", handle(number)));
    }
    files
}

/// The preset with a private list: the one that asks the most.
fn preset() -> Vec<(String, Vec<u8>)> {
    let presets = presets::names().into_iter().filter_map(|name| presets::files(&name));
    presets.into_iter().find(|files| files.iter().any(|(path, _)| path == "distributors.toml")).unwrap()
}

fn year(number: usize) -> usize {
    2016 + number % 10
}

fn month(number: usize) -> usize {
    1 + number / 10 % 12
}

fn handle(number: usize) -> String {
    const COLOURS: [&str; 7] = ["amber", "brisk", "calm", "dusty", "early", "faint", "green"];
    const BIRDS: [&str; 5] = ["crane", "finch", "heron", "otter", "wren"];
    let pick = |words: &[&'static str]| words[number % words.len()];
    format!("{}-{}-{number}", pick(&COLOURS), pick(&BIRDS))
}

/// An instant in the incident's month.
fn at(number: usize, day: usize) -> String {
    format!("{}-{:02}-{day:02}T{:02}:30:00Z", year(number), month(number), number % 24)
}

fn incident(number: usize) -> String {
    let events: String = [
        ("reported", 1, "ada"),
        ("acknowledged", 1, "ada"),
        ("lead-named", 1, "ada"),
        ("team-named", 1, "ada"),
        ("repo-access", 1, "ada"),
        ("accepted", 2, "ben"),
        ("scored", 2, "ada"),
        ("fix-ready", 4, "ben"),
        ("notice-published", 5, "ada"),
        ("cve-requested", 6, "ada"),
        ("approved", 7, "ben"),
        ("released", 8, "ben"),
        ("announced", 8, "ada"),
        ("retrospective", 9, "ada"),
        ("closed", 10, "ada"),
    ]
    .iter()
    .map(|(event, day, by)| format!("\n[[event]]\nat = {}\nevent = \"{event}\"\nby = \"{by}\"\n", at(number, *day)))
    .collect();
    format!(
        r#"[report]
summary = "Component {number} trusts a length that a client sends"
disclosure = "private"
reporter = {{ name = "Jun Example", email = "jun@example.org", consent = true }}
answers = {{ location = "component {number}", impact = "a crash", reproduction = "send a long name" }}

[scope]
lines = ["main", "1.0"]
components = ["block"]
impact = ["remote", "denial-of-service"]

[roles]
fix-lead = "ada"
fix-team = ["ada", "ben"]

[fix]
thread = "https://lists.example.org/security/{number}"
repository = "https://git.example.org/security/{number}"
pull-requests = ["https://git.example.org/example/example/pull/{number}"]
commits = [
    {{ id = "a{number:09x}", line = "main", author = "ben", approved-by = ["ada"] }},
    {{ id = "b{number:09x}", line = "1.0", author = "ben", approved-by = ["ada"] }},
]
releases = {{ "1.0" = "1.0.{fixed}" }}

[notice]
release-estimate = {end}
mitigations = "Close port {number} to the outside."
mitigations-approved-by = "ben"

[embargo]
until = {end}
agreed-by = ["Jun Example"]

[[decision]]
step = "distributors"
take = false
at = {decided}
by = ["ada"]
reason = "A restart clears it."
{events}"#,
        fixed = number + 1,
        end = at(number, 8),
        decided = at(number, 5),
    )
}

fn document(number: usize) -> String {
    const VECTORS: [&str; 4] = [
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H",
        "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:L/I:L/A:N",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H",
        "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N",
    ];
    let paragraphs: String = (0..3 + number % 6)
        .map(|part| {
            format!(
                "Part {part}: the length in a request to component {number} is *trusted* before it is checked, so a client \
                 that says `len=4294967295` makes the server read past its buffer. It then either ends with a fault or answers \
                 with what [lay behind](https://example.org/memory) it. Both were seen on a server with default settings, \
                 and neither needs an account.\n\n"
            )
        })
        .collect();
    format!(
        r#"+++
id = "EXAMPLE-{year}-{sequence:03}"
title = "Component {number} reads past its buffer"
cve = ["CVE-{year}-{cve}"]
cwe = ["CWE-125"]

[[cvss]]
vector = "{vector}"

[[affected]]
line = "1.0"
introduced = "1.0.0"
fixed = "1.0.{fixed}"

[[credit]]
name = "Jun Example"
role = "finder"

[[reference]]
kind = "fix"
url = "https://git.example.org/example/example/pull/{number}"
title = "Check the length first"

[[timeline]]
at = {reported}
text = "Jun Example reports a crash."

[[revision]]
at = {published}
text = "First publication."
+++

## Summary

{paragraphs}## Am I affected?

You are if a server older than 1.0.{fixed} listens on port {number}:

```console
$ example --version
example 1.0.{number}
```

| Version | Affected |
|---|---|
| 1.0.{number} and older | yes |
| 1.0.{fixed} | no |

## Mitigation

1. Close port {number} to the outside.
2. Restart the server after a crash; nothing on disk is lost.

## How to upgrade

Install 1.0.{fixed} and restart each server. No setting changes.
"#,
        year = year(number),
        sequence = number / 10 + 1,
        cve = 100_000 + number,
        vector = VECTORS[number % VECTORS.len()],
        fixed = number + 1,
        reported = at(number, 1),
        published = at(number, 8),
    )
}
