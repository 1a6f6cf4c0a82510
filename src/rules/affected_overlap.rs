//! Two affected ranges of a package have versions in common.

use super::{Check, Rule};
use crate::case::Case;
use crate::finding::{Finding, Severity};
use crate::incident::{Affected, Document};
use crate::source::Location;
use crate::version::Range;

pub(super) const RULE: Rule =
    Rule::new("affected-overlap", Severity::Error, include_str!("affected-overlap.md"), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    // Without bounds nothing is said about versions: such a range names a line (`main`) only.
    let ranges: Vec<(&Affected, Range)> =
        document.affected.iter().filter_map(|a| Some((a, range(a)?))).filter(|(_, r)| !r.is_empty()).collect();
    for (index, (second, later)) in ranges.iter().enumerate() {
        let same = |a: &Affected| a.package.as_ref().map(|p| &p.value) == second.package.as_ref().map(|p| &p.value);
        let clash = ranges.iter().take(index).find(|(first, earlier)| same(first) && earlier.overlaps(later));
        if let Some((first, _)) = clash {
            found.push(
                RULE.finding(&document.file, place(second), "this range has versions in common with another")
                    .also(Location::new(&document.file, place(first)), "the other range")
                    .help("let each range begin with the first version of its line"),
            );
        }
    }
}

/// The range, when it has a bound and all its bounds are versions.
fn range(affected: &Affected) -> Option<Range> {
    let version = |text: &Option<crate::source::Spanned<String>>| match text {
        Some(text) => text.value.parse().map(Some),
        None => Ok(None),
    };
    let bounds = [&affected.introduced, &affected.fixed, &affected.last_affected];
    let (introduced, fixed, last) =
        (version(&affected.introduced).ok()?, version(&affected.fixed).ok()?, version(&affected.last_affected).ok()?);
    bounds.iter().any(|b| b.is_some()).then(|| Range::new(introduced, fixed, last))
}

fn place(affected: &Affected) -> crate::source::Span {
    affected.introduced.as_ref().or(affected.fixed.as_ref()).map_or(affected.span, |v| v.span)
}
