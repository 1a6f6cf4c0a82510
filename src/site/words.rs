//! A policy's windows and conditions in plain words, for users and reporters.

use crate::event::BuiltIn;
use crate::policy::{Anchor, Condition, Disclosure, Force, Limit, LineKind, Policy, Prefer, Window};
use crate::time::{Length, Unit};

/// The words with a capital first letter.
pub(super) fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A title's name and what it adds after a colon or comma: `Fix Lead: coordinates one incident`.
pub(super) fn short(title: &str) -> (&str, &str) {
    title.split_once([':', ',']).map_or((title, ""), |(name, rest)| (name.trim(), rest.trim()))
}

/// `a`, `a or b`, `a, b or c`.
pub(super) fn list(items: &[String], and: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

/// `7 days`, `24 hours`, `1 week`, `5 business days`.
pub(super) fn length(length: Length) -> String {
    let unit = match length.unit {
        Unit::Hours => "hour",
        Unit::Days => "day",
        Unit::Weeks => "week",
        Unit::BusinessDays => "business day",
    };
    let plural = if length.count == 1 { "" } else { "s" };
    format!("{} {unit}{plural}", length.count)
}

/// How strictly a window binds.
pub(super) fn force(force: Force) -> &'static str {
    match force {
        Force::Target => "goal",
        Force::Must => "duty",
        Force::Cap => "limit",
    }
}

/// A window: `within 7 days of the report`.
pub(super) fn window(window: &Window, policy: &Policy) -> String {
    let moment = moment(window.anchor.event().as_str(), policy);
    let min = window.min.as_ref().map(|l| length(l.value));
    let mut words = match (&window.anchor, min, &window.max) {
        (Anchor::After(_), None, None) => format!("after {moment}"),
        (Anchor::After(_), Some(min), None) => format!("not earlier than {min} after {moment}"),
        (Anchor::After(_), None, Some(Limit::Asap)) => format!("as soon as possible after {moment}"),
        (Anchor::After(_), Some(min), Some(Limit::Asap)) => {
            format!("as soon as possible, but not earlier than {min} after {moment}")
        }
        (Anchor::After(_), None, Some(Limit::Length(max))) => format!("within {} of {moment}", length(max.value)),
        (Anchor::After(_), Some(min), Some(Limit::Length(max))) => {
            format!("between {min} and {} after {moment}", length(max.value))
        }
        (Anchor::Before(_), None, None | Some(Limit::Asap)) => format!("before {moment}"),
        (Anchor::Before(_), Some(min), None | Some(Limit::Asap)) => format!("at least {min} before {moment}"),
        (Anchor::Before(_), None, Some(Limit::Length(max))) => format!("at most {} before {moment}", length(max.value)),
        (Anchor::Before(_), Some(min), Some(Limit::Length(max))) => {
            format!("between {min} and {} before {moment}", length(max.value))
        }
        (Anchor::At(_), ..) => format!("at {moment}"),
    };
    if let Some(tolerance) = window.tolerance.as_ref().filter(|t| t.count > 0) {
        words.push_str(&format!(", give or take {}", length(tolerance.value)));
    }
    if let Some(extend) = &window.extend {
        words.push_str(&format!(" (with a recorded waiver, up to {})", length(extend.value)));
    }
    if let Some(prefer) = &window.prefer {
        words.push_str(&preference(prefer));
    }
    words
}

fn preference(prefer: &Prefer) -> String {
    let day = |d: &str| match d {
        "mon" => "Monday".to_owned(),
        "tue" => "Tuesday".to_owned(),
        "wed" => "Wednesday".to_owned(),
        "thu" => "Thursday".to_owned(),
        "fri" => "Friday".to_owned(),
        "sat" => "Saturday".to_owned(),
        "sun" => "Sunday".to_owned(),
        other => other.to_owned(),
    };
    let days: Vec<_> = prefer.weekdays.iter().map(|d| day(d.as_str())).collect();
    let on = if days.is_empty() { String::new() } else { format!(" on a {}", list(&days, "or")) };
    let at = prefer.at.as_ref().map_or(String::new(), |t| format!(" at {} UTC", t.value));
    format!(", preferably{on}{at}")
}

/// What a window hangs on: `the report`.
fn moment(name: &str, policy: &Policy) -> String {
    let known = match (BuiltIn::named(name), name) {
        (Some(BuiltIn::Reported), _) => "the report",
        (Some(BuiltIn::Scored), _) => "the severity is decided",
        (Some(BuiltIn::MitigationReady), _) => "a mitigation is ready",
        (Some(BuiltIn::FixReady), _) => "the fix is ready",
        (Some(BuiltIn::NoticePublished), _) => "users are told of the fix",
        (Some(BuiltIn::DistributorsNotified), _) => "distributors are told",
        (Some(BuiltIn::EmbargoBroken), _) => "the embargo is broken",
        (Some(BuiltIn::Exploited), _) => "exploitation is known",
        (Some(BuiltIn::Leaked), _) => "the leak is known",
        (Some(BuiltIn::UpstreamPublic), _) => "the upstream project’s disclosure",
        (Some(BuiltIn::Released), _) => "the fixed release",
        (Some(BuiltIn::Announced), _) => "the announcement",
        (_, "public") => "publication",
        (_, "release-date") => "the announced release date",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    let vocabulary = policy.vocabulary();
    format!("“{}”", vocabulary.get(name).copied().unwrap_or(name))
}

/// A condition, ready to follow "when"; `None` when it always holds.
pub(super) fn condition(condition: &Condition) -> Option<String> {
    let mut parts = Vec::new();
    let mut say = |on: bool, words: &str| {
        if on {
            parts.push(words.to_owned());
        }
    };
    say(condition.disclosure == Some(Disclosure::Private), "the vulnerability was reported in private");
    say(condition.disclosure == Some(Disclosure::Public), "the vulnerability is already public");
    say(condition.upstream == Some(true), "the fix waits for another project’s disclosure");
    say(condition.upstream == Some(false), "the fix waits for no other project");
    say(condition.embargo_broken == Some(true), "the embargo was broken");
    say(condition.embargo_broken == Some(false), "the embargo holds");
    say(condition.exploited == Some(true), "the vulnerability is known to be exploited");
    say(condition.exploited == Some(false), "no exploitation is known");
    parts.extend(condition.cvss_lt.map(|s| format!("its CVSS score is under {s}")));
    parts.extend(condition.cvss_ge.map(|s| format!("its CVSS score is {s} or more")));
    if !condition.affects.is_empty() {
        parts.push(format!("it affects {}", lines(&condition.affects, "or")));
    }
    if !condition.not_affects.is_empty() {
        parts.push(format!("it does not affect {}", lines(&condition.not_affects, "or")));
    }
    if !condition.impact.is_empty() {
        let impacts: Vec<_> = condition.impact.iter().map(|i| i.as_str().replace('-', " ")).collect();
        parts.push(format!("its impact is {}", list(&impacts, "or")));
    }
    parts.extend(condition.older_than.map(|l| format!("the flaw has been in the code for more than {}", length(l))));
    let any: Vec<String> = condition.any.iter().filter_map(self::condition).collect();
    if !any.is_empty() {
        parts.push(list(&any, "or"));
    }
    (!parts.is_empty()).then(|| list(&parts, "and"))
}

fn lines(kinds: &[LineKind], or: &str) -> String {
    let word = |kind: &LineKind| match kind {
        LineKind::Development => "the development line".to_owned(),
        LineKind::Supported => "a supported release line".to_owned(),
        LineKind::Unsupported => "an unsupported release line".to_owned(),
    };
    list(&kinds.iter().map(word).collect::<Vec<_>>(), or)
}
