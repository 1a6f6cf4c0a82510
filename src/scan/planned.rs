//! Embargoed text in files that are about to be published.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, OnceLock, PoisonError, RwLock};

use super::archive;
use super::inputs::Inputs;
use super::needle::Needle;
use super::origin::Sought;
use super::owner::Owner;
use super::project;
use super::public;
use super::secrets;
use super::watch::{self, Hit, Watch};
use crate::advisory::{Advisory, Notice};
use crate::case::Case;
use crate::fingerprint::Fingerprint;
use crate::json;
use crate::plan::{Group, Sink, Stopped};
use crate::portfolio::{Portfolio, Project};
use crate::source::Tree;

/// Embargoed text in a file.
#[derive(Clone, Debug)]
pub struct Leak {
    /// The file.
    pub path: String,
    /// Whether its path has the text, rather than its content.
    pub in_path: bool,
    /// The text.
    pub hit: Hit,
    /// What of it is looked for.
    pub needles: BTreeSet<Needle>,
}

/// What of a portfolio no file of its public site may hold.
#[derive(Debug)]
pub struct Embargoed {
    watch: Watch,
    /// The files of the site that are copies of private ones.
    copies: BTreeMap<String, Owner>,
    /// The incidents whose advisory is public. Their handles are too.
    public: BTreeSet<Owner>,
}

/// Everything that the public files are made of.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The project.
    pub project: &'a Project,
    /// The public advisories.
    pub advisories: &'a [Advisory],
    /// The public notices.
    pub notices: &'a [Notice],
}

impl Embargoed {
    /// Looks for what is private of the cases: of those whose advisory is not public, in whatever
    /// the site is made of; and what stays private of the others and of the project's own files, as
    /// far as a file that the site is made of has it. The texts in `known` are known to everybody.
    #[must_use]
    pub fn new<'t>(portfolio: &Portfolio, cases: &[Case<'_>], known: impl IntoIterator<Item = &'t str>) -> Self {
        let (public, embargoed): (Vec<&Case<'_>>, Vec<&Case<'_>>) =
            cases.iter().partition(|case| secrets::is_public(case));
        let known: Vec<&str> = known.into_iter().collect();
        let inputs = Inputs::new(&portfolio.tree);
        // Of the same words, those of the first owner count.
        let mut all = watch::of_cases(&embargoed, secrets::of);
        all.extend(watch::of_cases(&public, |case| {
            if inputs.have_words_of(case) { secrets::of(case) } else { secrets::without_texts(case) }
        }));
        all.extend(project::of(portfolio));
        all.push(project::team(portfolio));
        let mut watch = Watch::of(portfolio, all, known.iter().copied(), true);
        let owner = |case: &&Case<'_>| Owner::Incident(case.incident.handle.clone());
        let is_embargoed: BTreeSet<Owner> = embargoed.iter().map(owner).collect();
        watch.keep_of(&inputs.phrases_of(&watch), |owner| is_embargoed.contains(owner));
        let copies = inputs.copies(portfolio, &[embargoed, public.clone()].concat(), &known);
        let public = public.iter().map(owner).filter(|owner| !is_embargoed.contains(owner)).collect();
        Self { watch, copies, public }
    }

    /// Returns whether the advisory of this owner is public.
    #[must_use]
    pub fn is_public(&self, owner: &Owner) -> bool {
        self.public.contains(owner)
    }

    /// Passes files on to a sink as long as none of them holds embargoed text.
    #[must_use]
    pub fn guard<'a>(&'a self, sources: Sources<'a>, sink: &'a dyn Sink) -> Guard<'a> {
        let advisories = sources.advisories.iter().map(|advisory| (advisory.id.as_str(), Facts::of(advisory)));
        Guard {
            watch: &self.watch,
            copies: &self.copies,
            sources,
            sink,
            advisories: advisories.collect(),
            project: OnceLock::new(),
            told: Told::default(),
            sought: OnceLock::new(),
            told_in: Mutex::default(),
            found: Mutex::default(),
        }
    }

    /// Looks only for what these leaks hold.
    #[must_use]
    pub fn only(&self, leaks: &[Leak]) -> Self {
        let mut watch = self.watch.clone();
        watch.keep(&phrases_of(leaks));
        Self { watch, copies: self.copies.clone(), public: self.public.clone() }
    }

    /// Returns what these leaks hold, to be looked for in other files. `tree` has the files that
    /// the site is made of.
    #[must_use]
    pub fn sought(&self, leaks: &[Leak], tree: &Tree) -> Sought {
        let copies = leaks.iter().flat_map(|leak| &leak.needles).filter_map(|needle| match needle {
            Needle::Copy(path) => Some(path.clone()),
            Needle::Phrase(_) => None,
        });
        Sought::new(&self.watch, &phrases_of(leaks), copies.collect(), tree)
    }

    /// Returns whether an advisory has embargoed text that it does not make public itself, such as
    /// the handle of another incident.
    #[must_use]
    pub fn stays_in(&self, advisory: &Advisory) -> bool {
        let stays = |phrase: &u32| self.watch.kind(*phrase).is_some_and(|kind| !public::may_be_told(kind));
        public::of_advisory(advisory).iter().any(|text| self.watch.phrases_in(text.as_bytes()).iter().any(stays))
    }

    /// Finds embargoed text in another text.
    #[must_use]
    pub fn search(&self, bytes: &[u8]) -> Vec<Hit> {
        self.watch.search(bytes)
    }
}

/// The numbers of the phrases that leaks hold.
fn phrases_of(leaks: &[Leak]) -> BTreeSet<u32> {
    let needles = leaks.iter().flat_map(|leak| &leak.needles);
    needles.filter_map(|needle| if let Needle::Phrase(phrase) = needle { Some(*phrase) } else { None }).collect()
}

/// A sink that looks for embargoed text in each file that it passes on. If it finds any, what was
/// passed on is no site.
pub struct Guard<'a> {
    watch: &'a Watch,
    /// The files of the site that are copies of private ones.
    copies: &'a BTreeMap<String, Owner>,
    sources: Sources<'a>,
    sink: &'a dyn Sink,
    advisories: HashMap<&'a str, Facts<'a>>,
    /// Whether the project's own data holds no phrase at all.
    project: OnceLock<bool>,
    told: Told,
    /// Stands for the phrases that are looked for.
    sought: OnceLock<Fingerprint>,
    /// The files with phrases that the public advisories and notices have themselves.
    told_in: Mutex<BTreeSet<String>>,
    found: Mutex<Vec<Leak>>,
}

/// The public facts of an advisory.
struct Facts<'a> {
    advisory: &'a Advisory,
    /// Whether all phrases in them are public for that reason.
    clean: OnceLock<bool>,
    /// They were searched for what they make public.
    told: OnceLock<()>,
}

impl<'a> Facts<'a> {
    fn of(advisory: &'a Advisory) -> Self {
        Self { advisory, clean: OnceLock::new(), told: OnceLock::new() }
    }
}

/// The phrases that the public advisories and notices have themselves. Of these texts, only as many
/// are searched as the files with a phrase make necessary.
#[derive(Default)]
struct Told {
    /// What was found so far.
    some: RwLock<BTreeSet<u32>>,
    /// The titles and texts of all advisories, as they are written, were searched.
    written: OnceLock<()>,
    /// Everything was searched.
    all: OnceLock<()>,
}

impl Guard<'_> {
    /// Returns the embargoed text that was found, in the order of the files.
    #[must_use]
    pub fn into_leaks(self) -> Vec<Leak> {
        let mut leaks = self.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        // The places in one file are in order already.
        leaks.sort_by(|a, b| (&a.path, !a.in_path).cmp(&(&b.path, !b.in_path)));
        leaks
    }

    /// Returns what stands for the phrases that are looked for.
    fn sought(&self) -> Fingerprint {
        *self.sought.get_or_init(|| self.watch.fingerprint())
    }

    /// Returns the embargoed phrases of a text, which may be made of an advisory.
    fn phrases(&self, path: &str, text: &[u8], of: Option<&Facts<'_>>) -> BTreeSet<u32> {
        let mut found = self.watch.phrases_in(text);
        let forget_told = |phrases: &mut BTreeSet<u32>| {
            let told = self.told.some.read().unwrap_or_else(PoisonError::into_inner);
            phrases.retain(|phrase| !told.contains(phrase));
        };
        if found.is_empty() {
            return found;
        }
        self.told_in.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        forget_told(&mut found);
        if let Some(of) = of.filter(|_| !found.is_empty()) {
            of.told.get_or_init(|| self.tell(self.told_by(&public::of_advisory(of.advisory))));
            forget_told(&mut found);
        }
        let searches: [(_, &dyn Fn()); 2] =
            [(&self.told.written, &|| self.search_written()), (&self.told.all, &|| self.search_all())];
        for (once, search) in searches {
            if !found.is_empty() {
                once.get_or_init(search);
                forget_told(&mut found);
            }
        }
        found
    }

    /// Returns whether a file that is made of an advisory's facts can hold nothing that is under
    /// embargo: the project's data hold no phrase, and the advisory makes public what it has.
    fn is_clean(&self, facts: &Facts<'_>) -> bool {
        let found = |text: &str| self.watch.phrases_in(text.as_bytes());
        let is_told = |phrase: &u32| self.watch.kind(*phrase).is_some_and(public::may_be_told);
        *self.project.get_or_init(|| found(&format!("{:?}", self.sources.project)).is_empty())
            && *facts.clean.get_or_init(|| {
                let Ok(text) = json::compact(facts.advisory) else { return false };
                let phrases = found(&text);
                let clean = phrases.iter().all(is_told);
                self.tell(phrases.into_iter().filter(is_told).collect());
                clean
            })
    }

    /// Searches the titles and texts of all advisories, which costs much less than everything that
    /// is made of them.
    fn search_written(&self) {
        for advisory in self.sources.advisories {
            self.tell(self.told_by(&[&advisory.title, &advisory.text]));
        }
    }

    /// Not in parallel: a thread that waits for another one may be given a file to search, and
    /// would wait for itself.
    fn search_all(&self) {
        for advisory in self.sources.advisories {
            self.tell(self.told_by(&public::of_advisory(advisory)));
        }
        for notice in self.sources.notices {
            self.tell(self.told_by(&public::of_notice(notice)));
        }
    }

    /// Returns the phrases of public texts that are public for that reason.
    fn told_by(&self, texts: &[impl AsRef<str>]) -> BTreeSet<u32> {
        let phrases = texts.iter().flat_map(|text| self.watch.phrases_in(text.as_ref().as_bytes()));
        phrases.filter(|phrase| self.watch.kind(*phrase).is_some_and(public::may_be_told)).collect()
    }

    fn tell(&self, mut told: BTreeSet<u32>) {
        if told.is_empty() {
            return;
        }
        self.told.some.write().unwrap_or_else(PoisonError::into_inner).append(&mut told);
    }

    /// Remembers the embargoed text of a file; returns whether there is any.
    fn look(&self, path: &str, text: &[u8], in_path: bool, of: Option<&Facts<'_>>) -> bool {
        let phrases = self.phrases(path, text, of);
        if phrases.is_empty() {
            return false;
        }
        let hits = self.watch.search_for(text, |phrase| phrases.contains(&phrase));
        let leak = |hit: Hit| {
            let is_of = |phrase: &&u32| self.watch.is_of(**phrase, &hit.owner, hit.kind);
            let needles = phrases.iter().filter(is_of).copied().map(Needle::Phrase).collect();
            Leak { path: path.to_owned(), in_path, hit, needles }
        };
        self.found.lock().unwrap_or_else(PoisonError::into_inner).extend(hits.into_iter().map(leak));
        true
    }
}

impl Guard<'_> {
    /// An archive of records repeats other files, so they are looked at. One of the project's own
    /// assets does not.
    fn pass(&self, path: &str, bytes: &[u8], of: Option<&Facts<'_>>) -> Result<(), Stopped> {
        let in_path = self.look(path, path.as_bytes(), true, of);
        let is_searched = !path.ends_with(".zip") || path.starts_with("assets/");
        let mut in_text = is_searched && self.look(path, bytes, false, of);
        if is_searched {
            archive::files(bytes, |name, content| {
                let inner = format!("{path}/{name}");
                in_text |= self.look(&inner, name.as_bytes(), true, of) | self.look(&inner, content, false, of);
            });
        }
        if let Some(owner) = self.copies.get(path).filter(|_| !in_path && !in_text) {
            let (hit, needles) = (Hit::of_file(owner.clone()), BTreeSet::from([Needle::Copy(path.to_owned())]));
            let leak = Leak { path: path.to_owned(), in_path: false, hit, needles };
            self.found.lock().unwrap_or_else(PoisonError::into_inner).push(leak);
        }
        self.sink.take(path, bytes)
    }
}

impl Sink for Guard<'_> {
    fn take(&self, path: &str, bytes: &[u8]) -> Result<(), Stopped> {
        if self.watch.phrases == 0 && self.copies.is_empty() {
            return self.sink.take(path, bytes);
        }
        self.pass(path, bytes, None)
    }

    /// The facts of an advisory are in a file of each format: they are searched once.
    fn take_facts(&self, advisory: &str, path: &str, bytes: &[u8]) -> Result<(), Stopped> {
        let facts = self.advisories.get(advisory);
        if self.watch.phrases == 0 || facts.is_some_and(|facts| self.is_clean(facts)) {
            return self.sink.take_facts(advisory, path, bytes);
        }
        self.pass(path, bytes, facts)
    }

    /// Files that were searched for the same phrases are not searched again.
    fn keep(&self, group: Group<'_>) -> Result<Option<Fingerprint>, Stopped> {
        let kept = self.sink.keep(group)?;
        if kept.is_none() || self.watch.phrases == 0 || kept == Some(self.sought()) {
            return Ok(kept);
        }
        let facts = self.advisories.get(group.advisory);
        let is_clean = facts.is_some_and(|facts| self.is_clean(facts));
        let files = group.files.iter().map(String::as_str).filter(|_| !is_clean);
        for path in files.chain(group.page) {
            self.look(path, path.as_bytes(), true, facts);
            self.look(path, &self.sink.read(path)?, false, facts);
        }
        Ok(kept)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Stopped> {
        self.sink.read(path)
    }

    fn earlier(&self, file: Group<'_>) -> Option<Vec<u8>> {
        self.sink.earlier(file)
    }

    /// Whether a file that has a phrase may have it depends on the public advisories, so it is
    /// searched each time.
    fn note(&self, group: Group<'_>, mark: Fingerprint) {
        let told_in = self.told_in.lock().unwrap_or_else(PoisonError::into_inner);
        let is_clean = self.watch.phrases == 0 || !group.paths().any(|path| told_in.contains(path));
        drop(told_in);
        self.sink.note(group, if is_clean { self.sought() } else { mark });
    }
}
