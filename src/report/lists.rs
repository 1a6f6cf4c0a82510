//! Three lines on the early-disclosure lists after an edit.

use super::plain;
use super::wrapped::beside;
use crate::portfolio::{Distributors, Portfolio};
use crate::time::Instant;

/// Returns how many members and open requests there are, and what is due next, for a terminal of
/// this many columns.
#[must_use]
pub fn lists_state(portfolio: &Portfolio, now: Instant, width: u16) -> String {
    let Distributors { members, requests, .. } = &portfolio.distributors;
    let present = members.iter().filter(|member| member.removed.is_none());
    let open = requests.iter().filter(|request| request.decision.is_none());
    let unsent = requests.iter().filter(|request| request.decision.is_some() && !request.is_replied(now));
    let mut text = String::new();
    let mut line = |key: &str, value: String| {
        text.push_str(&beside(&format!("{key:<9} "), &plain::line(&value), width));
    };
    line("members", format!("{} present, {} left", present.clone().count(), members.len() - present.clone().count()));
    let waiting: Vec<&str> = open.chain(unsent).map(|request| request.id.as_str()).collect();
    line("to answer", if waiting.is_empty() { "nobody".to_owned() } else { waiting.join(", ") });
    let review = present.filter_map(|member| Some((member.review.as_ref()?.value, member.id.as_str()))).min();
    let review = review.map(|(day, id)| {
        let overdue = if day < now.date() { ", overdue" } else { "" };
        format!("review of {id} on {day}{overdue}")
    });
    line("next", review.unwrap_or_else(|| "no review has a date".to_owned()));
    text
}
