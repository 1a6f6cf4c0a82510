//! Generated portfolios, and the same portfolio with its embargoed incidents deleted, edited or put into other words.

use std::sync::Arc;

use advisory::source::{FilePath, Tree, TreeEntry};
use advisory::time::Instant;
use proptest::prelude::*;

use super::attach::Content;
use super::files::{DATE, ESTIMATE, day};
use super::spec::{HANDLES, Spec, State, Terms, spec};
use super::world::{DISTRIBUTORS, END_OF_LIFE, Look, POLICY, team};
use crate::support::project;

/// A generated portfolio and its clock.
#[derive(Clone, Debug)]
pub(super) struct Portfolio {
    pub(super) specs: Vec<Spec>,
    /// For each incident another one, to be put in its place.
    others: Vec<Spec>,
    pub(super) now: i64,
    pub(super) terms: Terms,
    look: Look,
    /// Whether files lie about where no incident is.
    pub(super) litter: bool,
    backwards: bool,
}

impl Portfolio {
    pub(super) fn now(&self) -> Instant {
        day(self.now)
    }

    pub(super) fn files(&self) -> Vec<(String, Content)> {
        let wire = [
            (self.terms.existence, "existence"),
            (self.terms.estimate, "release-estimate"),
            (self.terms.date, "release-date"),
            (self.terms.mitigations, "mitigations"),
        ];
        let wire: Vec<_> = wire.into_iter().filter(|(on, _)| *on).map(|(_, fact)| format!("\"{fact}\"")).collect();
        let policy = POLICY.replace("WIRE", &wire.join(", ")).replace("COUNT", &self.terms.approvals.to_string());
        let project = project(END_OF_LIFE);
        let own = [
            ("advisory.toml", project.as_str()),
            ("team.toml", &team().text()),
            ("distributors.toml", DISTRIBUTORS),
            ("policy.toml", &policy),
        ];
        let mut files: Vec<(String, Content)> =
            own.map(|(path, text)| (path.to_owned(), text.to_owned().into())).into();
        files.extend(self.look.files());
        files.extend(self.specs.iter().flat_map(|s| s.files(self.terms, self.now)));
        if self.litter {
            for path in ["CANARY.txt", "2026/CANARY.toml", "2026/CANARY Name/incident.toml", "CANARY/lost/advisory.md"]
            {
                files.push((format!("incidents/{path}"), "CANARY = CANARY".to_owned().into()));
            }
        }
        if self.backwards {
            files.reverse();
        }
        files
    }

    pub(super) fn tree(&self) -> Tree {
        Tree::new(self.files().into_iter().map(|(path, content)| {
            let entry = match content {
                Content::Bytes(bytes) => TreeEntry::File(Arc::from(bytes)),
                Content::Huge => TreeEntry::TooLarge(Tree::LARGEST + 1),
                Content::Link(_) => TreeEntry::Link,
                Content::Submodule => TreeEntry::Special,
            };
            (FilePath::new(path), entry)
        }))
    }

    fn is_public(&self, spec: &Spec) -> bool {
        spec.is_public(self.terms, self.now)
    }

    pub(super) fn is_noticed(&self, spec: &Spec) -> bool {
        spec.is_noticed(self.terms, self.now)
    }

    fn is_embargoed(&self, spec: &Spec) -> bool {
        spec.is_embargoed(self.terms, self.now)
    }

    fn with(&self, change: impl Fn(&Spec, &Spec) -> Option<Spec>) -> Self {
        let specs = self.specs.iter().zip(&self.others).filter_map(|(spec, other)| change(spec, other)).collect();
        Self { specs, ..self.clone() }
    }

    pub(super) fn without_embargoed(&self) -> Self {
        Self { litter: false, ..self.with(|spec, _| (!self.is_embargoed(spec)).then(|| spec.clone())) }
    }

    /// Every embargoed incident is another one; some of these lie in other folders.
    pub(super) fn with_others_embargoed(&self) -> Self {
        let litter = !self.litter;
        let other = |spec: &Spec, other: &Spec| match self.is_embargoed(spec) {
            false => Some(spec.clone()),
            true => Some(other.clone()).filter(|o| self.is_embargoed(o)),
        };
        Self { litter, ..self.with(other) }
    }

    /// The first incident is another one.
    pub(super) fn with_one_exchanged(&self) -> Self {
        let first = self.specs.first().map(|spec| spec.number);
        self.with(|spec, other| Some(if Some(spec.number) == first { other } else { spec }.clone()))
    }

    /// What is announced and not public is another incident but for what its notice says.
    pub(super) fn with_others_announced(&self) -> Self {
        self.with(|spec, other| {
            let other = other.clone().with_only_the_notice_of(spec);
            Some(if self.is_noticed(spec) && self.is_noticed(&other) { other } else { spec.clone() })
        })
    }

    /// Every private field says something else: of embargoed, announced and public incidents.
    pub(super) fn in_other_words(&self) -> Self {
        self.with(|spec, _| Some(Spec { secret: !spec.secret, ..spec.clone() }))
    }

    /// Every incident, public or not, has another handle, and the folders another order.
    pub(super) fn in_other_folders(&self) -> Self {
        self.with(|spec, _| {
            let (year, name) = spec.folder;
            Some(Spec { folder: (year, HANDLES - 1 - name), ..spec.clone() })
        })
    }

    /// Public incidents have other optional keys in their private files.
    pub(super) fn with_other_private_keys(&self) -> Self {
        self.with(|spec, other| {
            let keeps = |form: u64| Spec { form, ..spec.clone() };
            // Who reported is private; that nobody did takes a credit away from the public file.
            let form = Some(other.form).filter(|form| form % 3 == spec.form % 3 && self.is_public(spec));
            Some(form.map_or_else(|| spec.clone(), keeps))
        })
    }

    pub(super) fn reversed(&self) -> Self {
        Self { backwards: true, ..self.clone() }
    }

    /// The incident in a folder; `None` for what is litter.
    pub(super) fn spec(&self, folder: &str) -> Option<&Spec> {
        self.specs.iter().find(|s| s.path() == folder)
    }

    pub(super) fn count(&self, which: impl Fn(&Spec, Terms, i64) -> bool) -> usize {
        self.specs.iter().filter(|s| which(s, self.terms, self.now)).count()
    }

    pub(super) fn embargoed(&self) -> impl Iterator<Item = &Spec> {
        self.specs.iter().filter(|s| self.is_embargoed(s))
    }

    /// What may stand in no log: the words of every private file, and of an advisory that is not public. Who is on the
    /// team is no secret of an incident.
    pub(super) fn secrets(&self) -> Vec<String> {
        let hidden = self.specs.iter().filter(|s| !self.is_public(s));
        let words = hidden.flat_map(|s| {
            // An id that no file has is nobody's yet.
            let has_id = s.has_id && matches!(s.document, State::Fine | State::Garbled);
            let id = has_id.then(|| s.id());
            [format!("SECRET-{}-", s.number), format!("OPEN-{}-", s.number), s.cve()].into_iter().chain(id)
        });
        let numbers = self.specs.iter().map(|s| format!("CANARY-{}-", s.number));
        words
            .filter(|w| !self.specs.iter().any(|s| self.is_public(s) && [s.id(), s.cve()].contains(w)))
            .chain(numbers)
            .chain(["canary-", "AFTER-"].map(str::to_owned))
            .collect()
    }

    /// What may stand nowhere in public.
    pub(super) fn canaries(&self) -> Vec<String> {
        let published: Vec<[String; 2]> =
            self.specs.iter().filter(|s| self.is_public(s)).map(|s| [s.id(), s.cve()]).collect();
        let secrets = self.specs.iter().filter(|s| !self.is_public(s)).flat_map(|s| {
            let ids = [s.id(), s.cve()].into_iter().filter(|id| !published.iter().flatten().any(|public| public == id));
            ids.chain([format!("SECRET-{}-", s.number)]).collect::<Vec<_>>()
        });
        let untold = self
            .specs
            .iter()
            .filter(|s| !(self.terms.mitigations && self.is_noticed(s)))
            .map(|s| format!("OPEN-{}-", s.number));
        let dates = [(self.terms.estimate, ESTIMATE), (self.terms.date, DATE)];
        let dates = dates.into_iter().filter(|(told, _)| !told).map(|(_, year)| year.to_owned());
        let never = ["CANARY", "canary-", "AFTER-", "hidden-"].map(str::to_owned);
        secrets.chain(untold).chain(dates).chain(never).collect()
    }
}

fn terms() -> impl Strategy<Value = Terms> {
    let often = prop::bool::weighted(0.85);
    (1_usize..3, often, often, often, often).prop_map(|(approvals, existence, estimate, date, mitigations)| Terms {
        approvals,
        existence,
        estimate,
        date,
        mitigations,
    })
}

/// Up to a dozen incidents in any state, on any day of a hundred and ten.
pub(super) fn portfolio() -> impl Strategy<Value = Portfolio> {
    let pairs = (0_usize..=12).prop_flat_map(|n| {
        let many = |from: usize| (from..from + n).map(spec).collect::<Vec<_>>();
        (many(0), many(100))
    });
    let look = prop_oneof![
        10 => Just(Look::BuiltIn),
        8 => Just(Look::Dump),
        2 => Just(Look::Own),
        1 => Just(Look::Broken),
    ];
    (pairs, 0_i64..110, terms(), look, prop::bool::weighted(0.2)).prop_map(
        |((mut specs, mut others), now, terms, look, litter)| {
            // One incident a folder: whoever comes later stands in another year's.
            let mut taken = std::collections::BTreeSet::new();
            for spec in specs.iter_mut().chain(&mut others) {
                while !taken.insert(spec.folder) {
                    spec.folder.0 += 1;
                }
            }
            // Half of the others stand in the folder of the incident they replace.
            for (spec, other) in specs.iter().zip(&mut others).filter(|(spec, _)| spec.number % 2 == 0) {
                other.folder = spec.folder;
            }
            Portfolio { specs, others, now, terms, look, litter, backwards: false }
        },
    )
}
