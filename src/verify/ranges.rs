//! The affected versions according to git, and whether the advisory agrees.
//!
//! Everything here is about the releases of one line, lowest version first.

use crate::incident::Affected;
use crate::source::Spanned;
use crate::version::{Bound, End, Order, Range, Version};

/// A release of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Release {
    /// Its version.
    pub version: Version,
    /// Its tag.
    pub tag: String,
    /// Whether it has the flaw without the fix.
    pub affected: bool,
    /// Whether it has the fix.
    pub fixed: bool,
    /// Whether nothing proves that it has the fix, and something says so.
    pub in_doubt: bool,
}

/// The advisory's ranges for a line, compared with git.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Agreement {
    /// They agree with git.
    Agrees,
    /// They agree with git, and name a fixed release that has no tag yet.
    Awaits(Version),
    /// They disagree: each difference in words.
    Differs(Vec<String>),
    /// Nothing contradicts them, and git can't confirm all of them.
    Open,
    /// Nothing has to be said: the line gets no more releases, and the advisory does not mention
    /// it.
    Silent,
    /// There is no advisory.md yet.
    Unwritten,
}

/// Returns the affected versions: each run of affected releases, up to the next unaffected one.
/// Those in doubt are left out.
pub(super) fn ranges(releases: &[Release]) -> Vec<Range> {
    let mut ranges: Vec<Range> = Vec::new();
    let mut open: Option<Version> = None;
    for release in releases.iter().filter(|release| !release.in_doubt) {
        if release.affected {
            open.get_or_insert_with(|| release.version.clone());
        } else if let Some(introduced) = open.take() {
            ranges.push(Range { introduced: Some(introduced), end: End::Fixed(release.version.clone()) });
        }
    }
    ranges.extend(open.map(|introduced| Range { introduced: Some(introduced), end: End::Open }));
    ranges
}

/// Returns the entries that the advisory should have for a line: the present ones, updated from
/// git.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AffectedEntry {
    /// `introduced`.
    pub introduced: Option<String>,
    /// `fixed`.
    pub fixed: Option<String>,
    /// `last-affected`.
    pub last_affected: Option<String>,
}

impl AffectedEntry {
    /// Returns what an entry of an advisory says.
    #[must_use]
    pub fn of(affected: &Affected) -> Self {
        Self {
            introduced: text(affected.range.introduced.as_ref()),
            fixed: text(affected.range.fixed()),
            last_affected: text(affected.last_affected()),
        }
    }
}

fn text(bound: Option<&Spanned<Bound>>) -> Option<String> {
    bound.map(|bound| bound.value.to_string())
}

/// Returns what to write for a line. What git can't tell is kept: a flaw that began before the
/// line's first release, a fixed release without a tag, and the beginning of a range if the commits
/// that introduced the flaw are not recorded.
pub(super) fn entries(listed: &LineEntries<'_>, releases: &[Release], introduced_known: bool) -> Vec<AffectedEntry> {
    let first = releases.first().map(|release| &release.version);
    let last = releases.last().map(|release| &release.version);
    let order = first.map_or(Order::SemVer, Version::order);
    let version = |text: &Option<String>| text.as_ref().and_then(|text| Version::parse(text, order).ok());
    let entry = |(n, range): (usize, Range)| {
        let old = listed.own.get(n);
        let introduced = text(old.and_then(|old| old.range.introduced.as_ref()));
        let old_fixed = old.and_then(|old| old.fixed());
        let old_last = old.and_then(|old| old.last_affected());
        let begins = range.introduced.as_ref();
        // An older version, or none, means the same for the line's first release.
        let says_so = begins == first
            && old.is_some()
            && version(&introduced).is_none_or(|old| Some(&old) <= begins)
            && introduced.is_none() == version(&introduced).is_none();
        let introduced = match begins {
            Some(begins) if introduced_known && !says_so => Some(begins.as_str().to_owned()),
            Some(begins) if old.is_none() => Some(begins.as_str().to_owned()),
            _ => introduced,
        };
        match &range.end {
            End::Fixed(fixed) => {
                AffectedEntry { introduced, fixed: Some(fixed.as_str().to_owned()), last_affected: None }
            }
            _ => AffectedEntry {
                introduced,
                fixed: text(old_fixed.filter(|fixed| fixed.version() > last)),
                last_affected: text(old_last.filter(|old| old.version() == last)),
            },
        }
    };
    ranges(releases).into_iter().enumerate().map(entry).collect()
}

/// The advisory's entries for a line: its own, and those without a line.
pub(super) struct LineEntries<'d> {
    /// The entries of this line.
    pub(super) own: Vec<&'d Affected>,
    /// The entries for the package as a whole.
    pub(super) whole: Vec<&'d Affected>,
}

/// Returns whether a release without the fix is affected, if the commits that introduced the flaw
/// are not recorded. The advisory's beginning of the range counts; if it has none, the last release
/// before the fix is affected.
pub(super) fn has_begun(listed: &LineEntries<'_>, version: &Version, is_last: bool) -> bool {
    let mut stated = listed.own.iter().chain(&listed.whole).filter_map(|entry| entry.versions()).peekable();
    if stated.peek().is_none() {
        return is_last;
    }
    stated.any(|range| range.introduced.as_ref().is_none_or(|first| first <= version))
}

/// Compares the advisory with the releases of a line. `on_branch`: whether the line's branch has
/// the fix. Also returns what git can neither confirm nor contradict, because a release has no tag
/// or is in doubt.
pub(super) fn compare(
    listed: &LineEntries<'_>,
    line: &str,
    releases: &[Release],
    on_branch: bool,
) -> (Agreement, Vec<String>) {
    let own: Vec<Range> = listed.own.iter().filter_map(|entry| entry.versions()).collect();
    let whole: Vec<Range> = listed.whole.iter().filter_map(|entry| entry.versions()).collect();
    let calls = |release: &Release| own.iter().chain(&whole).any(|range| range.contains(&release.version));
    let mut differs = Vec::new();
    let named = |which: &dyn Fn(&Release) -> bool| -> Vec<&str> {
        releases.iter().filter(|r| which(r)).map(|r| r.version.as_str()).collect()
    };
    let spared = named(&|r| r.affected && !calls(r));
    let blamed = named(&|r| !r.affected && !r.in_doubt && calls(r));
    let mut gaps: Vec<String> = named(&|r| r.in_doubt)
        .into_iter()
        .map(|version| format!("it is not known whether {version} has the fix"))
        .collect();
    if !spared.is_empty() {
        differs.push(format!("{} affected, but the advisory does not say so", are(&spared)));
    }
    if !blamed.is_empty() {
        differs.push(format!("{} not affected, but the advisory says otherwise", are(&blamed)));
    }
    let computed = ranges(releases);
    let first_fixed: Vec<&Version> = computed.iter().filter_map(|range| fixed(range)).collect();
    let last = releases.last().map(|release| &release.version);
    let is_released = releases.last().is_some_and(|release| release.fixed);
    let is_tagged = |version: &Version| releases.iter().any(|release| release.version == *version);
    let mut awaits = None;
    // The first fixed releases that one without a tag may precede.
    let mut preceded: Vec<&Version> = Vec::new();
    let on_line = whole.iter().filter(|range| fixed(range).is_some_and(|version| version.is_on(line) == Some(true)));
    for (range, is_own) in own.iter().map(|range| (range, true)).chain(on_line.map(|range| (range, false))) {
        let mut inside = releases.iter().filter(|release| range.contains(&release.version)).peekable();
        let is_untagged = is_own && !range.is_empty() && inside.peek().is_none();
        let Some(version) = fixed(range) else {
            if is_untagged {
                gaps.push(format!("no release {} has a tag", described(range)));
            }
            continue;
        };
        if first_fixed.contains(&version) {
            continue;
        }
        let is_ahead = last.is_none_or(|last| last < version);
        if on_branch && !is_released && is_ahead {
            awaits = Some(version.clone());
        } else if !on_branch && is_ahead {
            differs
                .push(format!("the advisory lists {version} as fixed, but neither a tag nor the branch has the fix"));
        } else if is_untagged {
            gaps.push(format!("no release {} has a tag", described(range)));
        } else if is_tagged(version) {
            differs.push(format!("the advisory lists {version} as the first fixed release, but it is not"));
        } else if inside.all(|release| release.affected || release.in_doubt) {
            gaps.push(format!("{version}, which the advisory lists as fixed, has no tag"));
            preceded.extend(first_fixed.iter().find(|first| **first > version));
        } else {
            differs.push(format!("the advisory lists {version} as fixed, but there is no such release"));
        }
    }
    let named: Vec<&Version> = own.iter().chain(&whole).filter_map(fixed).chain(preceded).collect();
    for version in first_fixed.iter().filter(|version| !named.contains(version)) {
        differs.push(format!("{version} is fixed, but the advisory does not list it"));
    }
    let agreement = match awaits {
        _ if !differs.is_empty() => Agreement::Differs(differs),
        _ if !gaps.is_empty() => Agreement::Open,
        Some(version) => Agreement::Awaits(version),
        None => Agreement::Agrees,
    };
    (agreement, gaps)
}

/// `from 1.0.0 up to before 1.0.1`.
fn described(range: &Range) -> String {
    let from = range.introduced.as_ref().map(|version| format!("from {version}"));
    let end = match &range.end {
        End::Fixed(version) => Some(format!("before {version}")),
        End::LastAffected(version) => Some(format!("up to {version}")),
        End::Open => None,
    };
    from.into_iter().chain(end).collect::<Vec<_>>().join(" ")
}

fn fixed(range: &Range) -> Option<&Version> {
    if let End::Fixed(version) = &range.end { Some(version) } else { None }
}

/// `1.16.0 is`, `1.16.0 to 1.16.3 are`.
fn are(versions: &[&str]) -> String {
    match versions {
        [] => String::new(),
        [one] => format!("{one} is"),
        [one, other] => format!("{one} and {other} are"),
        [first, .., last] => format!("{first} to {last} ({} releases) are", versions.len()),
    }
}
