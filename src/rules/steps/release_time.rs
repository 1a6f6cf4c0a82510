//! Finds planned releases outside the times that the policy prefers.

use crate::case::{Case, Deadline, StepStatus};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule, severity_of};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    // Where no date is announced, the release is at the end of the embargo.
    let end = || case.incident.embargo_ends().find(|end| Some(end.value) == case.embargo.until);
    let announced = case.incident.release_date(case.now);
    let planned = announced.or_else(|| end().filter(|end| end.value > case.now && case.public_since().is_none()));
    let is_urgent = |s: &StepStatus<'_>| matches!(s.deadline, Deadline::Asap { .. });
    let releases = |s: &&StepStatus<'_>| s.step.is_done_by(BuiltIn::Released) && s.standing.is_open() && !is_urgent(s);
    let (Some(planned), Some(status)) = (planned, case.steps.iter().find(releases)) else { return };
    let Some((window, prefer)) = status.step.window.as_ref().and_then(|w| Some((w, w.prefer.as_ref()?))) else {
        return;
    };
    let weekday = planned.utc().format("%a").to_string().to_lowercase();
    let time = planned.utc().format("%H:%M").to_string();
    let days: Vec<_> = prefer.weekdays.iter().map(|d| d.as_str()).collect();
    let wrong_day = !days.is_empty() && !days.contains(&weekday.as_str());
    let wrong_time = prefer.at.as_ref().filter(|at| at.value != time);
    let wish = match (wrong_day, wrong_time) {
        (true, Some(at)) => format!("{} at {} UTC", days.join(" or "), at.value),
        (true, None) => days.join(" or "),
        (false, Some(at)) => format!("{} UTC", at.value),
        (false, None) => return,
    };
    found.push(
        RULE.raise(
            severity_of(prefer.force),
            &case.incident.file,
            planned.span,
            match announced {
                Some(_) => format!("the release is planned for {}, but the policy prefers {wish}", planned.spoken()),
                None => {
                    format!("the embargo ends on {}, but the policy prefers {wish} for the release", planned.spoken())
                }
            },
        )
        .also(Location::new(&case.policy.file, window.span), "preferred here")
        .help("choose a preferred time, if the embargo and the caps allow it"),
    );
}
