//! The wall, on generated portfolios: what is embargoed leaves no trace in anything public.
//!
//! Nobody writes down here what a leak looks like. A portfolio is built twice, with its embargoed incidents and without
//! them, or with others in their place, and the two builds have to be the same. The oracle for "is this public?" is
//! [`spec::Spec::is_public`], a few lines written from the rule.
//!
//! `PROPERTY_CASES=20000 cargo test --test suite wall::` looks for longer.

mod approved;
mod attach;
mod authority;
mod cached;
mod changes;
mod checked;
mod disclosed;
mod files;
mod keys;
mod leak;
mod logs;
mod portfolio;
mod program;
mod quoted;
mod since;
mod spec;
mod world;

use advisory::advisory::disclose;
use advisory::announce;
use advisory::case::Case;
use advisory::finding::Finding;
use advisory::plan::Plan;
use advisory::policy::Exposure;
use advisory::{build, parse};
use proptest::prelude::*;

use crate::support::{at_least, config};
use portfolio::{Portfolio, portfolio};

/// What a build makes public: the site, or the errors that forbid it, how many advisories it has, and what it leaves out
/// and why.
#[derive(PartialEq)]
struct Public {
    site: Result<Plan, Vec<String>>,
    advisories: usize,
    left_out: Vec<String>,
}

fn public(portfolio: &Portfolio) -> Public {
    let reading = parse::portfolio(portfolio.tree());
    let model = reading.portfolio.expect("the generated project, policy and team can be read");
    let built = build::public(model, reading.findings, portfolio.now());
    let words = |all: &[Finding]| {
        all.iter().map(|f| format!("{} at {:?}, {:?}: {}", f.rule, f.primary, f.others, f.message)).collect::<Vec<_>>()
    };
    let site = built.site.clone().ok_or_else(|| words(&built.findings));
    Public { site, advisories: built.advisories, left_out: words(&built.left_out) }
}

impl Public {
    /// The files in which it is not the same, or what else is different.
    fn differs(&self, other: &Self) -> Option<String> {
        match (&self.site, &other.site) {
            _ if self == other => None,
            (Ok(one), Ok(two)) if one == two => Some(format!("{:?}\nand\n{:?}", self.left_out, other.left_out)),
            (Ok(one), Ok(two)) => {
                let files =
                    one.iter().chain(two.iter()).map(|(path, _)| path).filter(|path| one.get(path) != two.get(path));
                let shown = |plan: &Plan, path: &str| {
                    plan.get(path).map(String::from_utf8_lossy).unwrap_or_default().into_owned()
                };
                Some(files.map(|path| format!("{path}:\n{}\nand\n{}\n", shown(one, path), shown(two, path))).collect())
            }
            (one, two) => Some(format!("{:?}\nand\n{:?}", one.as_ref().err(), two.as_ref().err())),
        }
    }

    /// Where an error forbids the site, its words may be about a private file of what is public.
    fn differs_but_for_errors(&self, other: &Self) -> Option<String> {
        let is_same = self.site == other.site || self.site.is_err() && other.site.is_err();
        if is_same { None } else { self.differs(other) }
    }
}

proptest! {
    #![proptest_config(config(256, 200))]

    /// Byte for byte: files, names, order and contents.
    #[test]
    fn the_public_build_is_that_of_the_portfolio_without_its_embargoed_incidents(portfolio in portfolio()) {
        let whole = public(&portfolio);
        prop_assert_eq!(whole.differs(&public(&portfolio.without_embargoed())), None, "deleted");
        prop_assert_eq!(whole.differs(&public(&portfolio.with_others_embargoed())), None, "edited");
    }

    /// What stays private beside a notice or a public advisory changes nothing either.
    #[test]
    fn the_public_build_is_that_of_the_portfolio_with_other_secrets(portfolio in portfolio()) {
        let whole = public(&portfolio);
        let words = public(&portfolio.in_other_words());
        prop_assert_eq!(whole.differs_but_for_errors(&words), None, "in other words");
        let folders = public(&portfolio.in_other_folders());
        prop_assert_eq!(whole.differs_but_for_errors(&folders), None, "in other folders");
        let keys = public(&portfolio.with_other_private_keys());
        prop_assert_eq!(whole.differs_but_for_errors(&keys), None, "with other private keys");
        prop_assert_eq!(whole.differs(&public(&portfolio.with_others_announced())), None, "with others announced");
    }

    /// What the oracle calls public is public, and nothing else is.
    #[test]
    fn the_gate_opens_for_what_is_approved_and_past_its_embargo_and_for_nothing_else(portfolio in portfolio()) {
        let reading = parse::portfolio(portfolio.tree());
        let model = reading.portfolio.expect("readable");
        for incident in &model.incidents {
            let Some(spec) = portfolio.spec(incident.folder.as_str()) else { continue };
            let disclosed = disclose(&Case::new(&model, incident, portfolio.now()));
            let words = disclosed.as_ref().map(|a| serde_json::to_string(a).unwrap()).unwrap_or_default();
            for private in ["CANARY", "canary-", "AFTER-", &spec.handle()] {
                prop_assert!(!words.contains(private), "{} in {}", private, words);
            }
            let opens = spec.opens(portfolio.terms, portfolio.now).filter(|_| spec.is_public(portfolio.terms, portfolio.now) && spec.is_whole());
            let published = disclosed.ok().map(|a| a.published);
            let dated = opens.map(|opens| spec.published(opens).map(files::day));
            prop_assert_eq!(published, dated, "{:?} at {}", spec, portfolio.now);
        }
    }

    /// A wall that lets nothing through would hold too: what is public has its page, what is announced its notice, and
    /// where a file of either was read in part there is no site at all.
    #[test]
    fn what_is_public_is_shown_and_nothing_of_it_is_missing(portfolio in portfolio()) {
        let (terms, now) = (portfolio.terms, portfolio.now);
        let shown = portfolio.specs.iter().filter(|s| !s.is_embargoed(terms, now));
        let Public { site: Ok(site), left_out, .. } = public(&portfolio) else { return Ok(()) };
        for spec in shown {
            // What is left out is reported.
            let file = format!("{}/", spec.path());
            if left_out.iter().any(|why| why.contains(&file)) {
                continue;
            }
            prop_assert!(spec.is_whole(), "{:?} was read in part", spec);
            if spec.is_public(terms, now) {
                prop_assert!(site.get(&format!("{}.html", spec.id())).is_some(), "{} has no page", spec.id());
            } else if terms.mitigations && spec.has_approved_mitigations(now) {
                let page = String::from_utf8_lossy(site.get("forthcoming.html").unwrap());
                let notice = format!("OPEN-{}-mitigation", spec.number);
                prop_assert!(page.contains(&notice), "{}: {}", notice, page);
            }
        }
    }

    /// Every private field holds a canary, and so does every public field of an embargoed incident.
    #[test]
    fn no_canary_gets_out(portfolio in portfolio()) {
        if let Ok(site) = public(&portfolio).site {
            for (path, bytes) in site.iter() {
                // The digits of a hash of a public file say any four digits now and then.
                let is_hash = path.ends_with(".sha256") || path.ends_with(".sha512");
                let text = if is_hash { "".into() } else { String::from_utf8_lossy(bytes) };
                for leak in portfolio.canaries() {
                    prop_assert!(!text.contains(&leak) && !path.contains(&leak), "{} holds {}", path, leak);
                }
            }
        }
    }

    /// What anybody can read is drafted of what its channel may carry, whatever the template asks for.
    #[test]
    fn no_public_draft_says_what_its_channel_may_not_carry(portfolio in portfolio()) {
        let reading = parse::portfolio(portfolio.tree());
        let model = reading.portfolio.expect("readable");
        for incident in &model.incidents {
            let Some(spec) = portfolio.spec(incident.folder.as_str()) else { continue };
            let case = Case::new(&model, incident, portfolio.now());
            let mut never = vec!["CANARY".to_owned(), "canary-".to_owned(), spec.handle()];
            if case.publication.is_err() {
                never.extend(["AFTER-", "SECRET-", "CVE-", "LODE-", "1.16", "1.15"].map(str::to_owned));
                if !spec.has_approved_mitigations(portfolio.now) {
                    never.push("OPEN-".to_owned());
                }
            }
            let due = announce::due(&case).0;
            let all = case.steps.iter().filter_map(|step| announce::drafts(&case, step).ok()).flatten();
            for draft in all.chain(due).filter(|d| d.exposure == Exposure::Public) {
                let text = String::from_utf8_lossy(&draft.bytes);
                for leak in &never {
                    prop_assert!(!text.contains(leak) && !draft.subject.contains(leak), "{}: {} in {}", draft.path, leak, text);
                }
            }
        }
    }

    /// The same tree and instant: the same bytes, whatever the order the files were listed in and however many threads
    /// build.
    #[test]
    fn a_build_is_a_function_of_tree_and_now(portfolio in portfolio()) {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let alone = pool.install(|| public(&portfolio.reversed()));
        prop_assert_eq!(public(&portfolio).differs(&alone), None);
    }
}

/// The generator makes what the properties are about: otherwise they would hold of nothing.
#[test]
fn generated_portfolios_hold_public_embargoed_forthcoming_and_broken_incidents() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    use spec::Spec;
    let mut runner = TestRunner::deterministic();
    let (mut published, mut embargoed, mut noticed, mut broken, mut sites, mut changed) = (0, 0, 0, 0, 0, 0);
    let mut errors = std::collections::BTreeMap::<String, usize>::new();
    for _ in 0..128 {
        let portfolio = portfolio().new_tree(&mut runner).unwrap().current();
        published += portfolio.count(Spec::is_public);
        embargoed += portfolio.count(Spec::is_embargoed);
        noticed += portfolio.count(Spec::is_noticed);
        broken += portfolio.count(|s, _, _| !s.is_whole());
        // Those that show an advisory.
        let Public { site, advisories, .. } = public(&portfolio);
        sites += usize::from(site.is_ok() && advisories > 0);
        changed += usize::from(portfolio.with_others_announced().files() != portfolio.files());
        for error in site.err().into_iter().flatten() {
            *errors.entry(error.split(' ').next().unwrap_or_default().to_owned()).or_default() += 1;
        }
    }
    assert!(
        published > 100 && embargoed > 100 && noticed > 50 && broken > 50 && sites > 30 && changed > 20,
        "{published} {embargoed} {noticed} {broken} {sites} {changed} {errors:?}"
    );
}
