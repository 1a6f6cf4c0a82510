//! Finds approvals, waivers and decisions that are not signed as the policy requires.

use crate::case::Case;
use crate::change::{Kind, Record, records};
use crate::evidence::{Evidence, is_asked};
use crate::finding::{Finding, Severity};
use crate::names::Name;
use crate::rules::{Check, EvidenceReview, Rule, commands};
use crate::signature::{CheckedCommit, Verdict};
use crate::source::{Location, Span, Spanned};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Evidence(check));

fn check(review: &EvidenceReview<'_>, found: &mut Vec<Finding>) {
    let Ok(evidence) = review.evidence else { return };
    for case in review.cases {
        let Some(terms) = &case.policy.evidence else { continue };
        let stands = |record: &&Record<'_>| !case.incident.is_void(record.name.span);
        for record in records(case.incident).iter().filter(stands).filter(|record| is_asked(terms, record)) {
            let problems = judge(case, evidence, record).into_iter();
            found.extend(problems.map(|f| f.also(Location::new(&case.policy.file, terms.span), "required here")));
        }
    }
}

/// Checks the signatures of a record. Everybody named in an approval has to sign it; for a waiver
/// or a decision on a step, one signature is enough.
fn judge(case: &Case<'_>, evidence: &Evidence, record: &Record<'_>) -> Vec<Finding> {
    let commits: Vec<&CheckedCommit> = evidence.as_written(case.incident, record).collect();
    let file = &case.incident.file;
    let what = record.words();
    if commits.is_empty() {
        let message = format!("{what} is not committed yet, so it is not signed");
        let help = "let the named person commit it with `git commit -S`";
        return vec![RULE.raise(Severity::Warning, file, record.name.span, message).help(help)];
    }
    let signed = |by: &Spanned<Name>| commits.iter().any(|commit| commit.is_signed_by(by.as_str()));
    let raise = |span: Span, whose: &str| {
        let message = format!("{what} {whose} {}", commits.first().map(|commit| found(commit)).unwrap_or_default());
        RULE.finding(file, span, message).help(help(case, record))
    };
    match (record.kind, record.by) {
        (_, []) => vec![raise(record.name.span, "names nobody who could sign it:")],
        (Kind::Event, by) => {
            let missing = by.iter().filter(|by| !signed(by));
            missing.map(|by| raise(by.span, &format!("is not signed by `{}`:", by.value))).collect()
        }
        (_, by) if by.iter().any(signed) => Vec::new(),
        (_, by) => {
            let names: Vec<String> = by.iter().map(|by| format!("`{}`", by.value)).collect();
            let span = by.first().map_or(record.name.span, |by| by.span);
            vec![raise(span, &format!("is not signed by {}:", names.join(" or ")))]
        }
    }
}

/// Describes the signature of a commit.
fn found(commit: &CheckedCommit) -> String {
    let id = commit.commit.id.short();
    match &commit.verdict {
        None | Some(Verdict::Unsigned) => format!("commit {id} is not signed"),
        Some(Verdict::Good(other)) => format!("commit {id} is signed by `{other}`"),
        Some(Verdict::Lapsed(owner, why)) => format!("commit {id} is signed by `{owner}`, but {why}"),
        Some(Verdict::Stranger) => format!("commit {id} is signed with a key that team.toml does not have"),
        Some(Verdict::Bad) => format!("the signature of commit {id} is invalid"),
        Some(Verdict::Unverified(why)) => format!("the signature of commit {id} could not be verified ({why})"),
    }
}

fn help(case: &Case<'_>, record: &Record<'_>) -> String {
    match record.kind {
        Kind::Event => format!(
            "let the person it names run `{}` and commit with `git commit -S`, then void this one: `advisory correct {} \
             {} --void --by MEMBER --reason TEXT`",
            commands::publish(case),
            case.incident.handle,
            record.name.value
        ),
        Kind::Waiver | Kind::Decision | Kind::Amendment => format!(
            "void it: `advisory correct {} {} --kind {} --void --by MEMBER --reason TEXT`; then let the person it names \
             record it and commit with `git commit -S`",
            case.incident.handle,
            record.name.value,
            record.kind.word()
        ),
    }
}
