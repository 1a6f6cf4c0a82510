//! Advisories that have to do with each other: an incomplete fix, a regression, a replacement, a rejected CVE ID.

use std::fs;

use advisory::announce;
use serde_json::Value;

use crate::support::scenario::Scenario;
use crate::support::{self, Files, Incident, Policy, Run, preset, program, run};

const NOW: &str = "2026-03-20T10:00:00Z";

fn public() -> Incident {
    Incident::public().event("reported", "2026-03-01T10:00:00Z").event_by("approved", "2026-03-02T10:00:00Z", "ada")
}

/// An advisory with these lines in its front matter, whose fix on 1.16 is a release.
fn document(id: &str, cve: &str, fixed: &str, lines: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = \"Restore writes outside of {id}\"\ncve = [\"{cve}\"]\n{lines}\n[[affected]]\nline = \"1.16\"\nintroduced = \"1.16.0\"\nfixed = \"{fixed}\"\n+++\n\n## Summary\n\nWords.\n\n## Am I affected?\n\nYes.\n\n## Mitigation\n\nNone.\n\n## How to upgrade\n\nInstall it.\n"
    )
}

const BACK: &str = "[[relation]]\nkind = \"completed-by\"\nid = \"LODE-2026-002\"\n";
const RELATED: &str = "[[relation]]\nkind = \"incomplete-fix-of\"\nid = \"CVE-2026-10001\"\n";

/// Two incidents: the fix of the first was incomplete.
fn two(second: &Incident, first_lines: &str, second_lines: &str, fixed: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    Files::new(&support::project("2026-06-30"), &Policy::of_text(&preset("vitess")), &Scenario::team())
        .advisory("quiet-otter", &public(), &document("LODE-2026-001", "CVE-2026-10001", "1.16.2", first_lines))
        .advisory("amber-heron", second, &document("LODE-2026-002", "CVE-2026-10002", fixed, second_lines))
        .write(folder.path());
    folder
}

fn command(folder: &tempfile::TempDir, arguments: &[&str]) -> Run {
    run(program(folder.path()).args(arguments).args(["--now", NOW]))
}

/// What `check` finds of the rules on links.
fn found(folder: &tempfile::TempDir) -> Vec<String> {
    let checked = command(folder, &["check", "--format", "json"]).json();
    let of_links = ["relation-kind", "relation-one-sided", "relation-range", "rejected-cve-used"];
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let findings = checked["findings"].as_array().unwrap().iter();
    let findings = findings.filter(|f| of_links.contains(&f["rule"].as_str().unwrap()));
    findings.map(|f| format!("{}: {}", text(f, "rule"), text(f, "message"))).collect()
}

/// A file of the site; `None` if it is not there.
fn built(folder: &tempfile::TempDir, file: &str) -> Option<String> {
    let out = tempfile::tempdir().unwrap();
    command(folder, &["build", "--out", out.path().join("site").to_str().unwrap()]).ok();
    let name = file.rsplit('/').next().unwrap();
    let files = support::files(&out.path().join("site"));
    let found = files.into_iter().find(|(path, _)| path == file || path.ends_with(&format!("/{name}")));
    found.map(|(_, bytes)| String::from_utf8(bytes).unwrap())
}

#[test]
fn an_incomplete_fix_is_linked_both_ways_in_page_and_formats() {
    let folder = two(&public(), BACK, RELATED, "1.16.3");
    assert_eq!(found(&folder), [""; 0]);
    let first = built(&folder, "LODE-2026-001.html").unwrap();
    let second = built(&folder, "LODE-2026-002.html").unwrap();
    assert!(first.contains("Fixed completely in") && first.contains("href=\"LODE-2026-002.html\""), "{first}");
    assert!(second.contains("The fix was incomplete in") && second.contains("href=\"LODE-2026-001.html\""), "{second}");
    let osv =
        |id: &str| -> Value { serde_json::from_str(&built(&folder, &format!("{id}.osv.json")).unwrap()).unwrap() };
    assert_eq!(osv("LODE-2026-001")["related"], serde_json::json!(["CVE-2026-10002"]));
    assert_eq!(osv("LODE-2026-002")["related"], serde_json::json!(["CVE-2026-10001"]));
    // Where a format has no field for the relation, a reference says it.
    let json = |path: &str| -> Value { serde_json::from_str(&built(&folder, path).unwrap()).unwrap() };
    let words = "The fix was incomplete in LODE-2026-001: ";
    let csaf = json("csaf/white/2026/lode-2026-002.json")["document"]["references"].clone();
    let says = |reference: &&Value, key: &str| reference[key].as_str().unwrap().starts_with(words);
    let of_csaf = csaf.as_array().unwrap().iter().find(|reference| says(reference, "summary")).unwrap();
    assert_eq!(of_csaf["category"], "external");
    let cve = json("LODE-2026-002.cve.json")["references"].clone();
    let of_cve = cve.as_array().unwrap().iter().find(|reference| reference["tags"][0] == "related").unwrap();
    assert!(says(&of_cve, "name"), "{of_cve}");
    for reference in [of_csaf, of_cve] {
        assert!(reference["url"].as_str().unwrap().ends_with("/LODE-2026-001.html"), "{reference}");
    }
    let events = osv("LODE-2026-002")["affected"][0]["ranges"].to_string();
    assert!(
        events.contains("1.16.3") && !events.contains("1.16.2"),
        "the release with the first fix is affected: {events}"
    );
}

#[test]
fn a_link_that_only_one_side_has_is_found_and_so_is_a_range_without_the_fix() {
    let one_sided = two(&public(), "", RELATED, "1.16.3");
    assert_eq!(
        found(&one_sided),
        [
            "relation-one-sided: this advisory is `incomplete-fix-of` CVE-2026-10001, but that one has no relation to this one"
        ]
    );
    let other_kind = BACK.replace("completed-by", "replaced-by");
    assert_eq!(found(&two(&public(), &other_kind, RELATED, "1.16.3")).len(), 2, "each lacks its own inverse");
    let short = two(&public(), BACK, RELATED, "1.16.2");
    assert_eq!(
        found(&short),
        [
            "relation-range: this advisory is `incomplete-fix-of` CVE-2026-10001, but does not list its fix as affected: 1.16.2 on `1.16`"
        ]
    );
    let unknown = two(&public(), BACK, &RELATED.replace("CVE-2026-10001", "CVE-2026-19999"), "1.16.3");
    assert_eq!(found(&unknown).len(), 2, "{:?}", found(&unknown));
    let kind = two(&public(), "", &RELATED.replace("incomplete-fix-of", "same-as"), "1.16.3");
    assert!(found(&kind)[0].starts_with("relation-kind: "), "{:?}", found(&kind));
}

/// The public output with the link is the one without it, until the other advisory is public.
#[test]
fn a_link_to_an_embargoed_incident_is_not_public() {
    let embargoed = Incident::private().event("reported", "2026-03-01T10:00:00Z");
    for named in ["LODE-2026-002", "CVE-2026-10002"] {
        let back = BACK.replace("LODE-2026-002", named);
        let with = two(&embargoed, &back, RELATED, "1.16.3");
        let page = built(&with, "LODE-2026-001.html").unwrap();
        assert!(
            !page.contains("LODE-2026-002") && !page.contains("10002") && !page.contains("Fixed completely"),
            "{page}"
        );
        let osv = built(&with, "LODE-2026-001.osv.json").unwrap();
        assert!(!osv.contains("10002") && !osv.contains("LODE-2026-002"), "{osv}");
        assert_eq!(page, built(&two(&embargoed, "", RELATED, "1.16.3"), "LODE-2026-001.html").unwrap());
    }
}

/// Every place in which an advisory can name another one, apart from a relation.
const NAMING: [&str; 7] = [
    "related = [\"CVE-2026-10002\"]\n",
    "related = [\"LODE-2026-002\"]\n",
    "[[rejected-cve]]\nid = \"CVE-2026-10000\"\nreason = \"Replaced.\"\nreplaced-by = \"CVE-2026-10002\"\n",
    "[[rejected-cve]]\nid = \"CVE-2026-10000\"\nreason = \"It is LODE-2026-002 now.\"\n",
    "[[reference]]\nkind = \"web\"\nurl = \"https://www.cve.org/CVERecord?id=CVE-2026-10002\"\n",
    "[[revision]]\nat = 2026-03-10T09:00:00Z\ntext = \"See also cve-2026-10002\"\n",
    "[[timeline]]\nat = 2026-03-01T09:00:00Z\ntext = \"CVE-2026-10002 was reported\"\n",
];

fn named(checked: &Run) -> Vec<(String, String)> {
    let checked = checked.json();
    let findings = checked["findings"].as_array().unwrap().iter();
    let of_rule = findings.filter(|finding| finding["rule"] == "embargoed-id-named");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    of_rule.map(|finding| (text(&finding["severity"]), text(&finding["file"]))).collect()
}

#[test]
fn an_id_of_an_embargoed_incident_in_a_public_advisory_is_an_error() {
    let embargoed = Incident::private().event("reported", "2026-03-01T10:00:00Z");
    let error = |file: &str| vec![("error".to_owned(), file.to_owned())];
    for lines in NAMING {
        let folder = two(&embargoed, lines, "", "1.16.3");
        let checked = command(&folder, &["check", "--format", "json"]);
        assert_eq!(named(&checked), error("incidents/2026/quiet-otter/advisory.md"), "{lines}");
        assert_ne!(checked.code, 0);
        // A log names the incident that is not public, and not what names it.
        let log = run(program(folder.path()).env("CI", "true").args(["check", "--format", "json", "--now", NOW]));
        assert_eq!(named(&log), error("incidents/2026/amber-heron"), "{lines}");
        // The public output never depends on what is embargoed.
        let without = tempfile::tempdir().unwrap();
        Files::new(&support::project("2026-06-30"), &Policy::of_text(&preset("vitess")), &Scenario::team())
            .advisory("quiet-otter", &public(), &document("LODE-2026-001", "CVE-2026-10001", "1.16.2", lines))
            .write(without.path());
        let pages = [&folder, &without].map(|folder| built(folder, "LODE-2026-001.html"));
        assert_eq!(pages[0], pages[1], "{lines}");
        // Once both are public, it is a link like any other.
        assert_eq!(
            named(&command(&two(&public(), lines, "", "1.16.3"), &["check", "--format", "json"])),
            [],
            "{lines}"
        );
    }
    for id in DISGUISED {
        let text = two(&embargoed, "", "", "1.16.3");
        support::edit(text.path(), "incidents/2026/quiet-otter/advisory.md", "Words.", &format!("Words, see {id}."));
        let checked = command(&text, &["check", "--format", "json"]);
        assert_eq!(named(&checked), error("incidents/2026/quiet-otter/advisory.md"), "{id}");
    }
    for other in ["CVE-2026-1000", "CVE-2026-100021", "CVE-2025-10002", "2026-10002", "2026 and 10002"] {
        let text = two(&embargoed, "", "", "1.16.3");
        support::edit(text.path(), "incidents/2026/quiet-otter/advisory.md", "Words.", &format!("Words, see {other}."));
        assert_eq!(named(&command(&text, &["check", "--format", "json"])), [], "{other}");
    }
    // Neither is public: nothing says so before one of them is about to be.
    let both = tempfile::tempdir().unwrap();
    Files::new(&support::project("2026-06-30"), &Policy::of_text(&preset("vitess")), &Scenario::team())
        .advisory("quiet-otter", &embargoed, &document("LODE-2026-001", "CVE-2026-10001", "1.16.2", NAMING[0]))
        .advisory("amber-heron", &embargoed, &document("LODE-2026-002", "CVE-2026-10002", "1.16.3", ""))
        .write(both.path());
    assert_eq!(named(&command(&both, &["check", "--format", "json"])), []);
}

/// One id, as text can spell it.
const DISGUISED: &[&str] = &[
    "CVE-2026-10002",
    "cve-2026-10002",
    "CVE–2026–10002",
    "CVE\u{2011}2026\u{2011}10002",
    "CVE-2026-１０００２",
    "CVE-2026-10\u{200b}002",
    "CVE-2026-10\u{ad}002",
    "CVE-2026-10&shy;002",
    "CVE&#45;2026&#x2d;10002",
    "CVE-2026-&#49;0002",
    "CVE-2026-**10002**",
    "CVE-2026-10**002**",
    "C<b>V</b>E-2026-10002",
    "СVE-2026-10002",
    "CVE 2026 10002",
    "CVE-2026-\n10002",
    "`CVE-2026`-10002",
    "<https://cve.example/CVE-2026-10002>",
    "[it](https://cve.example/?id=CVE%2D2026-10002)",
];

const REJECTED: &str = "[[rejected-cve]]\nid = \"CVE-2026-10000\"\nreason = \"Replaced by CVE-2026-10001.\"\nreplaced-by = \"CVE-2026-10001\"\n";

#[test]
fn a_rejected_cve_id_has_its_container_and_stays_a_marked_alias() {
    let folder = two(&public(), &format!("{REJECTED}{BACK}"), RELATED, "1.16.3");
    let out = tempfile::tempdir().unwrap();
    let said = command(&folder, &["cve", "quiet-otter", "--out", out.path().join("cna").to_str().unwrap()]);
    let said = said.all();
    assert!(said.contains("cve reject CVE-2026-10000 -f") && said.contains("cve publish CVE-2026-10001 -f"), "{said}");
    let container = fs::read_to_string(out.path().join("cna/quiet-otter.CVE-2026-10000.cna.json")).unwrap();
    let container: Value = serde_json::from_str(&container).unwrap();
    assert_eq!(container["replacedBy"], serde_json::json!(["CVE-2026-10001"]));
    assert_eq!(container["rejectedReasons"][0]["value"], "Replaced by CVE-2026-10001.");
    let page = built(&folder, "LODE-2026-001.html").unwrap();
    assert!(page.contains("Rejected") && page.contains("CVE-2026-10000"), "{page}");
    let osv: Value = serde_json::from_str(&built(&folder, "LODE-2026-001.osv.json").unwrap()).unwrap();
    assert!(osv["aliases"].as_array().unwrap().contains(&"CVE-2026-10000".into()), "{osv}");
    assert_eq!(osv["database_specific"]["rejected_cve"], serde_json::json!(["CVE-2026-10000"]));
    // Who still names it is told.
    let stale = two(&public(), &format!("{REJECTED}{BACK}"), &RELATED.replace("10001", "10000"), "1.16.3");
    assert!(found(&stale).iter().any(|f| f == "rejected-cve-used: CVE-2026-10000 was rejected"), "{:?}", found(&stale));
}

#[test]
fn everybody_who_was_told_of_a_withdrawn_advisory_gets_a_draft_in_the_same_thread() {
    let announced = || {
        Scenario::vitess()
            .public()
            .front("id = \"LODE-2026-001\"\nwithdrawn = \"It is a duplicate.\"")
            .event("approved", "2026-03-04T10:00:00Z", "by = \"ada\"")
            .event("released", "2026-03-05T10:00:00Z", "by = \"ada\"")
            .event("announced", "2026-03-05T11:00:00Z", "by = \"ada\"")
    };
    let due = |case: &Scenario| {
        let drafts = case.at(NOW, |case| announce::due(case).0);
        drafts.into_iter().filter(|draft| draft.path.contains("withdrawn")).collect::<Vec<_>>()
    };
    assert!(due(&announced()).is_empty());
    let withdrawn = || announced().event("withdrawn", "2026-03-10T10:00:00Z", "by = \"ada\"");
    let drafts = due(&withdrawn());
    let [draft] = drafts.as_slice() else { panic!("{drafts:#?}") };
    let text = String::from_utf8(draft.bytes.clone()).unwrap();
    assert_eq!(draft.path, "quiet-otter/announce.announce.withdrawn.eml");
    for part in
        ["LODE-2026-001 is withdrawn", "It is a duplicate.", "In-Reply-To: <", "Fri, 20 Mar 2026 10:00:00 +0000"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let told = "by = \"ada\"\ndraft = \"announce\"\nchannel = \"announce\"\nmessage-id = \"<1@lodestore.example>\"";
    assert!(due(&withdrawn().event("sent", "2026-03-10T12:00:00Z", told)).is_empty());
}
