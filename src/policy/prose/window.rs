//! Windows: when a step is due, and how strictly.

use super::{Prose, Reader, length, names};
use crate::event::BuiltIn;
use crate::policy::{Anchor, Force, Limit, Prefer, Window};

impl Prose<'_> {
    /// Returns a window as a phrase: "within 7 days of the report". For the team with its force:
    /// "(target)".
    #[must_use]
    pub fn window(self, window: &Window) -> String {
        let mut words = self.interval(window);
        if let Some(tolerance) = window.tolerance.as_ref().filter(|t| self.reader == Reader::Team || t.count > 0) {
            words += &format!(", give or take {}", length(tolerance.value));
        }
        if let Some(extend) = &window.extend {
            let extend = length(extend.value);
            words += &match self.reader {
                Reader::Public => format!(" (with a recorded waiver, up to {extend})"),
                Reader::Team => format!(", with a waiver up to {extend}"),
            };
        }
        words += &window.prefer.as_ref().map(|prefer| self.preference(prefer)).unwrap_or_default();
        if self.reader == Reader::Team {
            words += &format!(" ({}{})", window.force.word(), if window.inferred { ", inferred" } else { "" });
        }
        words
    }

    /// Returns how strictly a window binds, in a word.
    pub(crate) fn force(self, force: Force) -> &'static str {
        match force {
            Force::Target => self.choose("target", force.word()),
            Force::Must => self.choose("commitment", force.word()),
            Force::Cap => self.choose("hard limit", force.word()),
        }
    }

    fn interval(self, window: &Window) -> String {
        let moment = self.moment(window.anchor.event().as_str());
        let (after, side) = match window.anchor {
            Anchor::After(_) => (true, "after"),
            Anchor::Before(_) => (false, "before"),
            Anchor::At(_) => return format!("at {moment}"),
        };
        let min = window.min.as_ref().map(|min| length(min.value));
        let max = match &window.max {
            Some(Limit::Asap) if after => {
                let min = min.filter(|_| self.reader == Reader::Public);
                let but = min.map(|min| format!(", but not earlier than {min}")).unwrap_or_default();
                return format!("as soon as possible{but} after {moment}");
            }
            Some(Limit::Length(max)) => Some(length(max.value)),
            Some(Limit::Asap) | None => None,
        };
        match (min, max) {
            (None, None) => format!("{side} {moment}"),
            (None, Some(max)) if after => format!("within {max} of {moment}"),
            (None, Some(max)) => format!("at most {max} {side} {moment}"),
            (Some(min), None) if after => {
                format!("{} {min} {side} {moment}", self.choose("not earlier than", "at least"))
            }
            (Some(min), None) => format!("at least {min} {side} {moment}"),
            (Some(min), Some(max)) => match self.reader {
                Reader::Public => format!("between {min} and {max} {side} {moment}"),
                Reader::Team if min == max => format!("exactly {max} {side} {moment}"),
                Reader::Team => format!("{min} to {max} {side} {moment}"),
            },
        }
    }

    /// Returns the anchor of a window: "the report". An unknown event is quoted.
    #[must_use]
    pub(crate) fn moment(self, name: &str) -> String {
        let for_public = |words| self.choose(Some(words), None);
        let known = match BuiltIn::named(name) {
            Some(BuiltIn::Reported) => Some("the report"),
            Some(BuiltIn::Released) => Some(self.choose("the fixed release", "the release")),
            Some(BuiltIn::EmbargoBroken) => Some(self.choose("the embargo is broken", "the embargo's break")),
            Some(BuiltIn::UpstreamPublic) => {
                Some(self.choose("the upstream project’s disclosure", "upstream's publication"))
            }
            Some(BuiltIn::Scored) => for_public("the severity is decided"),
            Some(BuiltIn::MitigationReady) => for_public("a mitigation is ready"),
            Some(BuiltIn::FixReady) => for_public("the fix is ready"),
            Some(BuiltIn::NoticePublished) => for_public("users are told of the fix"),
            Some(BuiltIn::DistributorsNotified) => for_public("distributors are told"),
            Some(BuiltIn::Exploited) => for_public("exploitation is known"),
            Some(BuiltIn::Leaked) => for_public("the leak is known"),
            Some(BuiltIn::Announced) => for_public("the announcement"),
            _ if name == "public" => Some("publication"),
            _ if name == "release-date" => Some("the announced release date"),
            _ => None,
        };
        match (known, self.reader) {
            (Some(known), _) => known.to_owned(),
            (None, Reader::Team) => format!("`{name}`"),
            (None, Reader::Public) => format!("“{}”", self.policy.vocabulary().get(name).unwrap_or(&name)),
        }
    }

    fn preference(self, prefer: &Prefer) -> String {
        let days: Vec<String> = prefer.weekdays.iter().map(|day| weekday(day.as_str()).to_owned()).collect();
        let on = match self.reader {
            _ if days.is_empty() => String::new(),
            Reader::Public => format!(" on a {}", self.list(&days, "or")),
            Reader::Team => format!(" on {}", names(&prefer.weekdays, ", ")),
        };
        let at = prefer.at.as_ref().map_or(String::new(), |at| format!(" at {} UTC", at.value));
        format!(", preferably{on}{at}")
    }
}

fn weekday(word: &str) -> &str {
    match word {
        "mon" => "Monday",
        "tue" => "Tuesday",
        "wed" => "Wednesday",
        "thu" => "Thursday",
        "fri" => "Friday",
        "sat" => "Saturday",
        "sun" => "Sunday",
        other => other,
    }
}
