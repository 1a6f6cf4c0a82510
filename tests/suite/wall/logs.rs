//! Every command in a log that others may read: no word of an embargoed incident, and the same words whatever its secrets.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::config;
use super::portfolio::{Portfolio, portfolio};
use super::program::{Place, differs};
use crate::script::Repository;
use crate::support::Run;

/// What reads a portfolio. `HANDLE` stands for an incident's.
const READING: &[&[&str]] = &[
    &["check"],
    &["check", "--format", "json"],
    &["check", "--format", "sarif"],
    &["check", "--format", "github"],
    &["check", "--fail-overdue", "--verbose"],
    &["status"],
    &["status", "--format", "json"],
    &["status", "--format", "github"],
    &["status", "HANDLE"],
    &["status", "HANDLE", "--format", "json"],
    &["status", "hidden-ottre"],
    &["status", "LODE-2026-0"],
    &["status", "SECRET-0-title"],
    &["show", "HANDLE"],
    &["show", "HANDLE", "--format", "json"],
    &["show", "LODE-2026-0"],
    &["list"],
    &["list", "--json"],
    &["list", "--open", "--embargoed", "--format", "github"],
    &["lead"],
    &["lead", "--format", "json"],
    &["draft", "HANDLE"],
    &["draft", "HANDLE", "notice", "--out", "drafts"],
    &["draft", "HANDLE", "extra", "--out", "drafts"],
    &["draft", "HANDLE", "announced"],
    &["cve", "HANDLE"],
    &["cve", "HANDLE", "--out", "drafts"],
    &["rehearse", "HANDLE"],
    &["verify", "HANDLE", "--repo", "PRODUCT", "--no-cache"],
    &["verify", "HANDLE", "--repo", "PRODUCT", "--no-cache", "--format", "json"],
    &["verify", "HANDLE", "--repo", "PRODUCT", "--no-cache", "--format", "github", "--write"],
    &["verify", "HANDLE", "--repo", "in", "--no-cache"],
    &["import", "osv", "RECORD", "--by", "ada", "--dry-run", "--verbose"],
    &["import", "osv", "RECORD", "--by", "eve", "--format", "json"],
    &["build", "--out", "out", "--drafts", "due", "--verbose"],
    &["publish", "HANDLE", "--by", "ada", "--dry-run"],
    &["next", "--within", "2d"],
    &["next", "--within", "2d", "--json"],
];

/// What changes it, in this order.
const CHANGING: &[&[&str]] = &[
    &["new", "--summary", "CANARY", "--line", "1.16", "--reporter", "CANARY", "--handle", "new-wren"],
    &["record", "HANDLE", "scored", "--by", "ada", "--note", "CANARY"],
    &["record", "HANDLE", "scord", "--by", "ada"],
    &["record", "HANDLE", "waiver", "--waiver", "slow", "--step", "notice", "--by", "ada", "--reason", "CANARY"],
    &["sent", "HANDLE", "notice", "--to", "public", "--by", "ada"],
    &["sent", "HANDLE", "notice", "--to", "list", "--by", "ada"],
    &["sent", "HANDLE", "extra", "--to", "list", "--member", "northcap", "--by", "ada"],
    &["embargo", "HANDLE", "agree", "--until", "2026-05-20T00:00:00Z", "--with", "CANARY", "--by", "ada"],
    &["embargo", "HANDLE", "move", "--until", "2026-05-21T00:00:00Z", "--by", "ada", "--note", "CANARY"],
    &["embargo", "HANDLE", "break", "--leaked", "CANARY", "--to", "CANARY", "--by", "ada"],
    &["embargo", "HANDLE", "decide", "continue", "--by", "ada"],
    &["distributors", "remove", "northcap", "--reason", "CANARY"],
    &["revise", "HANDLE", "--by", "ada", "--text", "CANARY"],
    &["withdraw", "HANDLE", "--by", "ada", "--reason", "CANARY", "--replaced-by", "LODE-2026-002"],
    &["publish", "HANDLE", "--by", "eve"],
    &["publish", "HANDLE", "--by", "ada", "--until", "2026-06-01T00:00:00Z", "--out", "drafts"],
];

/// A clone of the product, in which no commit of an incident is.
fn product() -> String {
    static PRODUCT: LazyLock<Repository> =
        LazyLock::new(|| Repository::new("main: Begin\nmain: tag v1.16.0\nrelease-1.16: from main\n"));
    PRODUCT.path().display().to_string()
}

/// A record of another database that claims an alias which incidents may have.
fn record() -> String {
    static RECORD: LazyLock<tempfile::NamedTempFile> = LazyLock::new(|| {
        let file = tempfile::Builder::new().suffix(".json").tempfile().unwrap();
        std::fs::write(&file, r#"{"id": "GO-2026-1", "aliases": ["GHSA-claimed"], "details": "Words."}"#).unwrap();
        file
    });
    RECORD.path().display().to_string()
}

fn said(place: &Place, portfolio: &Portfolio, command: &[&'static str], handle: &str) -> Run {
    let product = product();
    let word = |word: &&'static str| match *word {
        "HANDLE" => handle.to_owned(),
        "PRODUCT" => product.clone(),
        "RECORD" => record(),
        word => word.to_owned(),
    };
    let command: Vec<String> = command.iter().map(word).collect();
    let command: Vec<&str> = command.iter().map(String::as_str).collect();
    place.run(portfolio, &command)
}

proptest! {
    #![proptest_config(config(12, 10))]

    /// Handles, rules, dates and the policy's words are all there is, so other secrets give the same log.
    #[test]
    fn no_command_says_in_a_log_what_somebody_wrote(portfolio in portfolio()) {
        let Some(embargoed) = portfolio.embargoed().next() else { return Ok(()) };
        let handle = embargoed.path();
        let other = portfolio.in_other_words();
        let places = [(Place::new(&portfolio), &portfolio), (Place::new(&other), &other)];
        let secrets = portfolio.secrets();
        for command in READING.iter().chain(CHANGING) {
            let [one, two] = places.each_ref().map(|(place, portfolio)| said(place, portfolio, command, &handle));
            prop_assert!(matches!(one.code, 0..=3), "{:?}: {:?}", command, one);
            for secret in &secrets {
                // What somebody asks for by name they know.
                let asked = command.iter().any(|word| word.contains(secret.as_str()));
                let text = format!("{}{}", one.out, one.err);
                prop_assert!(asked || !text.contains(secret), "{:?} says {}: {}", command, secret, text);
            }
            prop_assert_eq!(differs(&one, &two), None, "{:?}", command);
        }
    }
}

/// The one who keeps the secrets asks for them.
#[test]
fn a_private_log_says_all() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut told = 0;
    for _ in 0..4 {
        let portfolio = portfolio().new_tree(&mut runner).unwrap().current();
        let place = Place::new(&portfolio);
        for command in [&["check"][..], &["check", "--format", "json"]] {
            let open = place.run_with(&[], &portfolio, command);
            let revealed = place.run(&portfolio, &[command, &["--reveal"]].concat());
            let closed = place.run(&portfolio, command);
            assert_eq!(open, revealed);
            assert_eq!(open.code, closed.code);
            told += usize::from(open.out.contains("canary-") && !closed.out.contains("canary-"));
        }
    }
    assert!(told > 3, "{told}");
}

proptest! {
    #![proptest_config(config(12, 10))]

    /// A comparison names what is embargoed on either side by its handle alone: deleted, changed into another, or published.
    #[test]
    fn a_comparison_with_a_base_says_in_a_log_no_more_than_a_check(portfolio in portfolio()) {
        let heads = [portfolio.without_embargoed(), portfolio.with_others_embargoed(), portfolio.with_others_announced()];
        let other = portfolio.in_other_words();
        let places = [Place::committed(&portfolio), Place::committed(&other)];
        for head in heads {
            let words = head.in_other_words();
            places[0].write_plain(&head);
            places[1].write_plain(&words);
            for format in ["human", "json", "sarif", "github"] {
                let command = ["check", "--base", "main", "--format", format];
                let [one, two] = [places[0].run(&head, &command), places[1].run(&words, &command)];
                prop_assert!(matches!(one.code, 0 | 1), "{:?}", one);
                for secret in portfolio.secrets() {
                    // What is public before and after is no secret, whatever has its name.
                    let known = head.secrets().contains(&secret);
                    prop_assert!(!known || !one.out.contains(&secret) && !one.err.contains(&secret), "{}: {}", secret, one.out);
                }
                prop_assert_eq!(differs(&one, &two), None);
            }
        }
    }
}
