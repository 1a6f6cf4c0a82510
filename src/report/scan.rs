//! What a scan found, for people and machines.
//!
//! A log that others may read gets places, kinds and handles: never the words that were found, nor
//! a path, ref or commit that gives something away by itself.
//!
//! ```json
//! { "schema": 1,
//!   "summary": { "findings": 1, "files": 12, "objects": 0, "bytes": 4096, "phrases": 830 or null, "incidents": 4 },
//!   "findings": [ { "kind": "title", "incident": "amber-heron" or null, "private_file": "distributors.toml" or null,
//!     "message": "…", "what": "file", "file": "docs/a.md" or null, "commit": "…" or null,
//!     "line": 3, "column": 1, "end_line": 3, "end_column": 6, "excerpt": "…" or null } ],
//!   "notes": [ "…" ] }
//! ```
//!
//! Lines and columns count from 1, columns in Unicode code points. Keys are added, never renamed or
//! removed, while `schema` stays the same.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Audience, Format, github, human, plain, plural, sarif, size};
use crate::json::JsonError;
use crate::scan::{Kind, Note, Occurrence, Place, Scan, Watch, What};

mod document;

/// What a scan found, in a format, ending in a newline.
///
/// # Errors
/// JSON that can't be written.
pub fn scan(format: Format, scan: &Scan, watch: &Watch, audience: Audience, color: bool) -> Result<String, JsonError> {
    let found: Vec<Shown<'_>> = scan.found.iter().map(|found| Shown::new(found, audience)).collect();
    let notes = notes(scan, watch, audience);
    Ok(match format {
        Format::Human => {
            let renderer = if color { Renderer::styled() } else { Renderer::plain() };
            let mut out: String = found.iter().map(|f| human(f, &renderer) + "\n\n").collect();
            notes.iter().for_each(|note| out.push_str(&format!("note: {note}\n")));
            out + &sentence(scan, watch, audience)
        }
        Format::Json => super::pretty(&document::Document::new(scan, watch, &found, &notes, audience))?,
        Format::Sarif => {
            let results: Vec<_> = found.iter().map(document::result).collect();
            sarif::log(Kind::ALL.into_iter().map(document::descriptor).collect(), &results)?
        }
        Format::Github => {
            let mut out: String = found.iter().map(command).collect();
            notes.iter().for_each(|note| out.push_str(&format!("::notice ::{}\n", github::data(note))));
            out + &sentence(scan, watch, audience)
        }
    })
}

/// A finding as its readers may see it.
struct Shown<'f> {
    found: &'f Occurrence,
    /// The path or ref, when it may be shown and there is one.
    path: Option<&'f str>,
    commit: Option<&'f str>,
    /// The words, when they may be shown.
    excerpt: Option<&'f str>,
}

impl<'f> Shown<'f> {
    fn new(found: &'f Occurrence, audience: Audience) -> Self {
        let team = audience == Audience::Team;
        let place = Some(&found.place).filter(|place| team || !place.reveals);
        Self {
            found,
            path: place.map(|p| p.path.as_str()).filter(|path| !path.is_empty()),
            commit: place.and_then(|p| p.commit.as_deref()),
            excerpt: team.then_some(found.hit.excerpt.as_str()),
        }
    }

    fn message(&self) -> String {
        format!("{}: {}{}", self.found.hit.owner, self.found.hit.kind.words(), stands(self.found.place.what))
    }

    /// The path, ref or commit, as a line's place is written.
    fn origin(&self) -> String {
        let at = |commit: &str| commit.get(..12).unwrap_or(commit).to_owned();
        match (self.found.place.what, self.path, self.commit) {
            (What::Ref, Some(name), _) => plain::line(name).into_owned(),
            (_, Some(path), None) => plain::line(path).into_owned(),
            (_, Some(path), Some(commit)) => format!("{}:{}", at(commit), plain::line(path)),
            (_, None, Some(commit)) => at(commit),
            (_, None, None) => "(not shown here: run it on your own machine)".to_owned(),
        }
    }
}

fn stands(what: What) -> &'static str {
    match what {
        What::File | What::Commit => "",
        What::Path => ", in a path",
        What::Ref => ", in the name of a ref",
        What::Author => ", in the header of a commit or tag",
        What::Message => ", in a commit message",
        What::Tag => ", in a tag's message",
    }
}

/// Whether a line and column say where it is.
fn has_lines(place: &Place) -> bool {
    matches!(place.what, What::File | What::Message | What::Tag)
}

fn human(shown: &Shown<'_>, renderer: &Renderer) -> String {
    let hit = &shown.found.hit;
    let mut group = Group::with_title(Level::ERROR.primary_title(shown.message()).id(hit.kind.id()));
    let mut origin = Origin::path(shown.origin());
    if has_lines(&shown.found.place) {
        origin = origin.line(hit.start.0).char_column(hit.start.1);
    }
    group = group.element(origin);
    let (head, rest) = hit.excerpt.split_at_checked(hit.marked.0).unwrap_or((&hit.excerpt, ""));
    let (marked, rest) = rest.split_at_checked(hit.marked.1).unwrap_or((rest, ""));
    let [head, marked, rest] = [head, marked, rest].map(plain::line);
    let text = format!("{head}{marked}{rest}");
    if shown.excerpt.is_some() {
        let label = AnnotationKind::Primary.span(head.len()..head.len() + marked.len());
        group = group.element(Snippet::source(text).line_start(hit.start.0).annotation(label));
    }
    human::tidy(&renderer.render(&[group]))
}

fn command(shown: &Shown<'_>) -> String {
    let hit = &shown.found.hit;
    let mut properties = String::new();
    if let Some(path) = shown.path.filter(|_| shown.found.place.what == What::File) {
        properties =
            format!("file={},line={},endLine={},", github::property(&plain::line(path)), hit.start.0, hit.end.0);
    }
    let text = format!("{} ({})", shown.message(), shown.origin());
    format!("::error {properties}title={}::{}\n", hit.kind.id(), github::data(&text))
}

/// How many names a note lists.
const NAMED: usize = 20;

/// Returns what was not searched, a line for each reason.
fn notes(scan: &Scan, watch: &Watch, audience: Audience) -> Vec<String> {
    let (mut packed, mut media) = (Vec::new(), Vec::new());
    let (mut repositories, mut submodules) = (Vec::new(), Vec::new());
    let mut lines = Vec::new();
    for note in &scan.notes {
        match note {
            Note::Packed(place, how) => {
                let list = if how.may_hide_text { &mut packed } else { &mut media };
                list.push(format!("{} ({})", plain::line(&place.path), how.name));
            }
            Note::Repository(path) => repositories.push(plain::line(path).into_owned()),
            Note::Submodule(path) => submodules.push(plain::line(path).into_owned()),
            Note::Shallow => lines.push("the clone is shallow: older commits are not in it".to_owned()),
        }
    }
    let listed = |noun: &str, what: &str, names: Vec<String>| {
        let count = plural(names.len(), noun);
        let shown: Vec<String> = names.iter().take(NAMED).cloned().collect();
        let text = match names.len().saturating_sub(NAMED) {
            _ if audience == Audience::Log => format!("{count} {what}"),
            0 => format!("{count} {what}: {}", shown.join(", ")),
            more => format!("{count} {what}: {} and {more} more", shown.join(", ")),
        };
        (!names.is_empty()).then_some(text)
    };
    lines.extend(listed("packed file", "not searched", packed));
    lines.extend(listed("picture or sound file", "searched only for plain text", media));
    lines.extend(listed("nested git clone", "whose history was not searched", repositories));
    lines.extend(listed("submodule", "not searched", submodules));
    if !watch.unread.is_empty() {
        lines.push(format!(
            "the text of {} can't be searched for (a link, or too large)",
            plural(watch.unread.len(), "private file")
        ));
    }
    if scan.total > scan.found.len() {
        lines.push(format!("only the first {} findings are listed", scan.found.len()));
    }
    lines
}

/// What was looked at, for what, and how much was found.
fn sentence(scan: &Scan, watch: &Watch, audience: Audience) -> String {
    let mut looked = Vec::new();
    if scan.files > 0 || scan.objects == 0 {
        looked.push(plural(scan.files, "file"));
    }
    if scan.objects > 0 {
        looked.push(format!("{} of git", plural(scan.objects, "object")));
    }
    let found = if scan.total == 0 { "nothing found".to_owned() } else { plural(scan.total, "finding") };
    // How much there is to look for is how much was written.
    let phrases =
        if audience == Audience::Team { plural(watch.phrases, "phrase") } else { "what is private".to_owned() };
    let (looked, mut incidents) = (looked.join(" and "), plural(watch.incidents, "incident"));
    if watch.files > 0 {
        incidents.push_str(&format!(" and {}", plural(watch.files, "project file")));
    }
    format!("{found} in {looked}, {}: searched for {phrases} of {incidents}\n", size(scan.bytes))
}
