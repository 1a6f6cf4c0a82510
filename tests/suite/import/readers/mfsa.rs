//! Mozilla's advisories.

use advisory::import::{Fate, Format};
use advisory::version::Order;

use super::{one, ranges};

pub(super) const YAML: &str = r#"## mfsa2026-91.yml
announced: March 9th, 2026
impact: critical
fixed_in:
- Lodefox 122
- Lodefox ESR 115.7
- Lodebird 115.7
- Lodebird 122
- Lodefox VPN 1.2 (Linux)
title: Vulnerabilities fixed in Lodefox 122
description: |
  *In general* they need scripts.
feed: false
advisories:
  CVE-2026-90001:
    title: Scripts on top sites
    impact: critical
    reporter: Noor
    description: |
      A script uses `window.open`.
    bugs:
      - url: 1855575
      - url: https://bugs.example/2, 1855576
        desc: Two more
  MFSA-RESERVE-1:
    title: Memory
    impact: high
    reporter: Ada
"#;

pub(super) const MARKDOWN: &str = r#"---
announced: Feb 4, 2014
fixed_in:
- Lodefox 27
impact: High
reporter: Brian, Ada
title: Ticket handling
vulnerable:
- Lodefox 1.5
---

<h3>Description</h3>

<!-- not said -->
<p>Noor <strong>reported</strong> 2 &lt; 3 issues in
List<Element>. <u>Now</u></p>
<ul>
  <li><a href="https://bugs.example/?a=1&amp;b=2">
   A bug</a> (<a href="https://cve.example/CVE-2026-90001">CVE-2026-90001</a>)</li>
</ul>
<pre>
if (a &lt; b)
  c</pre>
"#;

#[test]
fn each_field_of_yaml_has_its_place() {
    let record = one(Format::Mfsa, "announce/2026/mfsa2026-91.yml", YAML).unwrap();
    assert_eq!((record.id.as_str(), record.title.as_str()), ("MFSA-2026-91", "Vulnerabilities fixed in Lodefox 122"));
    assert_eq!(record.published.unwrap().date().to_string(), "2026-03-09");
    assert_eq!(
        (record.severity.as_deref(), record.aliases.as_slice()),
        (Some("critical"), &["CVE-2026-90001".to_owned()][..])
    );
    assert_eq!(
        record.details,
        "*In general* they need scripts.\n\n## CVE-2026-90001: Scripts on top sites\n\nReporter: Noor\n\nImpact: critical\n\nA script uses `window.open`.\n\n## MFSA-RESERVE-1: Memory\n\nReporter: Ada\n\nImpact: high"
    );
    // Which of two fixed versions a version of Lodebird needs is not known.
    assert_eq!(ranges(&record), ["Lodefox: - 122 -", "Lodefox ESR: - 115.7 -"]);
    assert!(record.affected.iter().all(|range| range.order == Some(Order::Numeric)));
    let links: Vec<_> = record.references.iter().map(|r| (r.url.as_str(), r.title.as_deref())).collect();
    let bug = "https://bugzilla.mozilla.org/show_bug.cgi?id=";
    assert_eq!(
        links,
        [
            (format!("{bug}1855575").as_str(), None),
            ("https://bugs.example/2", Some("Two more")),
            (format!("{bug}1855576").as_str(), Some("Two more")),
        ]
    );
    let mut notes: Vec<_> = record.notes.iter().map(|note| (note.fate, note.field.as_str())).collect();
    notes.sort();
    assert_eq!(
        notes,
        [
            (Fate::Lost, "fixed_in[2]"),
            (Fate::Lost, "fixed_in[3]"),
            (Fate::Lost, "fixed_in[4]"),
            (Fate::Guessed, "fixed_in[0]"),
            (Fate::Guessed, "fixed_in[1]"),
            (Fate::NoPlace, "advisories.MFSA-RESERVE-1"),
            (Fate::NoPlace, "feed"),
        ]
    );
}

#[test]
fn html_becomes_markdown_and_nothing_of_it_is_lost() {
    let record = one(Format::Mfsa, "mfsa2014-12.md", MARKDOWN).unwrap();
    assert_eq!(record.id, "MFSA-2014-12");
    assert_eq!(
        record.details,
        "## Description\n\nNoor **reported** 2 \\< 3 issues in List\\<Element>. Now\n\n- [A bug](<https://bugs.example/?a=1&b=2>) ([CVE-2026-90001](<https://cve.example/CVE-2026-90001>))\n\n    if (a < b)\n      c"
    );
    assert_eq!(record.aliases, ["CVE-2026-90001"]);
    assert_eq!(record.credits[0].name, "Brian, Ada");
    let said: Vec<_> = record.notes.iter().map(|note| (note.fate, note.field.as_str(), note.reason.as_str())).collect();
    assert!(said.iter().any(|(fate, field, _)| (*fate, *field) == (Fate::Lost, "vulnerable[0]")), "{said:?}");
    assert!(said.iter().any(|(.., reason)| reason.contains("left out: `u`")), "{said:?}");
}

#[test]
fn a_file_without_an_id_in_its_name_and_another_format_are_refused() {
    for name in ["a.yml", "mfsa-2026-91.yml", "mfsa26-1.yml", "mfsa2026-x.yml"] {
        assert!(one(Format::Mfsa, name, YAML).is_err(), "{name}");
    }
    assert!(one(Format::Osv, "a.yml", YAML).unwrap_err().help.contains("`mfsa`"));
    assert!(one(Format::Mfsa, "mfsa2026-1.md", "# A readme\n").is_err());
}
