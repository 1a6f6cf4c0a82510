//! Finds events that are recorded twice: those that can happen only once, and exact copies.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::Event;
use crate::names::Name;
use crate::rules::{Check, Rule};
use crate::source::{Location, Span};
use crate::time::Instant;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let (mut once, mut agreements, mut copies) = (BTreeMap::new(), Agreements::default(), HashMap::new());
    for event in &incident.events {
        let span = event.kind.span;
        let built_in = event.kind.value.built_in();
        // The record of a rename does not say which one it was.
        let copied = match built_in {
            Some(BuiltIn::Renamed) => None,
            _ => first(copies.entry((event.at.value, event.statement())), span),
        };
        let happened = match built_in {
            Some(BuiltIn::EmbargoAgreed) => agreements.first(event),
            Some(kind) if kind.happens_once() => once.insert(kind, span),
            _ => None,
        };
        let Some(first) = happened.or(copied) else { continue };
        found.push(
            RULE.finding(&incident.file, span, format!("`{}` is recorded twice", event.name()))
                .also(Location::new(&incident.file, first), "first here")
                .help(format!(
                    "void the wrong one: `advisory correct {} {} --void --by MEMBER --reason TEXT`",
                    incident.handle,
                    event.name()
                )),
        );
    }
}

/// Returns where the first of its kind is, unless this is the first.
fn first<K>(entry: Entry<'_, K, Span>, span: Span) -> Option<Span> {
    match entry {
        Entry::Occupied(first) => Some(*first.get()),
        Entry::Vacant(none) => {
            none.insert(span);
            None
        }
    }
}

/// Who agreed on each end of the embargo, and where the first record of it is. Agreements on
/// different ends are found by another rule.
#[derive(Default)]
struct Agreements<'p>(BTreeMap<Option<Instant>, (Span, BTreeSet<&'p Name>)>);

impl<'p> Agreements<'p> {
    /// Returns where everybody who agrees here agreed before on the same end, if all did.
    fn first(&mut self, agreed: &'p Event) -> Option<Span> {
        let by = || agreed.by.iter().map(|by| &by.value);
        let end = agreed.embargo_end().map(|end| end.value);
        match self.0.get_mut(&end) {
            Some((first, names)) => {
                let is_known = by().all(|by| names.contains(by));
                names.extend(by());
                is_known.then_some(*first)
            }
            None => {
                self.0.insert(end, (agreed.kind.span, by().collect()));
                None
            }
        }
    }
}
