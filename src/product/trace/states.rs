//! Computes what each commit of the history has of a fix, in one pass, parents first.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::contents::{Contents, Made};
use super::events::Event;
use crate::git::Unread;
use crate::product::Product;
use crate::product::graph::Place;

/// What a commit has of a fix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    Absent,
    /// It has it since this commit.
    Present(Place),
    /// It had it since `brought`, until `by`.
    Reverted {
        brought: Place,
        by: Place,
    },
    /// It had it since `brought`, until `by` put some of its files back.
    Doubtful {
        brought: Place,
        by: Place,
    },
}

impl State {
    fn is_present(self) -> bool {
        matches!(self, Self::Present(_))
    }

    /// What brought it, if anything ever did.
    fn brought(self) -> Option<Place> {
        match self {
            Self::Absent => None,
            Self::Present(brought) | Self::Reverted { brought, .. } | Self::Doubtful { brought, .. } => Some(brought),
        }
    }
}

/// Merge bases that were computed.
pub(super) type Bases = HashMap<(Place, Place), Vec<Place>>;

/// The state of every commit, by place. `spared` are commits whose changes are of the same fix:
/// what they do to a file that another commit of it changed is meant. `paths` are the files that
/// the commit of the fix changes.
pub(super) fn states(
    contents: &mut Contents<'_>,
    events: &BTreeMap<Place, Event>,
    spared: &BTreeSet<Place>,
    paths: &BTreeSet<Vec<u8>>,
    bases: &mut Bases,
) -> Result<Vec<State>, Unread> {
    let product = contents.product();
    let mut states = Vec::with_capacity(product.graph.len());
    for place in product.graph.places() {
        let before = match product.graph.parents(place) {
            [] => State::Absent,
            [parent] => at(&states, *parent),
            parents => merged(product, &states, place, parents, bases),
        };
        states.push(match (events.get(&place), before) {
            (Some(Event::Brings(_)), State::Absent | State::Reverted { .. } | State::Doubtful { .. }) => {
                State::Present(place)
            }
            (Some(Event::TakesBack(_)), State::Present(brought) | State::Doubtful { brought, .. }) => {
                State::Reverted { brought, by: place }
            }
            (Some(Event::MayTakeBack), State::Present(brought)) => State::Doubtful { brought, by: place },
            (_, before) if spared.contains(&place) => before,
            (_, before) => by_contents(contents, events, paths, &states, place, before)?,
        });
    }
    Ok(states)
}

/// Returns the state after a commit that neither carries nor reverts, by the content of its files.
fn by_contents(
    contents: &mut Contents<'_>,
    events: &BTreeMap<Place, Event>,
    paths: &BTreeSet<Vec<u8>>,
    states: &[State],
    place: Place,
    before: State,
) -> Result<State, Unread> {
    let parents = contents.product().graph.parents(place);
    let (brought, by) = match before {
        State::Absent => return Ok(before),
        State::Present(brought) => (brought, None),
        State::Reverted { brought, by } | State::Doubtful { brought, by } => (brought, Some(by)),
    };
    // What was taken back in words comes again in words.
    if by.is_some_and(|by| by == place || events.contains_key(&by)) {
        return Ok(before);
    }
    let (had, others): (Vec<Place>, Vec<Place>) = parents.iter().partition(|parent| at(states, **parent) == before);
    let lacks: Vec<Place> = others.into_iter().filter(|parent| !at(states, *parent).is_present()).collect();
    Ok(match (before, contents.made(paths, brought, place, &had, &lacks)?) {
        (State::Present(_), Made::Back) => State::Reverted { brought, by: place },
        (State::Present(_), Made::PartlyBack) => State::Doubtful { brought, by: place },
        (State::Reverted { .. } | State::Doubtful { .. }, Made::Again) => State::Present(brought),
        _ => before,
    })
}

pub(super) fn at(states: &[State], place: Place) -> State {
    states.get(place.index()).copied().unwrap_or(State::Absent)
}

/// What a merge has, as git merges: what one side changed since the common ancestor is changed. A
/// merge that is, file by file, one of its parents has what that one has.
fn merged(product: &Product, states: &[State], merge: Place, parents: &[Place], bases: &mut Bases) -> State {
    let state = |place: &Place| at(states, *place);
    let present = parents.iter().find(|parent| state(parent).is_present());
    let reverted = parents.iter().find(|parent| state(parent).brought().is_some() && !state(parent).is_present());
    let (Some(present), true) = (present, parents.iter().any(|parent| !state(parent).is_present())) else {
        return present.or(reverted).map_or(State::Absent, state);
    };
    let tree = |place: Place| product.trees.get(place.index());
    let mut same = parents.iter().filter(|parent| tree(**parent) == tree(merge)).peekable();
    if same.peek().is_some() {
        let brought = state(present).brought();
        let dropped = brought.map_or(State::Absent, |brought| State::Reverted { brought, by: merge });
        return match same.find(|parent| state(parent).is_present()) {
            Some(parent) => state(parent),
            None => reverted.map_or(dropped, state),
        };
    }
    for lost in parents.iter().filter(|parent| !state(parent).is_present() && state(parent).brought().is_some()) {
        for had in parents.iter().filter(|parent| state(parent).is_present()) {
            let bases = bases.entry((*lost, *had)).or_insert_with(|| product.graph.merge_bases(*lost, *had));
            if bases.iter().any(|base| state(base).is_present()) {
                return state(lost);
            }
        }
    }
    state(present)
}
