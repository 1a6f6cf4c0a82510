//! A problem in the files, in the form that every renderer uses.
//!
//! A finding always has a location, the rule that raised it (`advisory explain RULE` shows its
//! page) and, if possible, advice on what to do.

use std::collections::HashMap;
use std::fmt;

use serde::Serialize;

use crate::source::{FilePath, Location};

/// The id of a rule: in kebab case, stable, as `advisory explain` takes it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct RuleId(pub &'static str);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Declares the rules that a module raises itself: a constant for the id of each, and `RAISED`,
/// which lists them in the order of `advisory explain`. Each has a page in `src/rules`.
macro_rules! raised {
    ($($constant:ident = $id:literal,)*) => {
        $(
            #[doc = concat!("The rule `", $id, "`.")]
            pub(crate) const $constant: $crate::finding::RuleId = $crate::finding::RuleId($id);
        )*

        /// The rules above, in the order in which they are listed.
        pub(crate) const RAISED: &[$crate::finding::RuleId] = &[$($constant),*];
    };
}
pub(crate) use raised;

/// The severity of a finding. Only errors make `check` fail.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Probably wrong, or late.
    Warning,
    /// Wrong: forbidden by the policy or the format.
    Error,
}

impl Severity {
    /// Returns `error`, `warning` or `note`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// The severity of each rule, from the front matter of its page, sorted by id.
const SEVERITIES: &[(&str, Severity)] = &include!(concat!(env!("OUT_DIR"), "/severities.rs"));

/// A location with a text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Label {
    /// The place.
    pub location: Location,
    /// The text to show under it; may be empty.
    pub text: String,
}

/// A problem: its rule, severity, location and remedy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Which rule.
    pub rule: RuleId,
    /// How bad.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// Where.
    pub primary: Label,
    /// Other relevant locations: the first use of a duplicate, the cap that a floor contradicts.
    pub others: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// Further lines, such as a difference. Never in a public log.
    pub note: Option<String>,
}

impl Finding {
    /// Creates a finding.
    #[must_use]
    pub fn new(rule: RuleId, severity: Severity, at: Location, message: impl Into<String>) -> Self {
        let primary = Label { location: at, text: String::new() };
        Self { rule, severity, message: short(message.into()), primary, others: Vec::new(), help: None, note: None }
    }

    /// Creates a finding with the severity that the rule's page states.
    #[must_use]
    pub(crate) fn of(rule: RuleId, at: Location, message: impl Into<String>) -> Self {
        let page = SEVERITIES.binary_search_by_key(&rule.0, |(id, _)| *id).ok();
        // Rules without a page do not compile.
        let severity = page.and_then(|index| SEVERITIES.get(index)).map_or(Severity::Error, |(_, severity)| *severity);
        Self::new(rule, severity, at, message)
    }

    /// Creates an error.
    #[must_use]
    pub fn error(rule: RuleId, at: Location, message: impl Into<String>) -> Self {
        Self::new(rule, Severity::Error, at, message)
    }

    /// Creates a warning.
    #[must_use]
    pub fn warning(rule: RuleId, at: Location, message: impl Into<String>) -> Self {
        Self::new(rule, Severity::Warning, at, message)
    }

    /// Returns what its message is about: the names in it or, without names, its words. Ages and
    /// dates, which change from day to day, do not count.
    #[must_use]
    pub(crate) fn subject(&self) -> String {
        let names: Vec<&str> = self.message.split('`').skip(1).step_by(2).collect();
        if !names.is_empty() {
            return names.join(" ");
        }
        let words = self.message.split(' ').filter(|word| !word.contains(|c: char| c.is_ascii_digit()));
        words.collect::<Vec<_>>().join(" ")
    }

    /// Sets the text under the caret.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds another location.
    #[must_use]
    pub fn also(mut self, at: Location, text: impl Into<String>) -> Self {
        self.others.push(Label { location: at, text: text.into() });
        self
    }

    /// Sets the remedy.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.set_help(text);
        self
    }

    /// Sets the remedy of a finding in place.
    pub(crate) fn set_help(&mut self, text: impl Into<String>) {
        self.help = Some(short(text.into()));
    }

    /// Returns the sort key for display: by file and location, then errors first.
    #[must_use]
    pub fn order(&self) -> (&Location, std::cmp::Reverse<Severity>, RuleId, &str) {
        (&self.primary.location, std::cmp::Reverse(self.severity), self.rule, &self.message)
    }
}

/// The longest message or help, in characters: either may quote a name of megabytes.
const LONGEST: usize = 1000;

fn short(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// The number of findings of one rule in one file that are listed. A file of megabytes may have
/// millions.
pub const MOST: usize = 100;

/// Returns whether any finding is an error.
#[must_use]
pub(crate) fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// Sorts findings for display, removes duplicates, and limits those of one rule in one file to
/// [`MOST`]. The last one that is kept gives the number of the others.
pub(crate) fn sort_and_dedup(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| a.order().cmp(&b.order()));
    findings.dedup();
    if findings.len() <= MOST {
        return;
    }
    // For each rule and file: the position of the last finding that is kept, how many are kept, and
    // how many are not.
    let mut seen: HashMap<(FilePath, RuleId), (usize, usize, usize)> = HashMap::new();
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len().min(MOST));
    for finding in findings.drain(..) {
        let (last, listed, more) = seen.entry((finding.primary.location.file.clone(), finding.rule)).or_default();
        if *listed == MOST {
            *more += 1;
        } else {
            (*last, *listed) = (kept.len(), *listed + 1);
            kept.push(finding);
        }
    }
    for (last, _, more) in seen.into_values().filter(|(_, _, more)| *more > 0) {
        if let Some(finding) = kept.get_mut(last) {
            let help = finding.help.take().map_or_else(String::new, |help| format!("{help}; "));
            finding.help = Some(format!("{help}there are {more} more of these in the file"));
        }
    }
    *findings = kept;
}

/// Returns the known word that another one is a slip of the hand for: it differs by a letter or, if
/// it is long, by two.
#[must_use]
pub(crate) fn slip_of<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let distance = |known: &str| strsim::osa_distance(word, known);
    let most = |known: &str| 1 + usize::from(known.len() > 9);
    let near = known.into_iter().map(|known| (distance(known), known));
    near.filter(|(distance, known)| (1..=most(known)).contains(distance))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// Returns the known word that is most similar to `word`, if it is similar enough to be meant.
#[must_use]
pub(crate) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|k| (strsim::jaro_winkler(word, k), k))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, k)| k)
}
