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
    /// Nothing has to be said: the line gets no more releases, and the advisory does not mention
    /// it.
    Silent,
    /// There is no advisory.md yet.
    Unwritten,
}

/// Returns the affected versions: each run of affected releases, up to the next unaffected one.
pub(super) fn ranges(releases: &[Release]) -> Vec<Range> {
    let mut ranges: Vec<Range> = Vec::new();
    let mut open: Option<Version> = None;
    for release in releases {
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

/// Returns what to write for a line. What git can't tell is kept: a flaw that began before the
/// line's first release, a fixed release without a tag, and the beginning of a range if the commits
/// that introduced the flaw are not recorded.
pub(super) fn entries(
    listed: &LineEntries<'_>,
    releases: &[Release],
    introduced_known: bool,
    on_branch: bool,
) -> Vec<AffectedEntry> {
    let first = releases.first().map(|release| &release.version);
    let last = releases.last().map(|release| &release.version);
    let text = |bound: Option<&Spanned<Bound>>| bound.map(|bound| bound.value.to_string());
    let order = first.map_or(Order::SemVer, Version::order);
    let version = |text: &Option<String>| text.as_ref().and_then(|text| Version::parse(text, order).ok());
    let entry = |(n, range): (usize, Range)| {
        let old = listed.own.get(n);
        let introduced = text(old.and_then(|old| old.range.introduced.as_ref()));
        let old_fixed = old.and_then(|old| old.range.fixed());
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
                fixed: text(old_fixed.filter(|fixed| on_branch && fixed.version() > last)),
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
/// the fix.
pub(super) fn compare(listed: &LineEntries<'_>, line: &str, releases: &[Release], on_branch: bool) -> Agreement {
    let own: Vec<Range> = listed.own.iter().filter_map(|entry| entry.versions()).collect();
    let whole: Vec<Range> = listed.whole.iter().filter_map(|entry| entry.versions()).collect();
    let calls = |release: &Release| own.iter().chain(&whole).any(|range| range.contains(&release.version));
    let mut differs = Vec::new();
    let spared: Vec<&str> = releases.iter().filter(|r| r.affected && !calls(r)).map(|r| r.version.as_str()).collect();
    let blamed: Vec<&str> = releases.iter().filter(|r| !r.affected && calls(r)).map(|r| r.version.as_str()).collect();
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
    let mut awaits = None;
    let on_line = whole.iter().filter_map(fixed).filter(|version| version.is_on(line) == Some(true));
    for version in own.iter().filter_map(fixed).chain(on_line) {
        if first_fixed.contains(&version) {
            continue;
        }
        if on_branch && !is_released && last.is_none_or(|last| last < version) {
            awaits = Some(version.clone());
        } else if !on_branch && last.is_none_or(|last| last < version) {
            differs
                .push(format!("the advisory lists {version} as fixed, but neither a tag nor the branch has the fix"));
        } else if releases.iter().any(|release| release.version == *version) {
            differs.push(format!("the advisory lists {version} as the first fixed release, but it is not"));
        } else {
            differs.push(format!("the advisory lists {version} as fixed, but there is no such release"));
        }
    }
    let named: Vec<&Version> = own.iter().chain(&whole).filter_map(fixed).collect();
    for version in first_fixed.iter().filter(|version| !named.contains(version)) {
        differs.push(format!("{version} is fixed, but the advisory does not list it"));
    }
    match awaits {
        _ if !differs.is_empty() => Agreement::Differs(differs),
        Some(version) => Agreement::Awaits(version),
        None => Agreement::Agrees,
    }
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
