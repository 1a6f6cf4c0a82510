//! What the command makes of records, beyond what its folders in `tests/cli` show.

use super::desk::PrivateRepository;
use crate::support;

/// An OSV record with these fields after its id.
fn osv(id: &str, fields: &str) -> String {
    format!(r#"{{ "id": "{id}", "summary": "A title", "details": "Words.", {fields} "affected": [] }}"#)
}

/// A desk with records in a folder beside it.
fn with(records: &[(&str, String)]) -> (PrivateRepository, std::path::PathBuf) {
    let desk = PrivateRepository::new("LODE");
    let folder = desk.path("records");
    records.iter().for_each(|(name, text)| support::write(&folder, name, text));
    (desk, folder)
}

#[test]
fn ids_are_given_in_the_order_of_publication_and_own_ones_are_kept() {
    let at = |year: u32, month: u32| format!(r#""published": "{year}-{month:02}-01T00:00:00Z","#);
    let (desk, folder) = with(&[
        ("a.json", osv("GHSA-later", &at(2024, 9))),
        ("b.json", osv("GHSA-earlier", &at(2024, 2))),
        ("c.json", osv("LODE-2024-007", &at(2024, 5))),
        ("d.json", osv("CVE-2023-1234", "")),
    ]);
    let report = desk.import("osv", &folder);
    let named: Vec<_> = report["records"].as_array().unwrap().iter().map(|r| r["as"].as_str().unwrap()).collect();
    assert_eq!(named, ["LODE-2024-009", "LODE-2024-008", "LODE-2024-007", "LODE-2023-001"]);
    desk.build();
    let advisory = desk.read("incidents/2023/cve-2023-1234/advisory.md");
    assert!(advisory.contains("cve = [\"CVE-2023-1234\"]") && !advisory.contains("aliases"), "{advisory}");
    // More of them later: the series goes on.
    support::write(&folder, "e.json", osv("GHSA-latest", &at(2024, 12)));
    let report = desk.import("osv", &folder);
    assert_eq!(report["summary"]["here"], 4);
    assert_eq!(report["records"][4]["as"], "LODE-2024-010");
}

#[test]
fn an_id_in_a_file_that_can_not_be_read_is_taken() {
    let (desk, folder) = with(&[("a.json", osv("GHSA-new", r#""published": "2026-02-01T00:00:00Z","#))]);
    desk.write("incidents/2026/broken/incident.toml", "schema = \n");
    desk.write("incidents/2026/broken/advisory.md", "+++\nid = \"LODE-2026-004\"\noops = = \n");
    assert_eq!(desk.import("osv", &folder)["records"][0]["as"], "LODE-2026-005");
}

#[test]
fn what_lies_ahead_is_no_date() {
    let ahead = r#""published": "2031-01-01T00:00:00Z", "modified": "2032-01-01T00:00:00Z", "withdrawn": "2033-01-01T00:00:00Z","#;
    let (desk, folder) = with(&[("a.json", osv("GHSA-ahead", ahead))]);
    let report = desk.import("osv", &folder);
    assert_eq!(report["summary"]["new"], 1, "{report}");
    desk.build();
    for (file, bytes) in support::files(&desk.site()).iter().chain(&support::files(&desk.repo().join("incidents"))) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!["2031", "2032", "2033"].iter().any(|year| text.contains(year)), "{file}: {text}");
    }
}

#[test]
fn a_file_that_would_be_replaced_is_left_alone() {
    let (desk, folder) = with(&[("a.json", osv("GHSA-new", "")), ("b.json", osv("GHSA-other", ""))]);
    desk.write("incidents/2026/ghsa-new/advisory.md", "mine");
    let report = desk.import("osv", &folder);
    assert_eq!(report["records"][0]["outcome"], "refused", "{report}");
    assert_eq!(report["records"][1]["outcome"], "new", "{report}");
    assert_eq!(desk.read("incidents/2026/ghsa-new/advisory.md"), "mine");
}

/// The advisory is written before the approval, so what a kill leaves is an advisory alone.
#[test]
fn an_import_that_was_cut_short_is_finished_by_the_next_one() {
    let (desk, folder) = with(&[("a.json", osv("GHSA-one", "")), ("b.json", osv("GHSA-two", ""))]);
    desk.import("osv", &folder);
    let whole = support::files(&desk.repo());
    for name in ["ghsa-one", "ghsa-two"] {
        std::fs::remove_file(desk.repo().join(format!("incidents/2026/{name}/incident.toml"))).unwrap();
    }
    std::fs::remove_file(desk.repo().join("incidents/2026/ghsa-two/advisory.md")).unwrap();
    assert_eq!(desk.import("osv", &folder)["summary"]["new"], 2);
    assert!(support::files(&desk.repo()) == whole, "the same files as without the kill");
}

/// An advisory in Markdown is named by its format, whichever format was asked for.
#[test]
fn a_file_of_another_format_in_markdown_names_that_format() {
    let rustsec = "```toml\n[advisory]\nid = \"RUSTSEC-2026-0001\"\npackage = \"lode\"\n```\n\n# A title\n";
    let hsec = "```toml\n[advisory]\nid = \"HSEC-2026-0001\"\n```\n\n# A title\n";
    let mfsa = "---\nannounced: March 2, 2026\n---\n\nText.\n";
    let (desk, folder) = with(&[("r.md", rustsec.to_owned()), ("h.md", hsec.to_owned()), ("m.md", mfsa.to_owned())]);
    for format in ["osv", "ghsa", "cve", "csaf", "go", "ossa", "mfsa"] {
        for (file, word) in [("r.md", "rustsec"), ("h.md", "hsec"), ("m.md", "mfsa")] {
            if word == format {
                continue;
            }
            let record = desk.import(format, &folder.join(file))["records"][0].clone();
            assert!(record["message"].as_str().unwrap().starts_with("this is another format: "), "{format}: {record}");
            assert_eq!(record["help"], format!("import it as `{word}`"), "{format}: {record}");
        }
    }
}

/// The output names the packages that the import adds to advisory.toml. A second import adds none.
#[test]
fn packages_that_advisory_toml_gets_are_named() {
    let record = r#"{ "id": "GHSA-2222-2222-2222", "summary": "A title", "details": "Words.", "affected": [{ "package":
        { "ecosystem": "npm", "name": "lode-viewer" }, "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "0" }] }] }] }"#;
    let (desk, folder) = with(&[("a.json", record.to_owned())]);
    let folder = folder.to_str().unwrap();
    let said = desk.ok(&["import", "osv", folder, "--by", "ada", "--dry-run"]);
    assert!(
        said.contains("advisory.toml: 1 package would be added with `foreign = true`: `lode-viewer` (npm)\n"),
        "{said}"
    );
    let json = desk.ok(&["--format", "json", "import", "osv", folder, "--by", "ada", "--dry-run"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["packages"], serde_json::json!([{ "name": "lode-viewer", "ecosystem": "npm" }]));
    let said = desk.ok(&["import", "osv", folder, "--by", "ada"]);
    assert!(said.contains("advisory.toml: 1 package added with `foreign = true`: `lode-viewer` (npm)\n"), "{said}");
    assert!(desk.read("advisory.toml").contains("name = \"lode-viewer\""));
    let said = desk.ok(&["import", "osv", folder, "--by", "ada"]);
    assert!(!said.contains("advisory.toml"), "{said}");
}

/// A package is an ecosystem and a name: both may be in one advisory, and each range names its own.
#[test]
fn records_are_refused_before_advisory_toml_has_more_packages_than_it_can() {
    let desk = PrivateRepository::new("LODE");
    let listed: String =
        (0..9_998).map(|n| format!("[[package]]\necosystem = \"npm\"\nname = \"p{n}\"\nforeign = true\n")).collect();
    let project = desk.read("advisory.toml");
    support::write(&desk.repo(), "advisory.toml", format!("{project}\n{listed}"));
    let room = 10_000 - project.matches("[[package]]").count() - 9_998;
    let folder = desk.path("records");
    for n in 0..=room {
        support::write(&folder, &format!("{n}.json"), two_ranges(&format!("GHSA-{n}"), "PyPI", "1.2.21.7"));
    }
    let names: Vec<String> = (0..=room).map(|n| format!("q{n}")).collect();
    for (n, name) in names.iter().enumerate() {
        let file = folder.join(format!("{n}.json"));
        let mut record: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        record["affected"][0]["package"]["name"] = name.as_str().into();
        std::fs::write(&file, record.to_string()).unwrap();
    }
    let report = desk.import("osv", &folder);
    assert_eq!((&report["summary"]["new"], &report["summary"]["refused"]), (&room.into(), &1.into()), "{report:#}");
    assert!(report.to_string().contains("advisory.toml has room for 10000 packages"), "{report:#}");
    desk.build();
}

#[test]
fn packages_of_two_ecosystems_may_have_one_name() {
    let package = |ecosystem: &str, fixed: &str| {
        format!(
            r#"{{ "package": {{ "ecosystem": "{ecosystem}", "name": "lode" }}, "ranges": [{{ "type": "ECOSYSTEM", "events": [{{ "introduced": "0" }}, {{ "fixed": "{fixed}" }}] }}] }}"#
        )
    };
    let record = |id: &str, packages: &str| {
        format!(r#"{{ "id": "{id}", "summary": "A title", "details": "Words.", "affected": [{packages}] }}"#)
    };
    let both = [package("npm", "1.2.3"), package("PyPI", "2.0rc1")].join(", ");
    let (desk, folder) = with(&[
        ("GHSA-a.json", record("GHSA-2222-2222-2222", &package("PyPI", "1.2.3"))),
        ("GHSA-b.json", record("GHSA-2222-2222-2223", &both)),
    ]);
    assert_eq!(desk.import("osv", &folder)["summary"]["new"], 2);
    support::write(&folder, "c.json", record("GHSA-2222-2222-2224", &package("npm", "1.0.0")));
    assert_eq!(desk.import("osv", &folder)["records"][2]["outcome"], "new");
    let project = desk.read("advisory.toml");
    let added = "\n[[package]]\necosystem = \"PyPI\"\nname = \"lode\"\nforeign = true\n\n[[package]]\necosystem = \"npm\"\nname = \"lode\"\nforeign = true\n";
    assert!(project.ends_with(added), "{project}");
    desk.build();
    let osv: serde_json::Value =
        serde_json::from_slice(&std::fs::read(desk.site().join("LODE-2026-002.osv.json")).unwrap()).unwrap();
    let said = |n: usize| {
        let of = &osv["affected"][n];
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        (text(&of["package"]["ecosystem"]), text(&of["package"]["purl"]), text(&of["ranges"][0]["events"][1]["fixed"]))
    };
    let is = |ecosystem: &str, purl: &str, fixed: &str| (ecosystem.to_owned(), purl.to_owned(), fixed.to_owned());
    assert_eq!(
        [said(0), said(1)],
        [is("PyPI", "pkg:pypi/lode", "2.0rc1"), is("npm", "pkg:npm/lode", "1.2.3")],
        "{osv:#}"
    );
}

#[test]
fn a_package_with_its_own_numbers_is_read_in_those_of_the_project() {
    let affected = r#""affected": [{ "package": { "ecosystem": "Go", "name": "example.org/example" }, "ranges": [{ "type": "SEMVER",
        "events": [{ "introduced": "0" }, { "fixed": "0.19.8" }, { "introduced": "0.20.0-rc1" }, { "fixed": "0.20.4" }] }] }]"#;
    let (desk, folder) = with(&[(
        "a.json",
        format!(r#"{{ "id": "GO-2024-1", "summary": "A title", "details": "Words.", {affected} }}"#),
    )]);
    let project = desk.read("advisory.toml");
    desk.write("advisory.toml", &project.replacen("[[line]]", "versions = \"0.{major}.{patch}\"\n\n[[line]]", 1));
    desk.import("osv", &folder);
    let advisory = desk.read("incidents/2024/go-2024-1/advisory.md");
    for version in ["fixed = \"19.0.8\"", "introduced = \"20.0.0-rc1\"", "fixed = \"20.0.4\""] {
        assert!(advisory.contains(version), "{version} in {advisory}");
    }
    desk.build();
    let osv: serde_json::Value =
        serde_json::from_slice(&std::fs::read(desk.site().join("LODE-2024-001.osv.json")).unwrap()).unwrap();
    assert_eq!(
        osv["affected"][0]["ranges"],
        serde_json::json!([
            { "type": "SEMVER", "events": [{ "introduced": "0" }, { "fixed": "0.19.8" }] },
            { "type": "SEMVER", "events": [{ "introduced": "0.20.0-rc1" }, { "fixed": "0.20.4" }] },
        ])
    );
}

#[test]
fn what_somebody_wrote_reaches_the_page_as_text() {
    let hostile = r#"{ "id": "GHSA-x", "summary": "<script>alert(1)</script>\u001b[31m\u202e", "details": "<img src=x onerror=alert(2)>\u0000\n\n[a](javascript:alert(3))\n\n+++\nid = \"LODE-2026-999\"\n+++\n",
        "references": [{ "type": "WEB", "url": "javascript:alert(4)" }], "credits": [{ "name": "\"]\nid = 1\n[[event]]" }], "affected": [] }"#;
    let (desk, folder) = with(&[("a.json", hostile.to_owned())]);
    let report = desk.import("osv", &folder);
    assert_eq!(report["summary"]["new"], 1, "{report}");
    desk.ok(&["build", "--out", desk.path("out").to_str().unwrap()]);
    let page = std::fs::read_to_string(desk.site().join("LODE-2026-001.html")).unwrap();
    for live in ["<script>alert", "<img", "href=\"javascript", "\u{1b}"] {
        assert!(!page.contains(live), "{live} in {page}");
    }
    assert!(page.contains("&lt;script&gt;alert(1)"), "{page}");
}

/// Some ranges of a package without the others would call affected versions safe.
#[test]
fn a_record_with_a_version_that_nobody_can_order_is_refused_whole() {
    for (ecosystem, bound, reason) in [
        ("RubyGems", "5.2.4_3", "`5.2.4_3` is not a version in the order `rubygems`"),
        ("ConanCenter", "5.2.4-3", "`5.2.4-3` can't be ordered"),
        ("npm", "5.2.4.3", "`5.2.4.3` is not a version in the order `semver`"),
    ] {
        let (desk, folder) = with(&[("a.json", two_ranges("GHSA-x", ecosystem, bound))]);
        let report = desk.import("osv", &folder);
        assert_eq!(report["summary"]["refused"], 1, "{report}");
        assert!(report["records"][0]["message"].as_str().unwrap().contains(reason), "{report}");
        assert!(!desk.read("advisory.toml").contains("rails"));
    }
}

/// Tools disagree about the order of revisions.
#[test]
fn versions_of_bitnami_are_ordered_unless_they_have_a_revision() {
    for (fixed, refused) in [("5.2.4", 0), ("5.2.4-3", 1)] {
        let (desk, folder) = with(&[("a.json", two_ranges("GHSA-x", "Bitnami", fixed))]);
        let report = desk.import("osv", &folder);
        assert_eq!(report["summary"]["refused"], refused, "{report}");
    }
}

/// Returns an OSV record with two ranges of a package, the first of which ends with a version.
fn two_ranges(id: &str, ecosystem: &str, fixed: &str) -> String {
    let name = if ecosystem == "Maven" { "org.example:rails" } else { "rails" };
    format!(
        r#"{{ "id": "{id}", "summary": "A title", "details": "Words.", "published": "2024-01-01T00:00:00Z",
        "affected": [{{ "package": {{ "ecosystem": "{ecosystem}", "name": "{name}" }},
        "ranges": [{{ "type": "ECOSYSTEM", "events": [{{ "introduced": "0" }}, {{ "fixed": "{fixed}" }}] }},
            {{ "type": "ECOSYSTEM", "events": [{{ "introduced": "6.0.0" }}, {{ "fixed": "6.0.4" }}] }}] }}] }}"#
    )
}

/// Orders that are not that of Semantic Versioning: the bounds are kept as they are written.
#[test]
fn versions_are_read_and_ordered_as_their_ecosystem_does() {
    for (ecosystem, fixed) in [
        ("RubyGems", "5.2.4.3"),
        ("PyPI", "5.2rc1"),
        ("PyPI", "1.2.21.7"),
        ("Debian:12", "5.2.4-3+deb12u1"),
        ("Ubuntu:22.04:LTS", "2.35-0ubuntu3.1"),
        ("Alpine:v3.18", "5.2.4-r10"),
        ("openSUSE:Leap 15.5", "1.2.3-150500.3.10.1"),
        ("Hackage", "5.2.0.1"),
        ("CRAN", "0.1-2"),
        ("Maven", "1.0-sp1"),
    ] {
        let (desk, folder) = with(&[("a.json", two_ranges("GHSA-x", ecosystem, fixed))]);
        let report = desk.import("osv", &folder);
        assert_eq!(report["summary"]["new"], 1, "{report}");
        let page = desk.read("incidents/2024/ghsa-x/advisory.md");
        assert!(page.contains(&format!("fixed = \"{fixed}\"")) && page.contains("fixed = \"6.0.4\""), "{page}");
        desk.ok(&["build", "--out", desk.path("out").to_str().unwrap()]);
        let osv = std::fs::read(desk.site().join("LODE-2024-001.osv.json")).unwrap();
        let osv: serde_json::Value = serde_json::from_slice(&osv).unwrap();
        let events = &osv["affected"][0]["ranges"];
        assert_eq!(events[0]["type"], "ECOSYSTEM");
        assert_eq!(events[0]["events"][1]["fixed"], fixed, "{osv}");
    }
}

#[test]
fn ids_are_compared_as_they_are_written() {
    let (desk, folder) =
        with(&[("a.json", osv("FOO-1 ", "")), ("b.json", osv("FOO\u{200b}-2", "")), ("c.json", osv("FOO  3", ""))]);
    assert_eq!(desk.import("osv", &folder)["summary"]["new"], 3);
    assert_eq!(desk.import("osv", &folder)["summary"]["here"], 3);
    // One's own incident is found under a CVE ID with white space behind it, hidden characters in it, or in small letters.
    desk.ok(&["new", "--summary", "Words", "--line", "1.0", "--handle", "quiet-otter"]);
    let advisory = desk.read("incidents/2026/quiet-otter/advisory.md");
    desk.write(
        "incidents/2026/quiet-otter/advisory.md",
        &advisory.replacen("+++\n", "+++\ncve = [\"CVE-2026-4444\"]\n", 1),
    );
    for alias in ["CVE-2026-4444", "CVE-2026-4444 ", "CVE-2026-4444\u{200b}", "cve-2026-4444"] {
        support::write(&folder, "d.json", osv("OSV-1", &format!(r#""aliases": ["{alias}"],"#)));
        assert_eq!(desk.import("osv", &folder)["summary"]["ours"], 1, "{alias:?}");
    }
}

#[test]
fn of_two_records_with_one_id_the_newer_is_taken_wherever_it_stands() {
    let record = |title: &str, modified: &str| {
        format!(
            r#"{{ "id": "GHSA-one", "summary": "{title}", "details": "Words.", "modified": "{modified}", "affected": [] }}"#
        )
    };
    let (old, new) = (record("Before", "2024-01-01T00:00:00Z"), record("After", "2025-01-01T00:00:00Z"));
    for (a, b) in [(&old, &new), (&new, &old)] {
        let (desk, folder) = with(&[("a.json", a.clone()), ("b.json", b.clone())]);
        let report = desk.import("osv", &folder);
        assert_eq!((&report["summary"]["new"], &report["summary"]["refused"]), (&1.into(), &1.into()), "{report}");
        assert!(desk.read("incidents/2025/ghsa-one/advisory.md").contains("title = \"After\""));
    }
    // The same one twice is one.
    let (desk, folder) = with(&[("a.json", old.clone()), ("b.json", old.clone())]);
    let report = desk.import("osv", &folder);
    assert_eq!((&report["summary"]["new"], &report["summary"]["here"]), (&1.into(), &1.into()), "{report}");
}

#[test]
fn what_is_left_out_is_noted() {
    let long = "x".repeat(1200);
    let record = format!(
        r#"{{ "id": "GHSA-x", "summary": "{long}", "details": "Words.", "published": "2024-05-01T00:00:00Z", "modified": "2023-01-01T00:00:00Z",
        "credits": [{{ "name": "Rae\u001b[31m Ito" }}], "affected": [{{ "package": {{ "ecosystem": "npm", "name": "lo\u202ede" }}, "ranges": [{{ "type": "SEMVER", "events": [{{ "introduced": "0" }}] }}] }}],
        "database_specific": {{ "timeline": [{{ "at": "2031-01-01T00:00:00Z", "text": "Later" }}], "revisions": [{{ "at": "2020-01-01T00:00:00Z", "text": "Early" }}] }} }}"#
    );
    let (desk, folder) = with(&[("a.json", record)]);
    let report = desk.import("osv", &folder);
    assert_eq!(report["summary"]["new"], 1, "{report}");
    let said = report["records"][0]["notes"].to_string();
    for words in [
        "it was cut to 1000 characters",
        "it is before the publication, so it is taken as unknown",
        "an entry is before the publication",
        "an entry is in the future",
        "a name was changed to one line",
        "the package's name was changed to one line",
    ] {
        assert!(said.contains(words), "{words} in {said}");
    }
    desk.build();
}

#[test]
fn files_that_are_passed_over_are_named() {
    let (desk, folder) = with(&[("a.json", osv("GHSA-x", "")), ("notes/README.txt", "Words.".to_owned())]);
    let report = desk.import("osv", &folder);
    assert_eq!(report["skipped"][0]["file"], "notes/README.txt", "{report}");
    let said = desk.ok(&["import", "osv", folder.to_str().unwrap(), "--by", "ada", "--verbose"]);
    assert!(said.contains("notes/README.txt was skipped: "), "{said}");
}

/// Each gets a folder of its own, and none is looked for among all that are taken.
#[test]
fn ids_that_make_one_word_get_folders_with_numbers() {
    let records: Vec<String> = (0..1500).map(|n| osv(&format!("{}-{n}", "x".repeat(60)), "")).collect();
    let (desk, folder) = with(&[("all.json", format!("[{}]", records.join(",")))]);
    assert_eq!(desk.import("osv", &folder)["summary"]["new"], 1500);
}

/// A record of another project that uses this program: its release lines are not this project's, and its numbers neither.
#[test]
fn release_lines_of_a_record_count_only_where_they_are_the_project_s() {
    let sample = support::root().join("tests/portfolios/vitess");
    let (desk, folder) = with(&[]);
    desk.ok(&["-C", sample.to_str().unwrap(), "build", "--out", desk.path("vitess").to_str().unwrap()]);
    let record = std::fs::read_to_string(desk.path("vitess/site/VITESS-2026-002.osv.json")).unwrap();
    let theirs: serde_json::Value = serde_json::from_str(&record).unwrap();
    support::write(&folder, "a.json", &record);
    let report = desk.import("osv", &folder);
    assert!(report["records"][0]["notes"].to_string().contains("ranges were imported instead"), "{report}");
    desk.build();
    let published = support::files(&desk.site()).into_iter().find(|(path, _)| path.ends_with(".osv.json")).unwrap().1;
    let ours: serde_json::Value = serde_json::from_slice(&published).unwrap();
    assert_eq!(ours["affected"][0]["ranges"], theirs["affected"][0]["ranges"]);
    // In a repository of that project they do.
    let (desk, folder) = with(&[("a.json", record)]);
    desk.write("advisory.toml", &std::fs::read_to_string(sample.join("advisory.toml")).unwrap());
    desk.import("osv", &folder);
    assert!(desk.read("incidents/2026/vitess-2026-002/advisory.md").contains("line = "));
}

#[test]
fn a_public_log_gets_the_rule_that_a_record_would_break_and_no_word_of_the_finding() {
    use advisory::app::{ImportOutcome, ImportReport, ImportedRecord};
    use advisory::report::{self, Audience, Format};

    let rule = advisory::rules::find("duplicate-public-id").unwrap();
    let outcome = ImportOutcome::BreaksRule {
        rule: rule.id,
        message: "CANARY-2026-710 is already another advisory".to_owned(),
        help: "ask for CANARY".to_owned(),
    };
    let record = ImportedRecord { file: "a.json".to_owned(), number: None, outcome, notes: Vec::new() };
    let report = ImportReport {
        format: advisory::import::Format::Osv,
        dry_run: false,
        packages: Vec::new(),
        skipped: Vec::new(),
        records: vec![record],
    };
    for format in [Format::Human, Format::Json] {
        let team = report::import(&report, format, Audience::Team, true).unwrap();
        assert!(team.contains("CANARY-2026-710 is already another advisory (duplicate-public-id)"), "{team}");
        let log = report::import(&report, format, Audience::Log, true).unwrap();
        assert!(log.contains(&format!("{} (duplicate-public-id)", rule.summary)), "{log}");
        assert!(log.contains("a.json") && !log.contains("CANARY"), "{log}");
    }
    assert_eq!(report.refused(), 1);
}

#[test]
fn a_severity_in_a_word_is_kept_and_shown_with_its_source() {
    let affected = r#""affected": [{ "package": { "ecosystem": "Go", "name": "example.org/a" }, "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "1.0.0" }, { "fixed": "1.0.1" }] }] }]"#;
    let ghsa = |word: &str| {
        format!(
            r#"{{ "id": "GHSA-aaaa-bbbb-cccc", "summary": "Word only", "details": "Text.", "severity": [], {affected}, "database_specific": {{ "severity": "{word}" }} }}"#
        )
    };
    let cve = r#"{ "cveMetadata": { "cveId": "CVE-2026-90001", "state": "PUBLISHED" }, "containers": { "cna": { "title": "t",
        "descriptions": [{ "lang": "en", "value": "Words." }], "affected": [{ "packageURL": "pkg:golang/example.org/a", "versions": [{ "version": "1.0.0", "lessThan": "1.0.1", "versionType": "semver", "status": "affected" }] }],
        "metrics": [{ "other": { "type": "Textual description of severity", "content": { "text": "important" } } }] } } }"#;
    for (format, name, record, shown, rating) in [
        ("ghsa", "GHSA-aaaa-bbbb-cccc.json", ghsa("CRITICAL"), "Critical (“critical” in ghsa)", "CRITICAL"),
        ("ghsa", "GHSA-aaaa-bbbb-cccc.json", ghsa("MODERATE"), "Medium (“moderate” in ghsa)", "MEDIUM"),
        ("cve", "CVE-2026-90001.json", cve.to_owned(), "High (“important” in cve)", "HIGH"),
    ] {
        let (desk, folder) = with(&[(name, record)]);
        assert_eq!(desk.import(format, &folder)["summary"]["new"], 1, "{name}");
        desk.build();
        let files = support::files(&desk.site());
        let text = |end: &str| {
            let is_one = |(path, _): &&(String, Vec<u8>)| path.starts_with("LODE-") && path.ends_with(end);
            String::from_utf8(files.iter().find(is_one).unwrap().1.clone()).unwrap()
        };
        assert!(text(".html").contains(shown), "{shown}: {}", text(".html"));
        assert!(text(".osv.json").contains(&format!("\"severity\": \"{rating}\"")), "{}", text(".osv.json"));
    }
}

#[test]
fn what_is_not_known_of_versions_is_no_statement() {
    let (desk, folder) = with(&[("a.json", osv("GHSA-aaaa-bbbb-cccc", ""))]);
    let report = desk.import("osv", &folder);
    assert_eq!(report["fields"][0]["fate"], "lost", "{report}");
    desk.build();
    for (path, bytes) in
        support::files(&desk.site()).iter().filter(|(path, _)| path.contains("-2026-") || path.contains("lode"))
    {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        for claim in ["no fixed release", "under_investigation", "names no affected versions"] {
            assert!(!text.contains(claim), "{path}: {claim}");
        }
    }
    let (desk, folder) = with(&[("a.json", osv("GHSA-aaaa-bbbb-cccc", ""))]);
    let run = desk.run(&["import", "osv", folder.to_str().unwrap(), "--by", "ada", "--strict"]);
    assert_eq!(run.code, 1, "{} {}", run.out, run.err);
    assert!(run.out.contains("none of its affected versions can be kept"), "{}", run.out);
}

#[test]
fn links_and_footnotes_are_defined_for_the_whole_text() {
    let text = r#"Intro with a [ref link][r] and a footnote[^1].\n\n## Details\n\n  - first\n  - second\n\n## Code\n\n    indented code\n    more\n\n## Notes\n\nSee [the docs][r] too.\n\n## References\n\n[r]: https://example.com/docs\n[^1]: foot\n"#;
    let record = format!(r#"{{ "id": "GHSA-aaaa-bbbb-cccc", "summary": "Markdown", "details": "{text}" }}"#);
    let (desk, folder) = with(&[("a.json", record)]);
    desk.import("osv", &folder);
    desk.build();
    let files = support::files(&desk.site());
    let (_, page) = files.iter().find(|(path, _)| path.starts_with("LODE-") && path.ends_with(".html")).unwrap();
    let page = String::from_utf8_lossy(page);
    for shown in [
        "<a href=\"https://example.com/docs\" rel=\"noopener noreferrer nofollow\">ref link</a>",
        "<a href=\"https://example.com/docs\" rel=\"noopener noreferrer nofollow\">the docs</a>",
        "<code>indented code\nmore</code>",
        "<li>first</li>\n<li>second</li>",
        "<sup><a href=\"#note-1-fn-1\">1</a></sup>",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

#[test]
fn records_of_another_format_are_named() {
    let (desk, folder) = with(&[("a.json", osv("GHSA-one", r#""published": "2026-02-01T00:00:00Z","#))]);
    let import = |format: &str| {
        let folder = folder.to_str().unwrap();
        support::run(support::program(&desk.repo()).args(["import", format, folder, "--by", "ben", "--dry-run"]))
    };
    for format in ["rustsec", "hsec", "ossa"] {
        let said = import(format);
        let named = format!("`advisory import osv {} --by MEMBER`", folder.display());
        assert!(said.code == 2 && said.all().contains(&named), "{format}: {said:?}");
    }
    support::write(&folder, "a.json", "{}");
    assert!(import("rustsec").all().contains("name another FORMAT"));
}
