//! Finds people whose mail address is that of a public channel: what the team writes to them would
//! be public.

use crate::finding::Finding;
use crate::policy::Policy;
use crate::rules::{Check, Review, Rule};
use crate::source::{FilePath, Location, Spanned};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let portfolio = review.portfolio;
    let (policy, team, lists) = (&portfolio.policy, &portfolio.team, &portfolio.distributors);
    let members = team.members.iter().filter_map(|member| member.email.as_ref());
    found.extend(members.filter_map(|email| of(policy, &team.file, email, "this member of the team")));
    if let Some(file) = &lists.file {
        let present = lists.members.iter().filter(|member| member.removed.is_none());
        let contacts = present.flat_map(|member| &member.contacts);
        found.extend(contacts.filter_map(|contact| of(policy, file, contact, "this member of a list")));
    }
    for case in review.cases {
        let reporter = case.incident.report.reporter.as_ref();
        let email = reporter.and_then(|reporter| reporter.email.as_ref());
        found.extend(email.and_then(|email| of(case.policy, &case.incident.file, email, "the reporter")));
    }
}

/// Returns the finding on an address of somebody.
fn of(policy: &Policy, file: &FilePath, email: &Spanned<String>, who: &str) -> Option<Finding> {
    let channel = policy.public_at(email.as_str())?;
    let message = format!("mails to {who} would go to the channel `{}`, which is public", channel.element.id.value);
    Some(
        RULE.finding(file, email.span, message)
            .also(Location::new(&policy.file, channel.element.id.span), "its exposure is `public`")
            .help("give the person's own address"),
    )
}

/// Returns the finding that `announce` refuses a private draft with.
pub(crate) fn refused(policy: &Policy, at: Location, address: &str) -> Option<Finding> {
    let channel = policy.public_at(address)?;
    let message =
        format!("this mail is private, but would go to the channel `{}`, which is public", channel.element.id.value);
    Some(
        Finding::of(RULE.id, at, message)
            .also(Location::new(&policy.file, channel.element.id.span), "its exposure is `public`")
            .help("give the person's own address"),
    )
}
