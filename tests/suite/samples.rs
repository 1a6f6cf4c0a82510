//! The two portfolios that come with the project: they check clean, walk everything, and keep to the public record.

use std::collections::BTreeSet;
use std::path::Path;

use advisory::advisory::disclose;
use advisory::announce;
use advisory::case::{Case, Standing, next_lead};
use advisory::finding::{Finding, Severity};
use advisory::names::Name;
use advisory::parse::{self, Reading};
use advisory::policy::{Force, Pick};
use advisory::portfolio::Portfolio;
use advisory::rules::{self, Review};
use advisory::source::worktree;
use advisory::time::Instant;
use serde_json::Value;
use toml::Table;

use crate::support::{self, preset};

/// "Today" of both stories.
const NOW: &str = "2026-11-20T12:00:00Z";

/// The real vulnerabilities, by their id in the Go vulnerability database.
const RECORDS: [&str; 5] = ["GO-2023-1717", "GO-2024-2826", "GO-2024-3306", "GO-2026-4567", "GO-2026-4570"];

fn read(folder: &str) -> Reading {
    parse::portfolio(worktree::read(&support::root().join(folder)).unwrap())
}

fn lodestore() -> Portfolio {
    read("").portfolio.unwrap()
}

fn vitess() -> Portfolio {
    read("tests/portfolios/vitess").portfolio.unwrap()
}

fn cases(portfolio: &Portfolio, now: Instant) -> Vec<Case<'_>> {
    portfolio.incidents.iter().map(|incident| Case::new(portfolio, incident, now)).collect()
}

fn check(portfolio: &Portfolio, now: Instant) -> Vec<Finding> {
    rules::check(&Review { portfolio, cases: &cases(portfolio, now), now })
}

/// Findings of a severity as "rule incident: message".
fn told(findings: &[Finding], severity: Severity) -> Vec<String> {
    let incident = |f: &Finding| {
        let path = f.primary.location.file.as_str().to_owned();
        path.split('/').nth(2).map_or(path.clone(), str::to_owned)
    };
    findings.iter().filter(|f| f.severity == severity).map(|f| format!("{} {}", f.rule, incident(f))).collect()
}

fn no_findings(folder: &str) {
    let reading = read(folder);
    let findings: Vec<_> = reading.findings.iter().map(|f| format!("{:?} {}", f.primary.location, f.message)).collect();
    assert_eq!(findings, Vec::<String>::new());
}

#[test]
fn lodestore_is_read_without_a_finding() {
    no_findings("");
    assert!(lodestore().incidents.iter().all(|i| i.whole));
}

#[test]
fn vitess_is_read_without_a_finding() {
    no_findings("tests/portfolios/vitess");
    assert!(vitess().incidents.iter().all(|i| i.whole));
}

#[test]
fn lodestore_has_the_warnings_of_its_story_and_no_error() {
    let findings = check(&lodestore(), support::at(NOW));
    assert_eq!(told(&findings, Severity::Error), Vec::<String>::new());
    assert_eq!(
        told(&findings, Severity::Warning),
        ["mitigations-unapproved dusty-orchid", "step-overdue dusty-orchid", "step-blocked-overdue quiet-lantern"]
    );
    let notes = told(&findings, Severity::Note);
    let (duties, others): (Vec<_>, Vec<_>) = notes.iter().partition(|note| note.starts_with("step-unattested "));
    assert_eq!(others, ["step-done-late distant-drum", "embargo-unagreed quiet-lantern"]);
    // One for each closed incident that leaves a duty open.
    assert_eq!(duties.len(), duties.iter().collect::<std::collections::BTreeSet<_>>().len());
}

#[test]
fn vitess_has_the_warnings_of_its_story_and_no_error() {
    let findings = check(&vitess(), support::at(NOW));
    assert_eq!(told(&findings, Severity::Error), Vec::<String>::new());
    assert_eq!(told(&findings, Severity::Warning), Vec::<String>::new());
}

/// Whoever builds the sample later sees steps overdue, and never an error.
#[test]
fn time_alone_turns_nothing_into_an_error() {
    for portfolio in [lodestore(), vitess()] {
        for later in ["2026-11-24T15:00:00Z", "2026-12-31T00:00:00Z", "2027-06-01T00:00:00Z", "2031-01-01T00:00:00Z"] {
            assert_eq!(told(&check(&portfolio, support::at(later)), Severity::Error), Vec::<String>::new(), "{later}");
        }
    }
}

/// The same as a maintainer sees it, at any date, with the records of the documents.
#[test]
fn a_check_of_this_repository_has_no_error_at_any_date() {
    for now in [NOW, "2026-11-24T15:00:00Z", "2026-12-01T12:00:00Z", "2027-06-01T00:00:00Z", "2031-01-01T00:00:00Z"] {
        let checked = support::run(support::program(&support::root()).args(["check", "--now", now]));
        assert!(checked.code == 0 && !checked.out.contains("error["), "{now}: {}", checked.all());
    }
}

#[test]
fn every_state_occurs() {
    let portfolio = lodestore();
    let states: BTreeSet<_> = cases(&portfolio, support::at(NOW)).iter().map(|c| c.state().word()).collect();
    let all = ["embargoed", "forthcoming", "public report", "published", "rejected", "withdrawn"];
    assert_eq!(states, all.into());
}

#[test]
fn every_standing_that_a_clean_portfolio_can_have_occurs() {
    let portfolio = lodestore();
    let cases = cases(&portfolio, support::at(NOW));
    let words: BTreeSet<_> = cases.iter().flat_map(|c| &c.steps).map(|s| s.standing.word()).collect();
    let all = "blocked|blocked, overdue|done|done late|due|not applicable|overdue|skipped|waived".split('|');
    assert_eq!(words, all.collect());
}

/// "Infeasible" is an error, so it can't stand in the sample; one word of the policy brings it about.
#[test]
fn a_cap_makes_the_upstream_incident_infeasible() {
    let mut portfolio = lodestore();
    for step in &mut portfolio.policy.steps {
        if let Some(window) = step.window.as_mut().filter(|_| step.element.id.value == "release") {
            window.force = Force::Cap;
        }
    }
    let cases = cases(&portfolio, support::at(NOW));
    let infeasible: Vec<_> = cases
        .iter()
        .filter(|c| c.steps.iter().any(|s| matches!(s.standing, Standing::Infeasible { .. })))
        .map(|c| c.incident.handle.as_str())
        .collect();
    assert_eq!(infeasible, ["distant-drum"]);
}

#[test]
fn every_mode_waiver_and_path_of_both_policies_occurs() {
    for portfolio in [lodestore(), vitess()] {
        let cases = cases(&portfolio, support::at(NOW));
        let ids = |all: Vec<&Name>| all.into_iter().cloned().collect::<BTreeSet<_>>();
        let policy = &portfolio.policy;

        let modes = cases.iter().flat_map(|c| &c.modes).map(|m| &m.element.id.value).collect();
        assert_eq!(ids(modes), ids(policy.modes.iter().map(|m| &m.element.id.value).collect()));

        let paths = cases.iter().flat_map(|c| &c.paths).map(|p| &p.element.id.value).collect();
        assert_eq!(ids(paths), ids(policy.paths.iter().map(|p| &p.element.id.value).collect()));

        let waivers = portfolio.incidents.iter().flat_map(|i| &i.waivers).map(|w| &w.waiver.value).collect();
        assert_eq!(ids(waivers), ids(policy.waivers.iter().map(|w| &w.element.id.value).collect()));
    }
}

#[test]
fn every_event_of_a_step_and_every_optional_step_both_ways_occurs() {
    let portfolio = lodestore();
    let recorded: BTreeSet<_> = portfolio.incidents.iter().flat_map(|i| &i.events).map(|e| e.name()).collect();
    let asked = |step: &&advisory::policy::Step| step.element.id.value != "delete-public-issue";
    for step in portfolio.policy.steps.iter().filter(asked) {
        assert!(recorded.contains(step.event.as_str()), "nobody ever did `{}`", step.element.id.value);
    }
    let decisions: BTreeSet<_> = portfolio
        .incidents
        .iter()
        .flat_map(|i| &i.decisions)
        .filter(|d| d.step.value == "distributors")
        .map(|d| d.take.value)
        .collect();
    assert_eq!(decisions, [false, true].into());
}

/// The site's filters have something to do.
#[test]
fn published_advisories_span_years_ratings_and_lines() {
    let portfolio = lodestore();
    let public: Vec<_> = cases(&portfolio, support::at(NOW)).iter().filter_map(|c| disclose(c).ok()).collect();
    let years: BTreeSet<_> = public.iter().map(|a| a.published.unwrap().year()).collect();
    assert_eq!(years, [2025, 2026].into());
    let ratings: BTreeSet<_> = public.iter().filter_map(|a| a.severity.as_ref()).map(|s| s.rating().as_str()).collect();
    assert_eq!(ratings, ["critical", "high", "low", "medium"].into());
    let lines: BTreeSet<_> = public.iter().flat_map(|a| &a.affected).filter_map(|a| a.line.as_ref()).collect();
    assert_eq!(lines.iter().map(|l| l.as_str()).collect::<Vec<_>>(), ["1.13", "1.14", "1.15", "main"]);
    assert!(public.iter().any(|a| a.revisions.len() > 1 && a.withdrawn.is_none()), "none was revised");
    assert!(public.iter().any(|a| !a.other_severities.is_empty()), "none has a second vector");
}

#[test]
fn leads_take_turns() {
    let portfolio = lodestore();
    let role = portfolio.policy.roles.iter().find(|r| r.pick == Some(Pick::RoundRobin)).unwrap().element.id.as_str();
    let mut passed_over = 0;
    for case in cases(&portfolio, support::at(NOW)) {
        let turn = next_lead(&portfolio, role, case.reported.unwrap());
        passed_over += turn.passed.len();
        assert_eq!(
            turn.lead.as_ref(),
            case.incident.holders(role).first().map(|h| &h.value),
            "{}",
            case.incident.handle
        );
    }
    assert_eq!(passed_over, 1, "one member was away when their turn came");
}

/// Nothing that an advisory says comes from the private side of its incident, or of another one.
#[test]
fn what_is_published_holds_nothing_private() {
    for portfolio in [lodestore(), vitess()] {
        let incidents = &portfolio.incidents;
        let mut private: BTreeSet<&str> = BTreeSet::new();
        for incident in incidents {
            private.insert(incident.handle.as_str());
            private.extend(incident.fix.thread.iter().chain(&incident.fix.repository).map(|t| t.value.as_str()));
            private.extend(incident.report.summary.iter().map(|t| t.value.as_str()));
            private.extend(incident.report.answers.values().map(|t| t.value.as_str()));
            private.extend(incident.events.iter().filter_map(|e| e.note.as_ref()).map(|t| t.value.trim()));
            let reporter = incident.report.reporter.iter();
            private.extend(reporter.clone().filter_map(|r| r.email.as_ref()).map(|t| t.value.as_str()));
            let silent = reporter.filter(|r| r.consent.as_ref().is_none_or(|c| !c.value));
            private.extend(silent.filter_map(|r| r.name.as_ref()).map(|t| t.value.as_str()));
        }
        private.extend(portfolio.team.members.iter().filter_map(|m| m.email.as_ref()).map(|t| t.value.as_str()));
        let public: Vec<_> = cases(&portfolio, support::at(NOW)).iter().filter_map(|c| disclose(c).ok()).collect();
        assert!(public.len() > 5);
        for advisory in public {
            let text = serde_json::to_string(&advisory).unwrap();
            for secret in &private {
                let quoted = serde_json::to_string(secret).unwrap();
                assert!(!text.contains(quoted.trim_matches('"')), "{} says {secret:?}", advisory.id);
            }
        }
    }
}

/// Each announcement that was sent, and each answer to a request, can be drafted from what the files say.
#[test]
fn what_was_sent_can_be_drafted() {
    let mut drafts = 0;
    for portfolio in [lodestore(), vitess()] {
        let (replies, refused) = announce::membership_replies(&portfolio, support::at(NOW));
        assert!(refused.is_empty(), "{refused:?}");
        drafts += replies.len();
        for case in cases(&portfolio, support::at(NOW)) {
            for step in case.steps.iter().filter(|s| s.done.is_some() && !s.step.to.is_empty()) {
                let made = announce::drafts(&case, step);
                drafts += made.unwrap_or_else(|e| panic!("{} {e:?}", case.incident.handle)).len();
            }
        }
    }
    assert!(drafts > 60, "{drafts} drafts");
}

/// Every address and link of the invented project is on a domain that nobody can own.
#[test]
fn invented_names_are_on_reserved_domains() {
    let files = ["advisory.toml", "policy.toml", "team.toml", "distributors.toml"];
    let texts = files.into_iter().map(|f| (f.to_owned(), std::fs::read(support::root().join(f)).unwrap()));
    let incidents = support::files(&support::root().join("incidents"));
    let mut links = 0;
    for (path, bytes) in texts.chain(incidents) {
        let text = String::from_utf8(bytes).unwrap();
        for host in hosts(&text) {
            links += 1;
            let inside = host.ends_with(".lodestore-system"); // a service's name inside a cluster
            assert!(inside || host.ends_with(".example"), "{path}: {host}");
        }
    }
    assert!(links > 100, "{links} links looked at");
}

/// The hosts of links and mail addresses in a text.
fn hosts(text: &str) -> Vec<&str> {
    let end = |c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-');
    let after = |mark: &str| {
        let pieces =
            text.split(mark).skip(1).map(|rest| rest.split(end).next().unwrap_or_default().trim_end_matches('.'));
        pieces.filter(|host| host.contains('.')).collect::<Vec<_>>()
    };
    [after("://"), after("@")].concat()
}

#[test]
fn lodestore_s_policy_is_the_preset_but_for_names_and_addresses() {
    let neutral = |text: &str| {
        let mut policy: Table = text.parse().unwrap();
        for key in ["id", "revision", "effective", "source"] {
            assert!(policy.remove(key).is_some(), "no `{key}`");
        }
        for channel in policy["channel"].as_array_mut().unwrap() {
            channel.as_table_mut().unwrap().remove("to");
        }
        policy
    };
    let own = std::fs::read_to_string(support::root().join("policy.toml")).unwrap();
    assert!(neutral(&own) == neutral(&preset("rook")), "policy.toml: carry over what changed in the preset");
    assert!(!own.to_lowercase().replace("rook preset", "").replace("--policy rook", "").contains("rook"));
}

#[test]
fn vitess_policy_is_the_preset() {
    let own = std::fs::read_to_string(support::root().join("tests/portfolios/vitess/policy.toml")).unwrap();
    let preset = preset("vitess").replace("your-project.example", "vitess.example");
    assert!(own == preset, "tests/portfolios/vitess/policy.toml: copy the preset again");
}

/// The public record of one vulnerability.
fn record(corpus: &Path, id: &str) -> Value {
    serde_json::from_slice(&std::fs::read(corpus.join(format!("{id}.json"))).unwrap()).unwrap()
}

fn strings<'v>(items: &'v Value, key: &str) -> Vec<&'v str> {
    items.as_array().into_iter().flatten().filter_map(|i| i[key].as_str()).collect()
}

/// `0.19.8` is how the Go module says `19.0.8`.
fn release(module: &str) -> String {
    match module.split_once('-').map_or((module, ""), |(v, pre)| (v, pre)) {
        ("0", _) => "0".to_owned(),
        (version, pre) => {
            let parts: Vec<_> = version.split('.').collect();
            let dash = if pre.is_empty() { "" } else { "-" };
            format!("{}.0.{}{dash}{pre}", parts[1], parts[2])
        }
    }
}

#[test]
#[ignore = "needs ../shared/corpora/cncf-osv"]
fn the_five_vulnerabilities_are_those_of_the_public_record() {
    let corpus = support::shared("corpora/cncf-osv");
    let portfolio = vitess();
    let public: Vec<_> = cases(&portfolio, support::at(NOW)).iter().filter_map(|c| disclose(c).ok()).collect();
    for id in RECORDS {
        let record = record(&corpus, id);
        let ours = public.iter().find(|a| a.aliases.iter().any(|alias| alias == id)).unwrap_or_else(|| panic!("{id}"));

        let names: BTreeSet<_> =
            ours.cve.iter().map(|c| c.as_str()).chain(ours.aliases.iter().map(String::as_str)).collect();
        let mut theirs: BTreeSet<_> = record["aliases"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        theirs.insert(id);
        assert_eq!(names, theirs, "{id}");

        let affected = &record["affected"][0];
        let own_numbers = &affected["ecosystem_specific"]["custom_ranges"][0]["events"];
        let module = &affected["ranges"][0]["events"];
        let ends = |key: &str| match own_numbers.is_array() {
            true => strings(own_numbers, key).into_iter().map(str::to_owned).collect::<BTreeSet<_>>(),
            false => strings(module, key).into_iter().map(release).collect(),
        };
        let introduced: BTreeSet<_> = ours
            .affected
            .iter()
            .map(|a| a.range.introduced.as_ref().map_or_else(|| "0".to_owned(), ToString::to_string))
            .collect();
        assert_eq!(introduced, ends("introduced"), "{id}");
        assert_eq!(
            ours.affected.iter().filter_map(|a| a.range.fixed().map(ToString::to_string)).collect::<BTreeSet<_>>(),
            ends("fixed"),
            "{id}"
        );
        // The text tells users of the Go module which versions are theirs.
        let text: String = ours.sections.iter().map(|s| s.markdown.as_str()).collect();
        for version in strings(module, "fixed") {
            assert!(text.contains(version), "{id} does not mention {version}");
        }

        let links: Vec<_> = ours.references.iter().map(|r| (r.kind.to_uppercase(), r.url.as_str())).collect();
        let kinds = strings(&record["references"], "type").into_iter().map(str::to_owned);
        assert_eq!(links, kinds.zip(strings(&record["references"], "url")).collect::<Vec<_>>(), "{id}");
        let thanked: Vec<_> = ours.credits.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(thanked, strings(&record["credits"], "name"), "{id}");
    }
}

/// Facts carry over, sentences do not.
#[test]
#[ignore = "needs ../shared/corpora/cncf-osv"]
fn the_record_s_sentences_are_not_ours() {
    let corpus = support::shared("corpora/cncf-osv");
    let words = |text: &str| {
        let plain = text.to_lowercase();
        plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let shingles = |text: &str| words(text).windows(8).map(|w| w.join(" ")).collect::<BTreeSet<_>>();
    let ours: BTreeSet<_> = ["incidents", "tests/portfolios/vitess/incidents"]
        .into_iter()
        .flat_map(|folder| support::files(&support::root().join(folder)))
        .flat_map(|(_, bytes)| shingles(&String::from_utf8(bytes).unwrap()))
        .collect();
    assert!(ours.len() > 10_000);
    let mut looked_at = 0;
    for (_, bytes) in support::files(&corpus) {
        let record: Value = serde_json::from_slice(&bytes).unwrap();
        let theirs = shingles(record["details"].as_str().unwrap_or_default());
        looked_at += theirs.len();
        let copied: Vec<_> = theirs.intersection(&ours).collect();
        assert!(copied.is_empty(), "{} {copied:?}", record["id"]);
    }
    assert!(looked_at > 500, "{looked_at}");
}
