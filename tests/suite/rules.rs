//! Every rule's page: its bad example raises the rule, its good one does not. And the registry as a whole.

pub mod example;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use advisory::finding::{Finding, Severity};
use advisory::rules::{self, Check, Rule};
use advisory::source::Tree;

use crate::support;
use example::{Example, Verdict, examples};

/// Both examples of a rule.
fn pair(rule: &Rule) -> (Example, Example) {
    let mut examples = examples(rule.doc);
    let good = examples.remove(&Verdict::Good).unwrap_or_else(|| panic!("{} has no good example", rule.id));
    let bad = examples.remove(&Verdict::Bad).unwrap_or_else(|| panic!("{} has no bad example", rule.id));
    (bad, good)
}

/// What an example raises of its rule, in reading, checking or drafting.
fn raised(rule: &Rule, example: &Example) -> Vec<Finding> {
    let mut findings = match rule.check {
        Check::Drafting => example.drafting(),
        Check::Verifying => example.verifying(),
        Check::Building => example.building(),
        _ => example.findings(),
    };
    findings.retain(|f| f.rule == rule.id);
    findings.dedup();
    findings
}

fn described(findings: &[Finding]) -> String {
    findings.iter().fold(String::new(), |mut text, f| {
        let at = &f.primary.location;
        let _ = writeln!(text, "  {} {} at {}:{}: {}", f.severity.as_str(), f.rule, at.file, at.span.start, f.message);
        text
    })
}

/// The text a finding points at, on one line.
fn pointed_at(tree: &Tree, finding: &Finding) -> String {
    let at = &finding.primary.location;
    let text = tree.text(at.file.as_str()).and_then(|t| t.get(at.span.start..at.span.end)).unwrap_or_default();
    text.lines().next().unwrap_or_default().chars().take(60).collect::<String>().escape_debug().to_string()
}

#[test]
fn the_base_portfolio_checks_clean() {
    let findings = Example::default().findings();
    assert!(findings.is_empty(), "{}", described(&findings));
}

#[test]
fn each_bad_example_raises_its_rule() {
    let mut wrong = String::new();
    for rule in rules::all() {
        let (bad, _) = pair(rule);
        if raised(rule, &bad).is_empty() {
            let _ = writeln!(wrong, "{} is silent:\n{}", rule.id, described(&bad.findings()));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn each_good_example_is_silent_and_free_of_errors() {
    let mut wrong = String::new();
    for rule in rules::all() {
        let (_, good) = pair(rule);
        let findings = good.findings();
        let errors = findings.iter().any(|f| f.severity == Severity::Error);
        let raised = raised(rule, &good);
        if errors || !raised.is_empty() {
            let _ = writeln!(wrong, "{} is not silent:\n{}{}", rule.id, described(&raised), described(&findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn findings_point_into_their_files() {
    for rule in rules::all() {
        let (bad, _) = pair(rule);
        let tree = bad.tree();
        for finding in &raised(rule, &bad) {
            let others = finding.others.iter();
            for at in others.chain([&finding.primary]).map(|label| &label.location) {
                let length = tree.bytes(at.file.as_str()).map(<[u8]>::len);
                let inside =
                    length.map_or(at.span.end == 0, |length| at.span.start <= at.span.end && at.span.end <= length);
                assert!(inside, "{}: {at:?}", rule.id);
            }
        }
    }
}

/// What this layer's bad examples say and where: a change of words or of place shows in review.
#[test]
fn findings_say_what_they_said() {
    let mut text = String::new();
    let own = rules::all().iter().filter(|rule| !raised_elsewhere(rule));
    for rule in own {
        let (bad, _) = pair(rule);
        let tree = bad.tree();
        for f in &raised(rule, &bad) {
            let _ = writeln!(text, "{} {}: {}", f.severity.as_str(), f.rule, f.message);
            let _ = writeln!(text, "  at {}: `{}` {}", f.primary.location.file, pointed_at(&tree, f), f.primary.text);
            for other in &f.others {
                let _ = writeln!(text, "  see {}: {}", other.location.file, other.text);
            }
            if let Some(help) = &f.help {
                let _ = writeln!(text, "  help: {help}");
            }
        }
    }
    current("tests/suite/rules/findings.txt", &text);
}

#[test]
fn the_list_of_rules_is_current() {
    current("docs/rules.md", &rules::index());
}

/// Compares a generated file with the one in the repository; `UPDATE=1` writes it.
pub fn current(path: &str, text: &str) {
    let path = support::root().join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == text, "{} is not current: run the tests once with UPDATE=1", path.display());
}

#[test]
fn ids_are_unique_and_kebab_case() {
    let mut seen = BTreeSet::new();
    for rule in rules::all() {
        assert!(rule.id.0.parse::<advisory::names::Name>().is_ok(), "{}", rule.id);
        assert!(seen.insert(rule.id), "{} stands twice", rule.id);
        assert_eq!(rules::find(rule.id.0).map(|r| r.id), Some(rule.id));
    }
    assert!(rules::find("no-such-rule").is_none());
}

#[test]
fn summaries_are_one_line_that_reads_in_a_table() {
    for rule in rules::all() {
        let summary = rule.summary;
        assert!((15..=110).contains(&summary.chars().count()), "{}: {summary}", rule.id);
        assert!(!summary.ends_with('.') && !summary.contains(['|', '#']), "{}: {summary}", rule.id);
        assert_eq!(rule.doc.lines().nth(1), Some(""), "{}: an empty line after the summary", rule.id);
        assert!(rule.doc.lines().all(|l| l.chars().count() <= 130), "{}: a long line", rule.id);
        assert!(rule.doc.lines().nth(2).is_some_and(|l| !l.starts_with("```")), "{}: it does not say why", rule.id);
    }
}

/// Whether another module raises a rule, so that it has no code beside its page.
fn raised_elsewhere(rule: &Rule) -> bool {
    matches!(rule.check, Check::Reading | Check::Drafting | Check::Verifying | Check::Building)
}

/// The files in the folders of `src/rules`: group, name, extension.
fn rule_files() -> Vec<(String, String, String)> {
    let files = support::files(&support::root().join("src/rules")).into_iter().map(|(path, _)| path);
    files
        .filter_map(|path| {
            let (group, file) = path.split_once('/')?;
            let (name, extension) = file.rsplit_once('.').unwrap();
            Some((group.to_owned(), name.to_owned(), extension.to_owned()))
        })
        .collect()
}

#[test]
fn a_rule_is_a_page_and_the_code_that_raises_it() {
    let pages: BTreeSet<_> = rule_files().into_iter().filter(|(.., extension)| extension == "md").collect();
    let rules = rules::all().iter().map(|rule| (rule.group.to_owned(), rule.id.0.to_owned(), "md".to_owned()));
    let odd: Vec<_> = pages.symmetric_difference(&rules.collect()).cloned().collect();
    assert!(odd.is_empty(), "a page without a rule, or a rule without a page: {odd:?}");
    let code: BTreeSet<_> = rule_files().into_iter().filter(|(.., extension)| extension == "rs").collect();
    let checked = rules::all().iter().filter(|rule| !raised_elsewhere(rule));
    let checked = checked.map(|rule| (rule.group.to_owned(), rule.id.0.replace('-', "_"), "rs".to_owned()));
    let odd: Vec<_> = code.symmetric_difference(&checked.collect()).cloned().collect();
    assert!(odd.is_empty(), "code that `check` does not apply, or a rule without code: {odd:?}");
    for (group, name, extension) in rule_files() {
        assert!(["md", "rs"].contains(&extension.as_str()), "{group}/{name}.{extension} is no part of a rule");
    }
}

#[test]
fn what_other_modules_raise_is_raised_somewhere() {
    let sources: Vec<_> = support::files(&support::root().join("src"))
        .into_iter()
        .filter(|(path, _)| path.ends_with(".rs") && path != "parse/rule.rs" && !path.starts_with("rules/"))
        .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
        .collect();
    for rule in rules::all().iter().filter(|rule| raised_elsewhere(rule)) {
        let constant = rule.id.0.to_uppercase().replace('-', "_");
        assert!(sources.iter().any(|text| text.contains(&constant)), "nothing raises {}", rule.id);
        for finding in raised(rule, &pair(rule).0) {
            assert_eq!(finding.severity, rule.severity, "{}: not the severity of its page", rule.id);
        }
    }
}

#[test]
fn explain_has_a_page_for_each_rule_and_for_both_vocabularies() {
    for rule in rules::all() {
        let page = rules::explain(rule.id.0).unwrap();
        assert!(page.contains(rule.summary) && page.contains("Raises it") && !page.contains("```"), "{page}");
    }
    let facts = rules::explain("facts").unwrap();
    assert!(advisory::fact::Fact::ALL.iter().all(|f| facts.contains(f.word()) && facts.contains(f.meaning())));
    let events = rules::explain("events").unwrap();
    assert!(advisory::event::BuiltIn::ALL.iter().all(|e| events.contains(e.name()) && events.contains(e.meaning())));
    assert_eq!(rules::explain("no-such-rule"), None);
}

#[test]
fn findings_are_sorted_and_said_once() {
    let several = ["section-missing", "step-blocked-overdue", "raw-html", "policy-circular-roles"];
    for rule in several.map(|id| rules::find(id).unwrap()) {
        let findings = pair(rule).0.findings();
        assert!(findings.len() > 1, "{}", rule.id);
        assert!(findings.windows(2).all(|w| w[0].order() <= w[1].order() && w[0] != w[1]), "{}", described(&findings));
    }
}

/// A preset that an adopter has not changed raises nothing about the policy itself.
#[test]
fn presets_keep_the_rules_on_policies() {
    for preset in advisory::policy::presets::names() {
        let files = advisory::policy::presets::files(&preset).unwrap();
        let mut findings =
            example::check(&support::tree(files.iter().map(|(p, b)| (p, std::str::from_utf8(b).unwrap()))), None);
        findings.retain(|finding| !finding.rule.0.ends_with("-placeholder"));
        assert!(findings.is_empty(), "{preset}:\n{}", described(&findings));
    }
}

#[test]
fn no_call_repeats_the_severity_of_a_page() {
    let mut sources = support::files(&support::root().join("src"));
    sources.retain(|(_, bytes)| {
        let text = String::from_utf8_lossy(bytes);
        text.contains("Finding::error(") || text.contains("Finding::warning(")
    });
    let wrong: Vec<_> = sources.iter().map(|(path, _)| path).collect();
    assert!(wrong.is_empty(), "`Finding::of` takes the severity from the rule's page: {wrong:?}");
}
