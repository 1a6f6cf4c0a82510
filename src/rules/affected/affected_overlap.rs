//! Finds affected ranges of one package that overlap.

use std::collections::BTreeMap;

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::{Affected, Document};
use crate::rules::{Check, Rule, package_of};
use crate::source::{Location, Span};
use crate::version::{End, Range};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    // An entry without bounds only names a line (`main`), so it cannot overlap another one.
    let ranges = document.affected.iter().filter_map(|a| Some((a, a.versions()?))).filter(|(_, r)| !r.is_empty());
    let mut packages: BTreeMap<_, Vec<(&Affected, Range)>> = BTreeMap::new();
    for (affected, range) in ranges {
        packages.entry(package_of(case, affected)).or_default().push((affected, range));
    }
    for mut ranges in packages.into_values() {
        ranges.sort_by(|(_, a), (_, b)| a.introduced.cmp(&b.introduced));
        // The ranges are sorted by start, so a range that overlaps any earlier one also overlaps
        // the one that reaches furthest.
        let mut furthest: Option<&(&Affected, Range)> = None;
        for here in &ranges {
            if let Some((first, _)) = furthest.filter(|(_, range)| range.overlaps(&here.1)) {
                found.push(
                    RULE.finding(&document.file, place(here.0), "this range overlaps another one")
                        .also(Location::new(&document.file, place(first)), "the other range")
                        .help(help(first)),
                );
            }
            furthest = furthest.filter(|(_, range)| range.end.reach() > here.1.end.reach()).or(Some(here));
        }
    }
}

fn help(first: &Affected) -> String {
    let start = "start each range at the first version of its own line";
    match &first.line {
        Some(line) if matches!(first.range.end, End::Open) => {
            format!("`{}` is affected without an end: write its last release as `last-affected`; {start}", line.value)
        }
        _ => start.to_owned(),
    }
}

fn place(affected: &Affected) -> Span {
    affected.range.introduced.as_ref().or(affected.range.fixed()).map_or(affected.span, |bound| bound.span)
}
