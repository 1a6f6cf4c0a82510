//! Finds roles whose only holder is away today.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if case.is_closed() {
        return;
    }
    let (team, today) = (&case.portfolio.team, case.now.date());
    for (role, holders) in &case.incident.roles {
        let [holder] = holders.as_slice() else { continue };
        let Some(member) = team.member(holder.as_str()) else { continue };
        if let Some(away) = member.away.iter().find(|a| (a.from.value..=a.until.value).contains(&today)) {
            let message = format!("`{}` is the only `{role}` and is away until {}", holder.value, away.until.value);
            found.push(
                RULE.finding(&case.incident.file, holder.span, message)
                    .also(Location::new(&team.file, away.from.span), "away since this day")
                    .help("name a stand-in under [roles]"),
            );
        }
    }
}
