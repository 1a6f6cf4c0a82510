//! The findings of a verification, each at the place in the portfolio that it contradicts.

use super::ranges::Agreement;
use super::{LineVerdict, Reviews, State};
use crate::case::Case;
use crate::error::Help as _;
use crate::finding::Finding;
use crate::policy::LineKind;
use crate::portfolio::Line;
use crate::product::ProductError;
use crate::rules::fix::{
    AFFECTED_DIFFERS, FIX_MISSING, FIX_REVERTED, FIX_UNRELEASED, FIX_UNREVIEWED, FIX_UNVERIFIED, INTRODUCED_UNKNOWN,
};
use crate::source::{Location, Span, Spanned};
use crate::version::Version;

/// Returns the incident's file as a whole, or its first commit of the fix.
fn fix(case: &Case<'_>) -> Location {
    let first = case.incident.fix.commits.first();
    first.map_or_else(
        || Location::file(&case.incident.file),
        |commit| Location::new(&case.incident.file, commit.id.span),
    )
}

pub(super) fn nothing_recorded(case: &Case<'_>) -> Finding {
    Finding::of(FIX_UNVERIFIED, fix(case), "not verified: no commit of the fix is recorded")
        .help("record each as `commits = [{ id = \"…\", line = \"…\" }]` under [fix]")
}

/// Returns the finding on a recorded commit that can't be found.
pub(super) fn commit(case: &Case<'_>, span: Span, id: &str, error: &ProductError) -> Finding {
    let place = Location::new(&case.incident.file, span);
    let message = match error {
        ProductError::Unknown(_) => format!("not verified: none of the given repositories has commit {id}"),
        error => format!("not verified: {error}"),
    };
    let help = match error {
        ProductError::Unknown(_) | ProductError::Unreached(_) => {
            "name the private fix repository with --fix-repo, or fetch the branch that has it".to_owned()
        }
        error => error.help().unwrap_or_default(),
    };
    Finding::of(FIX_UNVERIFIED, place, message).help(help)
}

/// Returns the finding on a base that the fix was not begun on.
pub(super) fn base(case: &Case<'_>, id: &Spanned<String>) -> Finding {
    let place = Location::new(&case.incident.file, id.span);
    let message = format!("not verified: the fix's commits are not based on `base` {}", id.value);
    Finding::of(FIX_UNVERIFIED, place, message)
        .help("set `base` to the commit on which the fix's branch began, or remove it")
}

/// Returns the finding on an incomplete repository.
pub(super) fn incomplete(case: &Case<'_>, error: &ProductError) -> Finding {
    Finding::of(FIX_UNVERIFIED, fix(case), format!("not verified: {error}")).help(error.help().unwrap_or_default())
}

pub(super) fn introduced_unknown(case: &Case<'_>) -> Finding {
    let message = "the commits that introduced the flaw are not recorded, so only the fixed versions can be checked";
    Finding::of(INTRODUCED_UNKNOWN, fix(case), message)
        .help("record them as `introduced = [\"…\"]` under [fix]; `git log -S` and `git bisect` find them")
}

pub(super) fn version_twice(case: &Case<'_>, line: &Line, version: &Version) -> Finding {
    let place = Location::new(&case.portfolio.project.file, line.id.span);
    let message = format!("not verified: several tags are release {version}, and point to different commits");
    Finding::of(FIX_UNVERIFIED, place, message)
        .help("change `tags` under [project] so that it matches only one of them")
}

/// Returns the findings on commits without the reviews that a step requires.
pub(super) fn reviews(case: &Case<'_>, reviews: &Reviews<'_>, found: &mut Vec<Finding>) {
    let fix = &case.incident.fix;
    let asked = Location::new(&case.policy.file, reviews.asked.role.span);
    let role = &reviews.asked.role.value;
    for review in reviews.commits.iter().filter(|review| !reviews.suffices(review)) {
        let recorded = fix.commits.iter().find(|commit| review.commit.starts_with(commit.id.value.as_str()));
        let span = recorded.map(|commit| commit.id.span).or(fix.base.as_ref().map(|base| base.span));
        let place = span.map_or_else(|| self::fix(case), |span| Location::new(&case.incident.file, span));
        let id = review.commit.get(..12).unwrap_or(&review.commit);
        let (given, each) = if reviews.asked.per_commit {
            (review.by.len(), "required here, on each commit")
        } else {
            (reviews.of_the_whole, "required here, of the fix as a whole")
        };
        let mut finding = Finding::of(
            FIX_UNREVIEWED,
            place,
            format!("commit {id} has {given} of {} reviews by `{role}`", reviews.asked.count),
        );
        let refused: Vec<String> = review.refused.iter().map(|r| format!("{} {}", r.who, r.why.words())).collect();
        if !refused.is_empty() {
            finding = finding.label(refused.join("; "));
        }
        found.push(finding.also(asked.clone(), each).help(format!(
            "let a member of `{role}` who did not write it review it, and add their `Reviewed-by: Name <address>` to its message"
        )));
    }
}

/// Returns the findings on a line.
pub(super) fn line(case: &Case<'_>, verdict: &LineVerdict<'_>, found: &mut Vec<Finding>) {
    if verdict.required {
        found.extend(state(case, verdict));
    }
    if let Agreement::Differs(differences) = &verdict.agreement {
        found.push(differs(case, verdict, differences));
    }
    if !verdict.gaps.is_empty() {
        let message = format!(
            "not verified: git does not tell which versions of the line `{}` are affected",
            verdict.line.id.value
        );
        let finding = Finding::of(FIX_UNVERIFIED, entry(case, verdict), message).label(verdict.gaps.join("; "));
        found.push(finding.help(
            "`git fetch --tags` brings missing tags; `tags` in advisory.toml says how releases are tagged; nothing of the line is written",
        ));
    }
}

/// Returns where the incident mentions a line.
fn spoken_of(case: &Case<'_>, line: &Line) -> Location {
    let incident = case.incident;
    let in_scope = incident.scope.lines.iter().find(|l| l.value == line.id.value).map(|l| l.span);
    let fixed = || incident.fix.commits.iter().find(|c| c.line.value == line.id.value).map(|c| c.line.span);
    let span = in_scope.or_else(fixed);
    span.map_or_else(|| fix(case), |span| Location::new(&incident.file, span))
}

fn state(case: &Case<'_>, verdict: &LineVerdict<'_>) -> Option<Finding> {
    let line = &verdict.line.id;
    let place = spoken_of(case, verdict.line);
    let kind = match verdict.kind {
        LineKind::Development => "the development line",
        LineKind::Supported => "this line gets releases",
        LineKind::Unsupported => "a fix is recorded for this line",
    };
    let finding = match &verdict.state {
        State::NotAffected => return None,
        State::Fixed if verdict.line.development || verdict.is_released() => return None,
        State::Fixed => {
            let last = verdict.releases.last().map_or_else(
                || "it has no release".to_owned(),
                |release| format!("its last release {} does not", release.tag),
            );
            Finding::of(FIX_UNRELEASED, place, format!("the branch of `{}` has the fix, but {last}", line.value))
                .help("release the line, fetch the tag, and verify again")
        }
        State::Missing => {
            let (all, lacks) = (verdict.carried.len(), verdict.carried.iter().filter(|c| c.by.is_empty()).count());
            let part = if lacks < all { format!("{lacks} of {all} commits of the fix") } else { "the fix".to_owned() };
            Finding::of(FIX_MISSING, place, format!("the line `{}` lacks {part}", line.value)).help(
                "cherry-pick the commits of the plan; a manual backport counts once it is recorded as a commit of this line",
            )
        }
        State::Reverted(by) => {
            let by = by.get(..12).unwrap_or(by);
            let message = format!("the fix was reverted on the line `{}` by {by}", line.value);
            Finding::of(FIX_REVERTED, place, message).help("cherry-pick the fix again, or revert that commit")
        }
        State::NotVerified(why) => {
            let message = format!("not verified on the line `{}`: {why}", line.value);
            let help = match &verdict.reference {
                None => "fetch the branch, or name it as `branch` of the line in advisory.toml",
                Some(_) => "record your findings under [fix] of incident.toml",
            };
            Finding::of(FIX_UNVERIFIED, place, message).help(help)
        }
    };
    Some(finding.also(Location::new(&case.portfolio.project.file, line.span), kind))
}

/// Returns where the advisory speaks of a line.
fn entry(case: &Case<'_>, verdict: &LineVerdict<'_>) -> Location {
    let document = case.incident.document.as_ref();
    let entry = document.and_then(|d| verdict.own.first().and_then(|n| d.affected.get(*n)));
    match (document, entry) {
        (Some(document), Some(entry)) => {
            let span = entry.range.fixed().or(entry.range.introduced.as_ref()).map_or(entry.span, |bound| bound.span);
            Location::new(&document.file, span)
        }
        (Some(document), None) => Location::new(&document.file, Span::new(document.front.start, document.front.start)),
        (None, _) => Location::file(&case.incident.file),
    }
}

fn differs(case: &Case<'_>, verdict: &LineVerdict<'_>, differences: &[String]) -> Finding {
    let (place, line) = (entry(case, verdict), &verdict.line.id.value);
    let help = if case.incident.document.as_ref().is_some_and(|document| verdict.is_written(document)) {
        "bring the fix to the branch, or correct `fixed`; --write keeps the version, because it may be planned"
    } else {
        "run `advisory verify` with --write to write the versions from git; if they are wrong, correct `introduced` and `commits`"
    };
    Finding::of(AFFECTED_DIFFERS, place, format!("the affected versions of the line `{line}` differ from those in git"))
        .label(differences.join("; "))
        .help(help)
}
