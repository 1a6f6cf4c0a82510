//! The result of a verification, for people and programs.
//!
//! A public log gets the handle and the overall answer: commits, branches and affected versions
//! would reveal where a flaw is, and its findings are redacted.
//!
//! ```json
//! { "schema": 1, "incident": "amber-heron", "outcome": "verified" | "refuted" | "not-verified",
//!   "introduced_known": true or null, "notes": [ "…" ] or null,
//!   "reviews": [ { "step": "fix-complete", "role": "maintainer", "count": 1, "per_commit": true,
//!     "commits": [ { "commit": "…", "subject": "…", "by": [ "amira" ], "enough": true,
//!       "refused": [ { "who": "…", "why": "…" } ] } ] } ] or null,
//!   "lines": [ { "line": "1.16", "kind": "supported", "required": true, "ref": "refs/heads/release-1.16" or null,
//!     "state": "fixed" | "missing" | "reverted" | "not-affected" | "not-verified", "why": "…" or null,
//!     "commits": [ { "commit": "…", "subject": "…", "by": [ "…" ], "how": "…" } ],
//!     "since": "v1.16.4" or null, "released": true,
//!     "affected": [ { "introduced": "1.16.0", "fixed": "1.16.4" or null } ],
//!     "advisory": "agrees" | "awaits" | "differs" | "open" | "silent" | "unwritten", "differences": [ "…" ], "gaps": [ "…" ],
//!     "plan": { "on": "v1.16.3", "kind": "release" | "branch", "last_release": "v1.16.3" or null,
//!       "picks": [ "…" ], "commands": [ "…" ] } or null } ] or null,
//!   "summary": { … }, "findings": [ as of `check` ] }
//! ```
//!
//! While `schema` stays the same, keys are added but never renamed or removed.

use super::json::Findings;
use super::lines::Sources;
use super::{Audience, Format, github, human, paragraph, plain, sarif};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::json::JsonError;
use crate::policy::LineKind;
use crate::rules::Rule;
use crate::verify::{Agreement, Base, Carried, How, LineVerdict, Outcome, Plan, Reviews, State, Verification};
use crate::version::{End, Range};

mod all;
mod document;

pub use all::verifications;

/// How text for people is shown.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Whether it has colours.
    pub color: bool,
    /// Its width in columns.
    pub width: u16,
}

/// Renders the verification of a case in a format, ending with a newline. `findings` are those that
/// this audience may see; SARIF describes its results with `rules`.
///
/// # Errors
/// When the JSON can't be serialised.
pub fn verification(
    format: Format,
    case: &Case<'_>,
    verification: &Verification<'_>,
    findings: &[Finding],
    rules: &[Rule],
    audience: Audience,
    screen: Screen,
) -> Result<String, JsonError> {
    let sources = Sources::new(findings, &case.portfolio.tree);
    Ok(match format {
        Format::Human => {
            let page = Page { screen, out: String::new() }.write(case, verification, audience);
            if findings.is_empty() { page } else { page + "\n" + &human::render(findings, &sources, screen.color) }
        }
        Format::Json => {
            let findings = Findings::new(findings, &sources);
            super::pretty(&document::Document::new(&case.incident.handle, verification, findings, audience))?
        }
        Format::Sarif => sarif::render(findings, &sources, rules)?,
        Format::Github => {
            let word = verification.outcome.words();
            format!("{}{}: {word}\n", github::render(findings, &sources), case.incident.handle)
        }
    })
}

const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";
const YELLOW: &str = "\x1b[33m";
const PLAIN: &str = "\x1b[0m";

/// The column where the text of a row begins.
const MARGIN: usize = 14;

/// Whether something is correct.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Good,
    Bad,
    Unknown,
    Aside,
}

impl Mark {
    fn sign(self) -> (&'static str, &'static str) {
        match self {
            Self::Good => ("✓", GREEN),
            Self::Bad => ("✗", RED),
            Self::Unknown => ("?", YELLOW),
            Self::Aside => ("·", DIM),
        }
    }
}

/// Renders the answer for people: a block for the reviews and one for each line.
struct Page {
    screen: Screen,
    out: String,
}

impl Page {
    fn outcome(&mut self, case: &Case<'_>, verification: &Verification<'_>) {
        let colour = match verification.outcome {
            Outcome::Verified => GREEN,
            Outcome::Refuted => RED,
            Outcome::NotVerified => YELLOW,
        };
        let handle = self.paint(BOLD, case.incident.handle.as_str());
        let word = self.paint(colour, verification.outcome.words());
        self.out.push_str(&format!("{handle}: {word}\n"));
    }

    /// Writes the answer, and what is wrong in one line each.
    fn brief(
        mut self,
        case: &Case<'_>,
        verification: &Verification<'_>,
        findings: &[Finding],
        audience: Audience,
    ) -> String {
        self.outcome(case, verification);
        for finding in
            findings.iter().filter(|finding| audience == Audience::Team && finding.severity != Severity::Note)
        {
            let (severity, rule) = (finding.severity.as_str(), &finding.rule);
            self.out.push_str(&format!("  {severity}[{rule}]: {}\n", plain::line(&finding.message)));
        }
        self.out
    }

    fn write(mut self, case: &Case<'_>, verification: &Verification<'_>, audience: Audience) -> String {
        self.outcome(case, verification);
        if audience == Audience::Log {
            return self.out;
        }
        verification.reviews.iter().for_each(|reviews| self.reviews(reviews));
        verification.lines.iter().for_each(|line| self.line(line));
        if !verification.notes.is_empty() {
            self.out.push('\n');
        }
        verification.notes.iter().for_each(|note| self.out.push_str(&format!("note: {}\n", plain::line(note))));
        self.out
    }

    fn paint(&self, style: &str, text: &str) -> String {
        let text = plain::line(text);
        if self.screen.color { format!("{style}{text}{PLAIN}") } else { text.into_owned() }
    }

    fn head(&mut self, title: &str, beside: &str) {
        let (title, beside) = (self.paint(BOLD, title), self.paint(DIM, beside));
        self.out.push_str(format!("\n{title}  {beside}").trim_end());
        self.out.push('\n');
    }

    /// Adds a row: a mark, a label and a text.
    fn row(&mut self, mark: Mark, what: &str, text: &str) {
        let (sign, colour) = mark.sign();
        let sign = self.paint(colour, sign);
        let mut lines = self.lines(text).into_iter();
        self.out.push_str(format!("  {sign} {what:<9} {}", lines.next().unwrap_or_default()).trim_end());
        self.out.push('\n');
        lines.for_each(|line| self.command(&line));
    }

    fn below(&mut self, text: &str) {
        self.lines(text).iter().for_each(|line| self.command(line));
    }

    /// Adds a line unchanged, however long.
    fn command(&mut self, text: &str) {
        self.out.push_str(&format!("{:MARGIN$}{}\n", "", plain::line(text)));
    }

    /// Wraps a text beside the margin. A word that is longer than a line gets a line of its own.
    fn lines(&self, text: &str) -> Vec<String> {
        let margin = u16::try_from(MARGIN).unwrap_or_default();
        let text = paragraph(&plain::line(text), self.screen.width.saturating_sub(margin));
        text.lines().map(str::to_owned).collect()
    }

    fn reviews(&mut self, reviews: &Reviews<'_>) {
        let asked = reviews.asked;
        let each = if asked.per_commit { "on each commit" } else { "of the fix as a whole" };
        self.head("reviews", &format!("{} by {} {each}", asked.count, asked.role.value));
        for review in &reviews.commits {
            let mark = if reviews.suffices(review) { Mark::Good } else { Mark::Bad };
            let by: Vec<&str> = review.by.iter().map(|name| name.as_str()).collect();
            let by = if by.is_empty() { "nobody".to_owned() } else { by.join(", ") };
            self.row(mark, "commit", &format!("{} by {by}  {}", short(&review.commit), shortened(&review.subject)));
            for refused in &review.refused {
                self.below(&format!("not counted: {} {}", refused.who, refused.why.words()));
            }
        }
    }

    fn line(&mut self, verdict: &LineVerdict<'_>) {
        let line = verdict.line;
        let kind = match (verdict.kind, &line.end_of_life) {
            (LineKind::Supported, Some(day)) => format!("supported until {}", day.value),
            (LineKind::Unsupported, Some(day)) => format!("unsupported since {}", day.value),
            (kind, _) => word(kind).to_owned(),
        };
        let reference = verdict.reference.as_deref().map(|name| format!(" · {}", shown(name)));
        self.head(line.id.as_str(), &format!("{kind}{}", reference.unwrap_or_default()));
        self.state(verdict);
        self.affected(verdict);
        if let Some(plan) = &verdict.plan {
            self.plan(plan);
        }
    }

    fn state(&mut self, verdict: &LineVerdict<'_>) {
        let bad = if verdict.required { Mark::Bad } else { Mark::Aside };
        match &verdict.state {
            State::Fixed if verdict.is_released() => {
                let since = verdict.since().map(|r| format!("since {}", r.tag)).unwrap_or_default();
                self.row(Mark::Good, "fix", &since);
            }
            State::Fixed if verdict.line.development => self.row(Mark::Good, "fix", "on the branch"),
            State::Fixed => self.row(bad, "fix", "on the branch, but not in the last release"),
            State::Missing if !verdict.required => self.row(bad, "fix", "none; it no longer gets releases"),
            State::Missing if verdict.carried.iter().all(|c| c.by.is_empty()) => self.row(bad, "fix", "missing"),
            State::Missing => self.row(bad, "fix", "incomplete"),
            State::Reverted(by) => self.row(bad, "fix", &format!("reverted by {}", short(by))),
            State::NotAffected => self.row(Mark::Good, "fix", "not needed: the line does not have the vulnerability"),
            State::NotVerified(why) => {
                let mark = if verdict.required { Mark::Unknown } else { Mark::Aside };
                self.row(mark, "fix", &format!("not verified: {why}"));
            }
        }
        if matches!(verdict.state, State::NotAffected) {
            return;
        }
        verdict.carried.iter().for_each(|carried| self.carried(carried));
    }

    fn carried(&mut self, carried: &Carried) {
        let by: Vec<&str> = carried.by.iter().map(|id| short(id)).collect();
        let text = match carried.how {
            How::Nothing | How::Itself => format!("{}  {}", short(&carried.commit), carried.how.words()),
            _ => format!("{} ← {}  {}", short(&carried.commit), by.join(" "), carried.how.words()),
        };
        self.below(&text);
    }

    fn affected(&mut self, verdict: &LineVerdict<'_>) {
        let silent = matches!(verdict.agreement, Agreement::Silent | Agreement::Agrees);
        if verdict.releases.is_empty() && silent {
            return;
        }
        let ranges: Vec<String> = verdict.ranges.iter().map(range).collect();
        let ranges = if ranges.is_empty() { "no release".to_owned() } else { ranges.join("; ") };
        let (mark, says) = match &verdict.agreement {
            Agreement::Agrees => (Mark::Good, ", as the advisory says".to_owned()),
            Agreement::Awaits(version) => (Mark::Bad, format!(", and the advisory says that {version} will fix it")),
            Agreement::Differs(_) => (Mark::Bad, ", but the advisory says otherwise".to_owned()),
            Agreement::Open => (Mark::Unknown, ", and not all that the advisory says is verified".to_owned()),
            Agreement::Silent => (Mark::Aside, String::new()),
            Agreement::Unwritten => (Mark::Aside, ", but there is no advisory.md".to_owned()),
        };
        self.row(mark, "affected", &format!("{ranges}{says}"));
        if let Agreement::Differs(differences) = &verdict.agreement {
            differences.iter().for_each(|difference| self.below(difference));
        }
        verdict.gaps.iter().for_each(|gap| self.below(gap));
    }

    fn plan(&mut self, plan: &Plan) {
        let last = plan.last_release.as_deref().map_or_else(String::new, |tag| format!("; the last release is {tag}"));
        let text = match (&plan.base, plan.picks.as_slice()) {
            (_, []) => format!("nothing to cherry-pick: release the branch{last}"),
            (Base::Release(tag), picks) => format!("{} on top of {tag}, the last release", commits(picks.len())),
            (Base::Branch(name), picks) => format!("{} onto the branch {name}{last}", commits(picks.len())),
        };
        self.row(Mark::Aside, "to do", &text);
        plan.commands().iter().for_each(|command| self.command(command));
    }
}

fn commits(n: usize) -> String {
    format!("pick {}", super::plural(n, "commit"))
}

fn range(range: &Range) -> String {
    let from = range.introduced.as_ref().map_or_else(String::new, ToString::to_string);
    match &range.end {
        End::Fixed(fixed) => format!("{from} up to before {fixed}"),
        End::LastAffected(last) => format!("{from} up to {last}"),
        End::Open => format!("{from} and later"),
    }
}

fn word(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Development => "development",
        LineKind::Supported => "supported",
        LineKind::Unsupported => "unsupported",
    }
}

/// The number of digits that identify a commit.
fn short(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}

/// Returns a ref without the prefix that all refs share.
fn shown(reference: &str) -> &str {
    let known = ["refs/heads/", "refs/remotes/", "refs/tags/"];
    known.iter().find_map(|prefix| reference.strip_prefix(prefix)).unwrap_or(reference)
}

/// The longest subject that is shown, in characters.
const SUBJECT: usize = 50;

fn shortened(subject: &str) -> String {
    match subject.char_indices().nth(SUBJECT) {
        Some((end, _)) => format!("{}…", subject.get(..end).unwrap_or_default()),
        None => subject.to_owned(),
    }
}
