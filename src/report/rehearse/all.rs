//! Every coming publication for people: when, what becomes public, and what is in the way.

use std::fmt::Write as _;

use crate::app::rehearse::{Change, ChangeKind, ChangeReason, Occasion, Rehearsal, Rehearsals};
use crate::report::wrapped::beside;
use crate::report::{columns, plain, plural};
use crate::time::spoken_seconds;

const BOLD: &str = "\x1b[1m";
const RED: &str = "\x1b[31m";
const PLAIN: &str = "\x1b[0m";

/// New files listed for each publication.
const FILES: usize = 5;

/// Returns the summary of each publication, coloured.
pub(super) fn render(rehearsals: &Rehearsals, width: u16) -> String {
    let coming = &rehearsals.coming;
    if coming.is_empty() {
        return "no publication is planned\n".to_owned();
    }
    let stopped = coming.iter().filter(|rehearsal| rehearsal.obstacle.is_some()).count();
    let stopped = match stopped {
        0 => String::new(),
        stopped => format!(", {stopped} of them blocked"),
    };
    let mut out = format!("{} to come{stopped}\n", plural(coming.len(), "publication"));
    coming.iter().for_each(|rehearsal| publication(&mut out, rehearsal, width));
    out
}

fn publication(out: &mut String, r: &Rehearsal, width: u16) {
    let mut line = |text: String| {
        let _infallible = writeln!(out, "{text}");
    };
    let when = match r.occasion {
        Occasion::NoEnd => "no date yet".to_owned(),
        Occasion::Now if r.is_approved => "now".to_owned(),
        Occasion::Now => "as soon as it is approved".to_owned(),
        _ => format!("{}, in {}", r.release.spoken(), spoken_seconds(r.release.seconds_since(r.now))),
    };
    // What can't be published as it is gets no id yet.
    let id = r.id.as_ref().filter(|_| r.obstacle.is_none()).map(|id| format!(", as {id}")).unwrap_or_default();
    let head = format!("{when}  {}{id}", r.handle);
    // The date stays in one piece.
    match columns::of(&head) > usize::from(width) {
        true => line(format!("\n{BOLD}{when}{PLAIN}\n  {}{id}", r.handle)),
        false => line(format!("\n{BOLD}{when}{PLAIN}  {}{id}", r.handle)),
    }
    let beside = |text: &str| beside("  ", &plain::line(text), width).trim_end().to_owned();
    r.title.iter().for_each(|title| line(beside(title)));
    if r.is_built() && r.obstacle.is_none() {
        let changes = r.changes();
        let own: Vec<_> = changes.iter().filter(|change| change.reason != ChangeReason::Time).collect();
        let is_new =
            |change: &&&Change<'_>| change.kind == ChangeKind::Added && change.reason == ChangeReason::Incident;
        let mut new: Vec<_> = own.iter().filter(is_new).collect();
        // Pages come before what only programs look for.
        new.sort_by_key(|change| (!change.path.ends_with(".html"), change.path.starts_with('.'), change.path));
        for change in new.iter().take(FILES) {
            line(format!("  {} {}", change.kind.mark(), plain::line(change.path)));
        }
        let rest = own.len() - new.len().min(FILES);
        if rest > 0 {
            let what = if new.is_empty() { "file" } else { "more file" };
            line(format!("  and {}", plural(rest, what)));
        }
    }
    let messages = r.messages.drafted.len();
    if messages > 0 && r.obstacle.is_none() {
        line(format!("  {} to send", plural(messages, "message")));
    }
    if !r.is_approved && r.obstacle.is_none() && r.occasion != Occasion::Now {
        line("  not approved yet".to_owned());
    }
    if let Some(reason) = &r.obstacle {
        let text = beside(&format!("in the way: {reason}"));
        line(text.replacen("in the way", &format!("{RED}in the way{PLAIN}"), 1));
    }
}
