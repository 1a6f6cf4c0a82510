//! Finds amendments by people who may not record what they correct.

use crate::case::Case;
use crate::change::{Kind, may, records};
use crate::finding::{Finding, did_you_mean};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    if incident.amendments.is_empty() {
        return;
    }
    let amendments = records(incident).into_iter().filter(|record| record.kind == Kind::Amendment);
    for record in amendments.filter(|record| !incident.is_void(record.name.span)) {
        if record.by.iter().any(|by| may(case, &record, by.as_str())) {
            continue;
        }
        let who: Vec<String> = record.by.iter().map(|by| format!("`{}`", by.value)).collect();
        let span = record.by.first().map_or(record.name.span, |by| by.span);
        let what = record.amends.map(crate::incident::Target::words).unwrap_or_default();
        let team = &case.portfolio.team;
        let stranger = record.by.iter().find(|by| team.member(by.as_str()).is_none());
        let near = stranger.and_then(|by| did_you_mean(by.as_str(), team.members.iter().map(|m| m.id.as_str())));
        let help = near.map_or_else(
            || "let someone who may record it make the correction".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        found.push(
            RULE.finding(&incident.file, span, format!("{} may not correct {what}", who.join(" and "))).help(help),
        );
    }
}
