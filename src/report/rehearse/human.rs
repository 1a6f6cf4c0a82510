//! A rehearsal for people: when, which files, what they say, who is told. Short enough to be read;
//! what is left out is counted, and how to see it is said.

use std::fmt::Write as _;

use super::RehearsalView;
use crate::app::rehearse::{Change, ChangeKind, ChangeReason, Message, Occasion, Rehearsal, Undrafted};
use crate::report::board::approved::shown;
use crate::report::wrapped::beside;
use crate::report::{columns, paragraph, plain, size};
use crate::time::spoken_seconds;

/// Files listed for each reason.
const FILES: usize = 30;
/// Pages whose text is shown.
const PAGES: usize = 12;
/// Lines of a new page or of a mail.
const TEXT: usize = 400;
/// Columns for the sizes of a file and its mark.
const SIZES: usize = 30;
/// Lines of a page that changes.
const CHANGES: usize = 16;

const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
const GREEN: &str = "\x1b[32m";
const RED: &str = "\x1b[31m";
const CYAN: &str = "\x1b[36m";
const PLAIN: &str = "\x1b[0m";

/// Returns the whole rehearsal, coloured.
pub(super) fn render(rehearsal: &Rehearsal, view: &RehearsalView, width: u16) -> String {
    let mut page = Page { out: String::new(), full: view.full || !view.only.is_empty(), width };
    page.headline(rehearsal);
    page.approvals(rehearsal);
    if rehearsal.is_built() {
        let changes = view.changes(rehearsal);
        page.files(&changes);
        match view.diff {
            true => page.diffs(&changes),
            false => page.texts(&changes),
        }
    }
    if view.only.is_empty() {
        page.messages(rehearsal);
    }
    page.out
}

/// Pages that change in the same words, which are shown once.
struct SameText<'a> {
    paths: Vec<&'a str>,
    kind: ChangeKind,
    /// Their lines, marked; `None` where they are no text.
    lines: Option<Vec<String>>,
}

struct Page {
    out: String,
    /// Whether nothing is left out.
    full: bool,
    /// The columns of the terminal.
    width: u16,
}

impl Page {
    fn line(&mut self, text: impl std::fmt::Display) {
        let _infallible = writeln!(self.out, "{text}");
    }

    /// Adds a text behind a margin, wrapped if it is too wide. Spaces inside it stay if it is not.
    fn wrapped(&mut self, margin: &str, text: &str) {
        let text = plain::line(text);
        if columns::of(margin) + columns::of(&text) <= usize::from(self.width) {
            self.line(format!("{margin}{text}").trim_end());
        } else {
            beside(margin, &text, self.width).lines().map(str::to_owned).for_each(|line| self.line(line));
        }
    }

    fn title(&mut self, text: impl std::fmt::Display) {
        let _infallible = writeln!(self.out, "\n{BOLD}{text}{PLAIN}");
    }

    fn limit(&self, most: usize) -> usize {
        if self.full { usize::MAX } else { most }
    }

    fn headline(&mut self, r: &Rehearsal) {
        let handle = &r.handle;
        let left = match r.release.seconds_since(r.now) {
            0 => String::new(),
            seconds => format!(", in {}", spoken_seconds(seconds)),
        };
        let (when, occasion) = (r.release.spoken(), occasion(r.occasion));
        let id = r.id.as_ref().map(|id| format!(" as {id}")).unwrap_or_default();
        let text = match (&r.obstacle, r.occasion) {
            (Some(reason), Occasion::NoEnd) => {
                format!("No end of the embargo is recorded. `{handle}` could not be public yet, on {when}: {reason}")
            }
            (None, Occasion::NoEnd) => format!(
                "No end of the embargo is recorded. If the embargo ended now, on {when}, `{handle}` would become public{id}."
            ),
            (Some(reason), _) => format!("`{handle}` would not be public on {when}, {occasion}: {reason}"),
            (None, _) => format!("`{handle}` becomes public{id} on {when}{left}, {occasion}"),
        };
        let text = paragraph(&plain::line(&text), self.width);
        self.line(format!("{BOLD}{}{PLAIN}", text.trim_end()));
    }

    /// Whether the approvals given so far cover what becomes public.
    fn approvals(&mut self, r: &Rehearsal) {
        let approvals = shown(&r.approvals);
        if approvals.is_empty() {
            return;
        }
        self.title("Approvals so far");
        for approval in &approvals {
            self.wrapped("  ", &approval.row().join("  "));
            for line in approval.difference() {
                let colour = match line.chars().next() {
                    Some('+') => GREEN,
                    Some('-') => RED,
                    _ => DIM,
                };
                self.line(format!("    {colour}{line}{PLAIN}"));
            }
        }
    }

    fn files(&mut self, changes: &[Change<'_>]) {
        let (own, others): (Vec<&Change<'_>>, Vec<_>) = changes.iter().partition(|c| c.reason != ChangeReason::Time);
        let count = |kind: ChangeKind| own.iter().filter(|c| c.kind == kind).count();
        self.title(format!(
            "Files: {} added, {} changed, {} removed",
            count(ChangeKind::Added),
            count(ChangeKind::Changed),
            count(ChangeKind::Removed)
        ));
        self.list(&own);
        if !others.is_empty() {
            self.title(format!("Other files that change by then: {}", others.len()));
            self.list(&others);
        }
    }

    fn list(&mut self, changes: &[&Change<'_>]) {
        // What is new comes first: it is what a reader looks for.
        let mut changes = changes.to_vec();
        changes.sort_by_key(|c| c.kind);
        let limit = self.limit(FILES);
        let most = usize::from(self.width).saturating_sub(SIZES).clamp(20, 60);
        let width = changes.iter().take(limit).map(|c| columns::of(c.path)).max().unwrap_or(0).min(most);
        for change in changes.iter().take(limit) {
            let colour = match change.kind {
                ChangeKind::Added => GREEN,
                ChangeKind::Changed => CYAN,
                ChangeKind::Removed => RED,
            };
            let both = if change.reason == ChangeReason::Both { ", also for other reasons" } else { "" };
            let (mark, path) = (change.kind.mark(), columns::padded(&plain::line(change.path), width));
            let line = beside(&format!("  {mark} {path}  "), &format!("{}{both}", sizes(change)), self.width);
            self.line(line.trim_end().replacen(&format!("  {mark} "), &format!("  {colour}{mark}{PLAIN} "), 1));
        }
        self.left_out(changes.len().saturating_sub(limit), "file", "--full lists them");
    }

    fn left_out(&mut self, count: usize, what: &str, how: &str) {
        if count > 0 {
            let plural = if count == 1 { "" } else { "s" };
            self.line(format!("  {DIM}… {count} more {what}{plural}; {how}{PLAIN}"));
        }
    }

    fn diffs(&mut self, changes: &[Change<'_>]) {
        for change in changes {
            self.line("");
            match change.patch() {
                Some(diff) => diff.lines().for_each(|line| self.patch_line(line)),
                None => self.line(format!("{} is not text", plain::line(change.path))),
            }
        }
    }

    fn patch_line(&mut self, line: &str) {
        let colour = match line.get(..2).unwrap_or(line) {
            "--" | "++" => BOLD,
            "@@" => CYAN,
            other if other.starts_with('+') => GREEN,
            other if other.starts_with('-') => RED,
            _ => "",
        };
        let end = if colour.is_empty() { "" } else { PLAIN };
        self.line(format!("{colour}{}{end}", plain::line(line)));
    }

    /// Pages, new ones first; with everything else when nothing is to be left out.
    fn texts(&mut self, changes: &[Change<'_>]) {
        let shown = |c: &&Change<'_>| self.full || (c.is_page() && c.reason != ChangeReason::Time);
        let mut shown: Vec<_> = changes.iter().filter(shown).collect();
        shown.sort_by_key(|c| c.kind);
        if shown.is_empty() {
            return;
        }
        self.title("The text that becomes public");
        let limit = self.limit(PAGES);
        // Lists by line, year and severity often change in the same words: these are shown once.
        let mut groups: Vec<SameText<'_>> = Vec::new();
        for change in shown.iter().take(limit) {
            let lines = marked_lines(change);
            match groups.iter_mut().find(|s| s.kind == ChangeKind::Changed && s.lines == lines) {
                Some(same) => same.paths.push(change.path),
                None => groups.push(SameText { paths: vec![change.path], kind: change.kind, lines }),
            }
        }
        for SameText { paths, kind, lines } in groups {
            let names = plain::line(&paths.join(", ")).into_owned();
            let names = paragraph(&names, self.width.saturating_sub(3));
            self.line(format!("\n{DIM}──{PLAIN} {BOLD}{}{PLAIN}", names.trim_end()));
            let most = self.limit(if kind == ChangeKind::Added { TEXT } else { CHANGES });
            match lines {
                None => self.line(format!("  {DIM}no text{PLAIN}")),
                Some(lines) if lines.is_empty() => {
                    self.line(format!("  {DIM}the same words; --diff shows what differs{PLAIN}"));
                }
                Some(lines) => {
                    lines.iter().take(most).for_each(|line| self.marked_line(line));
                    let only = paths.first().copied().unwrap_or_default();
                    let how = format!("--only {} shows them", plain::line(only));
                    self.left_out(lines.len().saturating_sub(most), "line", &how);
                }
            }
        }
        self.left_out(shown.len().saturating_sub(limit), "page", "--full shows them, --only PATH shows one");
    }

    fn marked_line(&mut self, line: &str) {
        let colour = match line.get(..1) {
            Some("+") => GREEN,
            Some("-") => RED,
            _ => "",
        };
        let end = if colour.is_empty() { "" } else { PLAIN };
        let line = plain::line(line);
        let (mark, text) = line.split_at_checked(2).unwrap_or(("", &line));
        if columns::of(&line) + 2 <= usize::from(self.width) {
            self.line(format!("  {colour}{line}{end}").trim_end());
            return;
        }
        // The further lines stand below the first one, and carry its mark.
        let room = self.width.saturating_sub(2 + u16::try_from(mark.len()).unwrap_or_default());
        for part in beside(&" ".repeat(indent(text)), text, room).lines() {
            self.line(format!("  {colour}{mark}{part}{end}").trim_end());
        }
    }

    fn messages(&mut self, r: &Rehearsal) {
        type Which = fn(&&Message) -> bool;
        let groups: [(&str, Which); 3] = [
            ("Messages that become due", |m| m.waits_for.is_empty() && !m.already),
            ("Messages that follow later, because they wait for something", |m| !m.waits_for.is_empty()),
            ("Messages that are already due", |m| m.waits_for.is_empty() && m.already),
        ];
        for (title, which) in groups {
            let messages: Vec<_> = r.messages.drafted.iter().filter(which).collect();
            if !messages.is_empty() {
                self.title(title);
                messages.into_iter().for_each(|message| self.message(message));
            }
        }
        if r.messages.drafted.is_empty() {
            self.title("No message becomes due");
        }
        for Undrafted { step, lacks } in &r.messages.undrafted {
            let title = beside("── ", &format!("{} can't be drafted yet:", plain::line(step)), self.width);
            self.line(format!("\n{DIM}{}", title.trim_end().replacen("──", &format!("──{PLAIN}"), 1)));
            lacks.iter().for_each(|lack| self.wrapped("  ", lack));
        }
    }

    /// Adds a label and the text beside it.
    fn labelled(&mut self, label: &str, text: &str) {
        let line = beside(&format!("  {label:<7}  "), &plain::line(text), self.width);
        self.line(line.trim_end().replacen(label, &format!("{DIM}{label}{PLAIN}"), 1));
    }

    fn message(&mut self, message: &Message) {
        let draft = &message.draft;
        let to = if draft.to.is_empty() { "nobody is named".to_owned() } else { draft.to.join(", ") };
        self.line(format!("\n{DIM}──{PLAIN} {BOLD}{}{PLAIN}", plain::line(&draft.path)));
        let due = message.due.map_or("no deadline".to_owned(), |due| due.spoken());
        self.line(format!("  {DIM}due{PLAIN}      {due}"));
        if !message.waits_for.is_empty() {
            self.labelled("after", &message.waits_for.join("; "));
        }
        self.labelled("to", &to);
        self.labelled("subject", &draft.subject);
        self.line("");
        let limit = self.limit(TEXT);
        let body = plain::lines(&draft.body);
        body.lines().take(limit).for_each(|line| self.line(format!("    {line}").trim_end()));
        self.left_out(body.lines().count().saturating_sub(limit), "line", "--full shows them");
    }
}

/// Returns the lines of a page that are new or differ, each behind its mark; `None` where it is no
/// text.
fn marked_lines(change: &Change<'_>) -> Option<Vec<String>> {
    Some(change.marked_lines()?.into_iter().map(|(mark, line)| format!("{mark} {line}")).collect())
}

/// Returns how many bytes of spaces a text begins with.
fn indent(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn occasion(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::EmbargoEnd => "when its embargo ends",
        Occasion::Now => "as soon as it is approved",
        Occasion::NoEnd => "if its embargo ended now",
        Occasion::Upstream => "when the upstream project publishes, which is after the end of its embargo",
        Occasion::Asked => "if its embargo ended then",
    }
}

/// `4.2 kB`, and of a file that changes by how much.
fn sizes(change: &Change<'_>) -> String {
    let length = |bytes: &[u8]| bytes.len() as u64;
    match (change.before.map(length), change.after.map(length)) {
        (Some(before), Some(after)) => {
            let sign = if after < before { '-' } else { '+' };
            format!("{} ({sign}{})", size(after), size(after.abs_diff(before)))
        }
        (before, after) => size(after.or(before).unwrap_or_default()),
    }
}
