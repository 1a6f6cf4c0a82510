//! Windows and conditions in words, for pages and terminals: "within 7 days of the report (target)".

use super::{Anchor, Condition, Disclosure, Force, Limit, LineKind, Window};
use crate::event::BuiltIn;
use crate::time::{Length, Unit};

impl Force {
    /// The word policies use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Must => "must",
            Self::Cap => "cap",
        }
    }
}

impl LineKind {
    /// The word policies use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Supported => "supported",
            Self::Unsupported => "unsupported",
        }
    }
}

impl Window {
    /// The window as a phrase, with its force: "within 7 days of the report (target)".
    #[must_use]
    pub fn spoken(&self) -> String {
        let name = event_words(self.anchor.event().as_str());
        let min = self.min.as_ref().map(|min| min.value);
        let max = match &self.max {
            Some(Limit::Length(max)) => Some(max.value),
            Some(Limit::Asap) | None => None,
        };
        let mut phrase = match (&self.anchor, min, max) {
            (Anchor::After(_), ..) if self.max == Some(Limit::Asap) => format!("as soon as possible after {name}"),
            (Anchor::After(_), None, Some(max)) => format!("within {} of {name}", length(max)),
            (Anchor::At(_), ..) => format!("at {name}"),
            (side, ..) => {
                let side = if matches!(side, Anchor::After(_)) { "after" } else { "before" };
                match (min, max) {
                    (None, None) => format!("{side} {name}"),
                    (Some(min), None) => format!("at least {} {side} {name}", length(min)),
                    (None, Some(max)) => format!("at most {} {side} {name}", length(max)),
                    (Some(min), Some(max)) if min == max => format!("exactly {} {side} {name}", length(max)),
                    (Some(min), Some(max)) => format!("{} to {} {side} {name}", length(min), length(max)),
                }
            }
        };
        if let Some(tolerance) = &self.tolerance {
            phrase += &format!(", give or take {}", length(tolerance.value));
        }
        if let Some(extend) = &self.extend {
            phrase += &format!(", with a waiver up to {}", length(extend.value));
        }
        if let Some(prefer) = &self.prefer {
            let days: Vec<&str> = prefer.weekdays.iter().map(|d| d.as_str()).collect();
            let days = if days.is_empty() { String::new() } else { format!(" on {}", days.join(", ")) };
            let at = prefer.at.as_ref().map(|at| format!(" at {} UTC", at.value)).unwrap_or_default();
            phrase += &format!(", preferably{days}{at}");
        }
        let inferred = if self.inferred { ", inferred" } else { "" };
        format!("{phrase} ({}{inferred})", self.force.word())
    }
}

impl Condition {
    /// The condition as a phrase that follows "when"; empty for one that always holds.
    #[must_use]
    pub fn spoken(&self) -> String {
        let is = |set: Option<bool>, yes: &str, no: &str| set.map(|set| if set { yes } else { no }.to_owned());
        let kind = |k: &LineKind| if *k == LineKind::Development { "in development" } else { k.word() };
        let kinds = |kinds: &[LineKind]| kinds.iter().map(kind).collect::<Vec<_>>().join(" or ");
        let parts = [
            self.disclosure.map(|d| match d {
                Disclosure::Private => "the report is private".to_owned(),
                Disclosure::Public => "the vulnerability is already public".to_owned(),
            }),
            is(self.upstream, "the fix waits for an upstream project", "the fix waits for no upstream project"),
            is(self.embargo_broken, "the embargo is broken", "the embargo holds"),
            is(self.exploited, "exploitation is known", "no exploitation is known"),
            self.cvss_lt.map(|score| format!("CVSS is under {score}")),
            self.cvss_ge.map(|score| format!("CVSS is {score} or more")),
            (!self.affects.is_empty()).then(|| format!("an affected line is {}", kinds(&self.affects))),
            (!self.not_affects.is_empty()).then(|| format!("no affected line is {}", kinds(&self.not_affects))),
            (!self.impact.is_empty()).then(|| {
                let impact: Vec<&str> = self.impact.iter().map(|i| i.as_str()).collect();
                format!("its impact is {}", impact.join(" or "))
            }),
            self.older_than.map(|age| format!("the flaw is older than {}", length(age))),
            (!self.any.is_empty()).then(|| self.any.iter().map(Self::spoken).collect::<Vec<_>>().join(", or ")),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" and ")
    }
}

/// A built-in event as the middle of a phrase; other events by their own name.
fn event_words(name: &str) -> String {
    match (BuiltIn::named(name), name) {
        (Some(BuiltIn::Reported), _) => "the report".to_owned(),
        (Some(BuiltIn::Released), _) => "the release".to_owned(),
        (Some(BuiltIn::EmbargoBroken), _) => "the embargo's break".to_owned(),
        (Some(BuiltIn::UpstreamPublic), _) => "upstream's publication".to_owned(),
        (_, "release-date") => "the announced release date".to_owned(),
        (_, "public") => "publication".to_owned(),
        (_, other) => format!("`{other}`"),
    }
}

fn length(length: Length) -> String {
    let unit = match length.unit {
        Unit::Hours => "hour",
        Unit::Days => "day",
        Unit::Weeks => "week",
        Unit::BusinessDays => "business day",
    };
    format!("{} {unit}{}", length.count, if length.count == 1 { "" } else { "s" })
}
