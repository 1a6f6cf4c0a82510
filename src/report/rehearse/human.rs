//! A rehearsal for people: when, which files, what they say, who is told. Short enough to be read; what is left out is
//! counted, and how to see it is said.

use std::fmt::Write as _;

use super::difference::{Because, Change, Kind};
use super::mails::Mail;
use super::reading::{self, is_page};
use super::scenario::Occasion;
use super::{Rehearsal, View};
use crate::report::{plain, size};
use crate::time::spoken_seconds;

/// Files listed for each reason.
const FILES: usize = 30;
/// Pages whose text is shown.
const PAGES: usize = 12;
/// Lines of a new page or of a mail.
const TEXT: usize = 400;
/// Lines of a page that changes.
const CHANGES: usize = 16;

const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
const GREEN: &str = "\x1b[32m";
const RED: &str = "\x1b[31m";
const CYAN: &str = "\x1b[36m";
const PLAIN: &str = "\x1b[0m";

/// The whole rehearsal, coloured.
pub(super) fn render(rehearsal: &Rehearsal<'_>, view: &View) -> String {
    let mut page = Page { out: String::new(), full: view.full || !view.only.is_empty() };
    page.headline(rehearsal);
    if rehearsal.built {
        page.files(rehearsal);
        match view.diff {
            true => page.diffs(&rehearsal.changes),
            false => page.texts(&rehearsal.changes),
        }
    }
    if view.only.is_empty() {
        page.mails(rehearsal);
    }
    page.out
}

/// Files that change in the same words.
struct Said<'a> {
    paths: Vec<&'a str>,
    kind: Kind,
    /// Their lines, marked; `None` where they are no text.
    lines: Option<Vec<String>>,
}

struct Page {
    out: String,
    /// Whether nothing is left out.
    full: bool,
}

impl Page {
    fn line(&mut self, text: impl std::fmt::Display) {
        let _infallible = writeln!(self.out, "{text}");
    }

    fn title(&mut self, text: impl std::fmt::Display) {
        let _infallible = writeln!(self.out, "\n{BOLD}{text}{PLAIN}");
    }

    fn limit(&self, most: usize) -> usize {
        if self.full { usize::MAX } else { most }
    }

    fn headline(&mut self, r: &Rehearsal<'_>) {
        let handle = &r.handle;
        let left = match r.release.seconds_since(r.now) {
            0 => String::new(),
            seconds => format!(", in {}", spoken_seconds(seconds)),
        };
        let (when, occasion) = (r.release.spoken(), occasion(r.occasion));
        let text = match (&r.obstacle, &r.id) {
            (Some(reason), _) => format!("`{handle}` would not be public on {when}, {occasion}: {reason}"),
            (None, Some(id)) => format!("`{handle}` becomes public as {id} on {when}{left}, {occasion}"),
            (None, None) => format!("`{handle}` becomes public on {when}{left}, {occasion}"),
        };
        self.line(format!("{BOLD}{}{PLAIN}", plain::line(&text)));
    }

    fn files(&mut self, r: &Rehearsal<'_>) {
        let (own, others): (Vec<_>, Vec<_>) = r.changes.iter().partition(|c| c.because != Because::Time);
        let count = |kind: Kind| own.iter().filter(|c| c.kind == kind).count();
        self.title(format!(
            "Files: {} added, {} changed, {} removed",
            count(Kind::Added),
            count(Kind::Changed),
            count(Kind::Removed)
        ));
        self.list(&own);
        if !others.is_empty() {
            self.title(format!("Also different by then, whether or not `{}` is public: {}", r.handle, others.len()));
            self.list(&others);
        }
    }

    fn list(&mut self, changes: &[&Change<'_>]) {
        // What is new comes first: it is what a reader looks for.
        let mut changes = changes.to_vec();
        changes.sort_by_key(|c| c.kind);
        let limit = self.limit(FILES);
        let width = changes.iter().take(limit).map(|c| c.path.chars().count()).max().unwrap_or(0).min(60);
        for change in changes.iter().take(limit) {
            let colour = match change.kind {
                Kind::Added => GREEN,
                Kind::Changed => CYAN,
                Kind::Removed => RED,
            };
            let both = if change.because == Because::Both { ", and not of this alone" } else { "" };
            let (mark, path) = (change.kind.mark(), plain::line(change.path));
            self.line(format!("  {colour}{mark}{PLAIN} {path:width$}  {}{both}", sizes(change)));
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
            match reading::patch(change) {
                Some(diff) => diff.lines().for_each(|line| self.patch_line(line)),
                None => self.line(format!("{} is no text", plain::line(change.path))),
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
        let shown = |c: &&Change<'_>| self.full || (is_page(c.path) && c.because != Because::Time);
        let mut shown: Vec<_> = changes.iter().filter(shown).collect();
        shown.sort_by_key(|c| c.kind);
        if shown.is_empty() {
            return;
        }
        self.title("The text that becomes public");
        let limit = self.limit(PAGES);
        // Lists by line, year and severity often change in the same words: these are said once.
        let mut said: Vec<Said<'_>> = Vec::new();
        for change in shown.iter().take(limit) {
            let lines = marked_lines(change);
            match said.iter_mut().find(|s| s.kind == Kind::Changed && s.lines == lines) {
                Some(same) => same.paths.push(change.path),
                None => said.push(Said { paths: vec![change.path], kind: change.kind, lines }),
            }
        }
        for Said { paths, kind, lines } in said {
            let names = plain::line(&paths.join(", ")).into_owned();
            self.line(format!("\n{DIM}──{PLAIN} {BOLD}{names}{PLAIN}"));
            let most = self.limit(if kind == Kind::Added { TEXT } else { CHANGES });
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
        self.line(format!("  {colour}{}{end}", plain::line(line)).trim_end());
    }

    fn mails(&mut self, r: &Rehearsal<'_>) {
        type Which = fn(&&Mail) -> bool;
        let groups: [(&str, Which); 3] = [
            ("Messages that become due", |m| m.waits_for.is_empty() && !m.already),
            ("Messages that follow, once what they wait for is done", |m| !m.waits_for.is_empty()),
            ("Messages that are due now already", |m| m.waits_for.is_empty() && m.already),
        ];
        for (title, which) in groups {
            let mails: Vec<_> = r.mails.mails.iter().filter(which).collect();
            if !mails.is_empty() {
                self.title(title);
                mails.into_iter().for_each(|mail| self.mail(mail));
            }
        }
        if r.mails.mails.is_empty() {
            self.title("No message becomes due");
        }
        for (step, lacks) in &r.mails.later {
            self.line(format!("\n{DIM}──{PLAIN} {} can't be drafted yet:", plain::line(step)));
            lacks.iter().for_each(|lack| self.line(format!("  {}", plain::line(lack))));
        }
    }

    fn mail(&mut self, mail: &Mail) {
        let draft = &mail.draft;
        let to = if draft.to.is_empty() { "nobody is named".to_owned() } else { draft.to.join(", ") };
        self.line(format!("\n{DIM}──{PLAIN} {BOLD}{}{PLAIN}", plain::line(&draft.path)));
        let due = mail.due.map_or("no deadline".to_owned(), |due| due.spoken());
        self.line(format!("  {DIM}due{PLAIN}      {due}"));
        if !mail.waits_for.is_empty() {
            self.line(format!("  {DIM}after{PLAIN}    {}", plain::line(&mail.waits_for.join("; "))));
        }
        self.line(format!("  {DIM}to{PLAIN}       {}", plain::line(&to)));
        self.line(format!("  {DIM}subject{PLAIN}  {}\n", plain::line(&draft.subject)));
        let limit = self.limit(TEXT);
        let body = plain::lines(&draft.body);
        body.lines().take(limit).for_each(|line| self.line(format!("    {line}").trim_end()));
        self.left_out(body.lines().count().saturating_sub(limit), "line", "--full shows them");
    }
}

/// The lines of a page that are new or differ, each with its mark; `None` where it is no text.
fn marked_lines(change: &Change<'_>) -> Option<Vec<String>> {
    let read = |bytes: Option<&[u8]>| bytes.map_or(Some(String::new()), |b| reading::text(change.path, b));
    let (before, after) = (read(change.before)?, read(change.after)?);
    let mark = |mark: char, line: &str| format!("{mark} {}", line.trim_end());
    Some(match change.kind {
        Kind::Added => after.lines().map(|line| mark(' ', line)).collect(),
        Kind::Removed => before.lines().map(|line| mark('-', line)).collect(),
        Kind::Changed => {
            let lines = reading::marked(&before, &after).into_iter().filter(|(_, line)| !line.is_empty());
            lines.map(|(sign, line)| mark(sign, &line)).collect()
        }
    })
}

fn occasion(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::EmbargoEnd => "when its embargo ends",
        Occasion::Now => "as soon as it is approved",
        Occasion::NoEnd => "if its embargo ended now: no end of it is recorded",
        Occasion::Upstream => "when the upstream project is public, which is after its embargo's end",
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
