//! Finds affected ranges of one package that overlap.

use std::collections::BTreeMap;

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::{Affected, Document};
use crate::rules::{Check, Rule, package_of};
use crate::source::{Location, Span, Spanned};
use crate::version::Range;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    // A range without bounds only names a line (`main`), so it cannot overlap another one.
    let ranges = document.affected.iter().filter_map(|a| Some((a, range(a)?))).filter(|(_, r)| !r.is_empty());
    let mut packages: BTreeMap<Option<&str>, Vec<(&Affected, Range)>> = BTreeMap::new();
    for (affected, range) in ranges {
        packages.entry(package_of(case, affected)).or_default().push((affected, range));
    }
    for mut ranges in packages.into_values() {
        ranges.sort_by(|(_, a), (_, b)| a.introduced.cmp(&b.introduced));
        // Sorted by start: a range that overlaps an earlier one overlaps the one that reaches
        // furthest.
        let mut furthest: Option<&(&Affected, Range)> = None;
        for here in &ranges {
            if let Some((first, _)) = furthest.filter(|(_, range)| range.overlaps(&here.1)) {
                found.push(
                    RULE.finding(&document.file, place(here.0), "this range has versions in common with another")
                        .also(Location::new(&document.file, place(first)), "the other range")
                        .help("let each range begin with the first version of its line"),
                );
            }
            furthest = furthest.filter(|(_, range)| range.end.reach() > here.1.end.reach()).or(Some(here));
        }
    }
}

/// Returns the range if it has a bound and all its bounds are versions.
fn range(affected: &Affected) -> Option<Range> {
    let version = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.parse()).transpose().ok();
    let (introduced, fixed, last) =
        (version(&affected.introduced)?, version(&affected.fixed)?, version(&affected.last_affected)?);
    let bounded = introduced.is_some() || fixed.is_some() || last.is_some();
    bounded.then(|| Range::new(introduced, fixed, last))
}

fn place(affected: &Affected) -> Span {
    affected.introduced.as_ref().or(affected.fixed.as_ref()).map_or(affected.span, |v| v.span)
}
