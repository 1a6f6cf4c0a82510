//! Embargoed text in what the public site is made of stops the build; nothing else about an embargoed incident does.

use advisory::finding::Finding;
use advisory::portfolio::Portfolio;
use advisory::{build, parse};

use crate::support::{at, sample, tree};

const BEFORE: &str = "2026-03-05T12:00:00Z";
const TITLE: &str = "Snapshot export can write outside its folder";
/// A private note of the published incident.
const NOTE: &str = "Eli found it while moving the archive of a choir to another cluster.";

/// The summary of the policy with one more sentence.
fn policy(sentence: &str) -> (String, String) {
    replaced("policy.toml", "revision = ", &format!("summary = \"{sentence}\"\nrevision = "))
}

/// A file of the sample with another text in it.
fn replaced(path: &str, from: &str, to: &str) -> (String, String) {
    let file = sample().into_iter().find(|(there, _)| there == path).unwrap().1;
    let text = String::from_utf8(file).unwrap();
    assert!(text.contains(from), "{path} has no {from}");
    (path.to_owned(), text.replacen(from, to, 1))
}

fn asset(text: &str) -> (String, String) {
    ("site-templates/assets/a.txt".to_owned(), text.to_owned())
}

/// The site of the sample with one more file, as a build writes it and as it would be without the comparison.
fn built(path: &str, text: &str) -> (Option<advisory::plan::Plan>, Option<advisory::plan::Plan>, Vec<Finding>) {
    let portfolio = with([(path.to_owned(), text.to_owned())]);
    let guarded = build::public_without_leaks(portfolio.clone(), Vec::new(), at(BEFORE), &Default::default());
    (guarded.site, build::public(portfolio, Vec::new(), at(BEFORE)).site, guarded.findings)
}

/// The sample with these further files.
fn with(more: impl IntoIterator<Item = (String, String)>) -> Portfolio {
    let files = sample().into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()));
    let contribution = "{ duty = \"review-or-test-patches\", on = 2025-06-12, \
                        note = \"Their upgrade suite ran both backports without a regression.\" }";
    let contacts = "contacts = [\"security@northcap.example\"";
    let listed = format!("contributions = [{contribution}]\n{contacts}, \"oncall@northcap.example\"");
    let private = [
        ("incidents/2026/amber-heron/notes/mails.md".to_owned(), format!("# Mails\n\n{NOTE}\n")),
        replaced("distributors.toml", contacts, &listed),
    ];
    parse::portfolio(tree(files.chain(private).chain(more))).portfolio.unwrap()
}

fn guarded(more: impl IntoIterator<Item = (String, String)>) -> (Option<advisory::plan::Plan>, Vec<Finding>) {
    let guarded = build::public_without_leaks(with(more), Vec::new(), at(BEFORE), &Default::default());
    (guarded.site, guarded.findings)
}

#[test]
fn a_site_with_text_of_an_embargoed_incident_is_not_built() {
    for (path, text) in [
        ("site-templates/assets/a.txt", TITLE.to_owned()),
        ("site-templates/assets/a.svg", format!("<svg><!-- {} --></svg>", TITLE.replace('o', "<i>o</i>"))),
        ("site-templates/assets/quiet-otter.txt", "Nothing.".to_owned()),
    ] {
        let (site, without, findings) = built(path, &text);
        assert!(site.is_none() && without.is_some(), "{path}");
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!(findings[0].rule.0, "embargoed-text");
        let told = format!("{} {:?}", findings[0].message, findings[0].help);
        assert!(!told.contains(TITLE) && !told.contains("quiet-otter.txt"), "{told}");
        assert_eq!(findings[0].primary.location.span.end, 0, "no line of the file is shown");
    }
    // What is public says the same, with the comparison and without.
    for text in ["Nothing of it.", "Otters are quiet, and snapshots are exported."] {
        let (site, without, findings) = built("site-templates/assets/a.txt", text);
        assert_eq!(findings, []);
        assert!(site.is_some() && site == without);
    }
}

/// What stays private when an advisory is published, and what is private of the project's own files.
#[test]
fn a_site_with_private_text_of_a_published_incident_or_of_the_project_is_not_built() {
    let published = "of `amber-heron`, which stays private";
    for (text, what) in [
        (NOTE, format!("words of the private files {published}")),
        ("Ask eli@reporter.example.", format!("the reporter's name or address {published}")),
        ("https://git.example/lodestore/private-4600", format!("a private link {published}")),
        ("It is neither remote nor a privilege escalation.", format!("words of the private files {published}")),
        (
            "Their upgrade suite ran both backports without a regression.",
            "private text from `distributors.toml`".to_owned(),
        ),
        ("oncall@northcap.example", "a private address from `distributors.toml`".to_owned()),
        ("oncall at northcap dot example", "a private address from `distributors.toml`".to_owned()),
        ("Write to distributors@lists.lodestore.example!", "a private address from `policy.toml`".to_owned()),
        ("Amira is amira@lodestore.example", "a private address from `team.toml`".to_owned()),
    ] {
        for (path, content) in [asset(text), policy(text)] {
            let (site, without, findings) = built(&path, &content);
            assert!(site.is_none() && without.is_some(), "{path}: {text}");
            assert_eq!(findings.len(), 1, "{path}: {findings:?}");
            let finding = &findings[0];
            assert!(
                finding.rule.0 == "embargoed-text" && finding.message.contains(&what),
                "{what}: {}",
                finding.message
            );
            assert_eq!(finding.primary.location.file.as_str(), path);
            let number = content.lines().position(|line| line.contains(text)).unwrap() + 1;
            let line = format!("remove it from `{path}`, line {number}");
            assert!(finding.help.as_ref().unwrap().starts_with(&line), "{line}: {:?}", finding.help);
        }
    }
}

/// Whole or with few changes, and whether it has a sentence or not.
#[test]
fn a_private_file_among_the_assets_is_a_leak() {
    let plan =
        "[scope]\nlines = [\"main\", \"1.16\"]\n[roles]\nfix-lead = \"amira\"\nfix-team = [\"chiara\", \"ben\"]\n";
    let file = ("incidents/2026/amber-heron/plan.toml".to_owned(), plan.to_owned());
    for copy in [plan.to_owned(), plan.replace("1.16", "1.15"), plan.to_uppercase(), format!("{plan}# x\n")] {
        let (site, findings) = guarded([file.clone(), asset(&copy)]);
        assert!(site.is_none(), "{copy}");
        let [finding] = &findings[..] else { panic!("{findings:?}") };
        assert!(
            finding.message.contains("a copy of a private file of `amber-heron`, which stays private"),
            "{finding:?}"
        );
        let help = "remove it from `site-templates/assets/a.txt`; if it was public before, name it with --public";
        assert_eq!(finding.help.as_deref(), Some(help));
    }
    let lines = ["Roles are named in the policy.", "schema = 1", "[project]\nname = \"x\"\nlines = [\"main\"]\n"];
    for other in lines {
        assert!(guarded([file.clone(), asset(other)]).0.is_some(), "{other}");
    }
}

/// What the site shows is public: it may be in every file.
#[test]
fn what_the_site_shows_is_no_private_text() {
    for text in [
        "Mail security@lodestore.example, or announce@lists.lodestore.example.",
        "https://oncall.northcap.example/ has the bulletins of Northcap Linux.",
        "Thanks to Eli Marsh, and to Amira Haddad and Ben Okafor.",
        "A heron is amber in the evening.",
        "Their upgrade suite ran.",
    ] {
        for (path, text) in [asset(text), policy(text)] {
            let (site, without, findings) = built(&path, &text);
            assert_eq!(findings, [], "{text}");
            assert!(site.is_some() && site == without, "{text}");
        }
    }
    let contact = replaced("advisory.toml", "contact = [", "contact = [\"mailto:oncall@northcap.example\", ");
    let (site, findings) = guarded([contact, asset("Mail oncall@northcap.example.")]);
    assert!(site.is_some(), "{findings:?}");
}
