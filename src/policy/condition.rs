//! Conditions: the circumstances in which a part of a policy applies.

use crate::cvss::Score;
use crate::names::Name;
use crate::source::Spanned;
use crate::time::Length;

/// A condition on an incident. Everything that is set must be true; an empty condition is always
/// true.
#[derive(Clone, Debug, Default)]
pub struct Condition {
    /// `disclosure = "private" | "public"`.
    pub disclosure: Option<Disclosure>,
    /// `source = ["own", "fuzzing"]`: how the report came about is one of these.
    pub source: Vec<ReportSource>,
    /// `upstream = true`: the fix waits for another project.
    pub upstream: Option<bool>,
    /// `embargo-broken = true`.
    pub embargo_broken: Option<bool>,
    /// `exploited = true`: known exploitation.
    pub exploited: Option<bool>,
    /// `cvss-lt = 4.0`.
    pub cvss_lt: Option<Score>,
    /// `cvss-ge = 4.0`.
    pub cvss_ge: Option<Score>,
    /// `level = ["high"]`: the severity level is one of these.
    pub level: Vec<Spanned<Name>>,
    /// `level-ge = "high"`: the severity level is this one or a higher one.
    pub level_ge: Option<Spanned<Name>>,
    /// One of these kinds of line is affected.
    pub affects: Vec<LineKind>,
    /// None of these kinds of line is affected.
    pub not_affects: Vec<LineKind>,
    /// One of these impacts is recorded.
    pub impact: Vec<Spanned<Name>>,
    /// `older-than = "7d"`: the flaw has been in the code for longer than that at the time of the
    /// report.
    pub older_than: Option<Length>,
    /// `fact = { class = ["a", "b1"] }`: each of these facts has one of these values.
    pub facts: Vec<FactIs>,
    /// One of these conditions is true.
    pub any: Vec<Condition>,
    /// All of these conditions are true.
    pub all: Vec<Condition>,
    /// This condition is false.
    pub not: Option<Box<Condition>>,
}

/// A fact of the policy, and the values of it that meet a condition.
#[derive(Clone, Debug)]
pub struct FactIs {
    /// Which.
    pub fact: Spanned<Name>,
    /// One of these.
    pub values: Vec<Spanned<Name>>,
}

/// How the vulnerability came to the project.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Disclosure {
    /// Reported in private.
    Private,
    /// Already public.
    Public,
}

/// How a report came about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum ReportSource {
    /// Somebody of the project found it.
    Own,
    /// A fuzzer found it.
    Fuzzing,
    /// Somebody outside the project reported it.
    Reporter,
    /// A project that this one is made from reported it.
    Upstream,
    /// It is in a dependency.
    Dependency,
}

impl ReportSource {
    /// Returns the word that files use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Fuzzing => "fuzzing",
            Self::Reporter => "reporter",
            Self::Upstream => "upstream",
            Self::Dependency => "dependency",
        }
    }
}

/// The kind of a release line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum LineKind {
    /// The development line.
    Development,
    /// Gets releases.
    Supported,
    /// Past its end of life.
    Unsupported,
}

impl Condition {
    /// Returns the condition and all conditions inside it.
    #[must_use]
    pub(crate) fn nested(&self) -> Vec<&Self> {
        let mut found = vec![self];
        let mut next = 0;
        while let Some(condition) = found.get(next).copied() {
            next += 1;
            found.extend(condition.any.iter().chain(&condition.all).chain(condition.not.as_deref()));
        }
        found
    }
}
