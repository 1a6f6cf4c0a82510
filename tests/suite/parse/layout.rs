//! Which files lie where: what is missing, astray, misnamed, or no file.

use advisory::parse::{self, Reading};
use advisory::source::TreeEntry;

use super::{FILES, complete, tree_with};
use crate::support;

fn file(text: &str) -> TreeEntry {
    TreeEntry::File(text.as_bytes().into())
}

fn read(entries: &[(&str, TreeEntry)]) -> Reading {
    parse::portfolio(tree_with(entries.iter().map(|(path, entry)| ((*path).to_owned(), entry.clone()))))
}

/// The findings as `file rule`; each says what to do.
fn found(reading: &Reading) -> Vec<String> {
    let say = |f: &advisory::finding::Finding| {
        assert!(f.help.as_ref().is_some_and(|h| !h.is_empty()), "what to do about {f:?}?");
        format!("{} {}", f.primary.location.file, f.rule)
    };
    reading.findings.iter().map(say).collect()
}

fn handles(reading: Reading) -> Vec<(String, bool)> {
    let incidents = reading.portfolio.unwrap().incidents;
    incidents.iter().map(|i| (i.folder.as_str()["incidents/".len()..].to_owned(), i.whole)).collect()
}

#[test]
fn three_files_have_to_be_there() {
    let reading = parse::portfolio(support::tree([("incidents/2026/a/incident.toml", "nonsense")]));
    assert!(reading.portfolio.is_none());
    assert_eq!(
        found(&reading),
        [
            "advisory.toml missing-file",
            "incidents/2026/a/incident.toml syntax",
            "policy.toml missing-file",
            "team.toml missing-file"
        ]
    );
    assert!(reading.findings[0].help.as_ref().unwrap().contains("advisory init"));
    for missing in ["advisory.toml", "policy.toml", "team.toml"] {
        let files = FILES.into_iter().filter(|(path, _)| *path != missing);
        assert!(parse::portfolio(support::tree(files)).portfolio.is_none(), "{missing}");
    }
    let files = FILES.into_iter().filter(|(path, _)| *path != "distributors.toml");
    let reading = parse::portfolio(support::tree(files));
    assert_eq!(reading.findings, []);
    assert!(reading.portfolio.unwrap().distributors.file.is_none());
}

#[test]
fn entries_that_are_no_file_are_reported_wherever_they_count() {
    let link = "incidents/2026/amber-fox/advisory.md";
    for (entry, rule) in [
        (TreeEntry::Link, "link-in-portfolio"),
        (TreeEntry::TooLarge(5 << 20), "too-large"),
        (TreeEntry::Special, "unreadable-file"),
        (TreeEntry::Unreadable("permission denied".to_owned()), "unreadable-file"),
    ] {
        for path in [
            link,
            "distributors.toml",
            "policies/old.toml",
            "site-templates/page.html",
            "incidents/2026/amber-fox/patches/1.patch",
            "incidents/2026",
            "incidents/2026/amber-fox/other",
        ] {
            let reading = read(&[(path, entry.clone())]);
            assert_eq!(found(&reading), [format!("{path} {rule}")]);
            let whole = handles(reading)[0].1;
            let own = path.starts_with("incidents/2026/amber-fox/");
            assert_eq!(whole, !own, "{path}");
        }
        assert!(read(&[("team.toml", entry.clone())]).portfolio.is_none());
        // A note counts for nothing, but is not searched for. A large one is not read on purpose.
        let note = "incidents/2026/amber-fox/notes/attachments";
        let reading = read(&[(note, entry.clone())]);
        let is_large = matches!(entry, TreeEntry::TooLarge(_));
        assert_eq!(found(&reading), if is_large { vec![] } else { vec![format!("{note} {rule}")] });
        assert!(handles(reading)[0].1);
    }
}

#[test]
fn folders_are_named_year_and_handle() {
    let incident = || file(complete::INCIDENT);
    for (path, expected) in [
        ("incidents/26/blue-jay/incident.toml", &["bad-folder-name"][..]),
        ("incidents/2026/Blue_Jay/incident.toml", &["bad-folder-name"]),
        ("incidents/2026/con/incident.toml", &["bad-folder-name"]),
        ("incidents/later/Blue Jay/incident.toml", &["bad-folder-name", "bad-folder-name"]),
    ] {
        let reading = read(&[(path, incident())]);
        let expected: Vec<_> = expected.iter().map(|rule| format!("{path} {rule}")).collect();
        assert_eq!(found(&reading), expected);
    }
    let reading = read(&[("incidents/26/blue-jay/incident.toml", incident())]);
    assert_eq!(handles(reading), [("2026/amber-fox".to_owned(), true), ("26/blue-jay".to_owned(), false)]);
    let reading =
        read(&[("incidents/2026/Blue_Jay/incident.toml", file("bad = 1\n[report]\ndisclosure = \"public\"\n"))]);
    assert_eq!(reading.findings.len(), 2, "the files of a misnamed folder are checked all the same");
    assert_eq!(handles(reading).len(), 1);
}

#[test]
fn what_lies_astray_is_a_warning() {
    for (path, help) in [
        ("incidents/notes.txt", "incidents/YEAR/HANDLE"),
        ("incidents/2026/notes.txt", "incidents/YEAR/HANDLE"),
        ("incidents/2026/amber-fox/Advisory.md", "did you mean `advisory.md`?"),
        ("incidents/2026/amber-fox/log.txt", "notes/"),
        ("incidents/2026/amber-fox/patches/deep/1.patch", "patches/"),
        ("policies/old.tml", "policies/NAME.toml"),
        ("policies/deep/old.toml", "policies/NAME.toml"),
    ] {
        let reading = read(&[(path, file("text"))]);
        assert_eq!(found(&reading), [format!("{path} stray-file")]);
        assert!(reading.findings[0].help.as_ref().unwrap().contains(help), "{:?}", reading.findings[0].help);
        assert_eq!(handles(reading), [("2026/amber-fox".to_owned(), true)]);
    }
    let kept = ["incidents/.gitkeep", "incidents/2026/README.md", "policies/.gitkeep"];
    assert_eq!(found(&read(&kept.map(|path| (path, file(""))))), [""; 0]);
}

#[test]
fn a_folder_without_its_file_is_an_incident_that_is_not_whole() {
    let reading = read(&[("incidents/2026/blue-jay/advisory.md", file(complete::DOCUMENT))]);
    assert_eq!(found(&reading), ["incidents/2026/blue-jay/incident.toml missing-file"]);
    assert_eq!(handles(reading), [("2026/amber-fox".to_owned(), true), ("2026/blue-jay".to_owned(), false)]);
}

#[test]
fn two_folders_of_one_handle_are_twins() {
    let incident = || file(complete::INCIDENT);
    let reading = read(&[("incidents/2027/amber-fox/incident.toml", incident())]);
    assert_eq!(found(&reading), ["incidents/2027/amber-fox/incident.toml handle-twins"]);
    assert_eq!(reading.findings[0].others[0].location.file.as_str(), super::INCIDENT);
    let reading = read(&[("incidents/2026/Amber-Fox/incident.toml", incident())]);
    let rules: Vec<_> = reading.findings.iter().map(|f| f.rule.0).collect();
    assert_eq!(rules, ["bad-folder-name", "handle-twins"]);
}

#[test]
fn templates_patches_and_earlier_policies_are_taken_along() {
    let older = complete::POLICY.replacen("2026-01-01\"", "2020-01-01\"", 1);
    let reading = read(&[
        ("policies/2020.toml", file(&older)),
        ("policies/broken.toml", file("schema = 1\n")),
        ("site-templates/pages/index.html", file("<p>")),
        ("incidents/2026/amber-fox/patches/b.patch", file("b")),
        ("incidents/2026/amber-fox/patches/a.patch", TreeEntry::File((*b"\0\xff").into())),
        ("incidents/2026/amber-fox/notes/deep/x", file("x")),
    ]);
    assert!(reading.findings.iter().all(|f| f.primary.location.file.as_str() == "policies/broken.toml"));
    let portfolio = reading.portfolio.unwrap();
    assert_eq!(portfolio.earlier.iter().map(|p| p.revision.value.as_str()).collect::<Vec<_>>(), ["2020-01-01"]);
    assert_eq!(
        portfolio.templates.into_iter().collect::<Vec<_>>(),
        [("pages/index.html".to_owned(), "<p>".to_owned())]
    );
    let patches: Vec<_> = portfolio.incidents[0].patches.iter().map(|p| p.name().to_owned()).collect();
    assert_eq!(patches, ["a.patch", "b.patch"]);
    assert!(portfolio.incidents[0].whole);
}

#[test]
fn incidents_and_findings_come_in_one_order() {
    let entries: Vec<_> = (0..200)
        .map(|n| (format!("incidents/{}/case-{}/incident.toml", 2020 + n % 7, n * 37 % 200), file("bad = 1\n")))
        .collect();
    let first = parse::portfolio(tree_with(entries.clone()));
    let second = parse::portfolio(tree_with(entries.into_iter().rev()));
    assert_eq!(first.findings, second.findings);
    assert!(first.findings.is_sorted_by(|a, b| a.order() <= b.order()));
    let folders = handles(first);
    assert!(folders.is_sorted() && folders.len() == 201);
    assert_eq!(folders, handles(second));
}
