//! Finds embargoed notifications under a policy that allows none.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::names::Name;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let notified = case.incident.first(BuiltIn::DistributorsNotified).filter(|_| !case.policy.embargo.allowed);
    if let Some(event) = notified {
        found.push(
            RULE.finding(
                &case.incident.file,
                event.kind.span,
                "distributors were told early, but this policy allows no embargo",
            )
            .also(Location::new(&case.policy.file, case.policy.embargo.span), "this policy allows no embargo")
            .help("if it happened, it was a leak: record it as `leaked`, with what leaked and who learned of it"),
        );
    }
    let agreed = case
        .incident
        .embargo
        .iter()
        .flat_map(|embargo| &embargo.agreed_by)
        .filter(|_| !case.policy.embargo.allowed && !case.is_closed());
    for third in agreed.filter(|who| is_third_party(case, who.as_str())) {
        let message = format!("`{}` agreed to the embargo, but this policy allows no early disclosure", third.value);
        found.push(
            RULE.finding(&case.incident.file, third.span, message)
                .also(Location::new(&case.policy.file, case.policy.embargo.span), "this policy allows no embargo")
                .help("name the members of the team who agreed; if others were told, record that as `leaked`"),
        );
    }
}

/// Those who know of the vulnerability without having been told early.
const INFORMED: [&str; 2] = ["reporter", "upstream"];

/// Returns whether a name or words stand for nobody on the team, and neither for the reporter nor
/// for the upstream project.
fn is_third_party(case: &Case<'_>, who: &str) -> bool {
    if who.parse::<Name>().is_ok() {
        let is_of_team = case.policy.role(who).is_some() || case.portfolio.team.member(who).is_some();
        return !is_of_team && !INFORMED.contains(&who);
    }
    let who = who.to_lowercase();
    let incident = case.incident;
    let reporter = incident.report.reporter.iter().flat_map(|reporter| [&reporter.name, &reporter.email]);
    let upstream = incident.upstream.iter().map(|upstream| &upstream.project);
    let named = reporter.chain(upstream).flatten().map(|name| name.as_str());
    let members = case.portfolio.team.members.iter().flat_map(|member| [member.id.as_str(), member.name.as_str()]);
    let roles = case.policy.roles.iter().map(|role| role.element.id.as_str());
    let mut words = named.chain(members).chain(roles).chain(INFORMED).chain(["team"]);
    !words.any(|word| !word.is_empty() && who.contains(&word.to_lowercase()))
}
