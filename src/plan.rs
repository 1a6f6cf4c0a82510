//! The files of a build: held as a value, or passed on one by one as they are made.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::fingerprint::Fingerprint;

/// Files by their path in the output folder (with `/` between parts), sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    files: BTreeMap<String, Vec<u8>>,
}

impl Plan {
    /// Creates an empty plan.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file. A second file at the same path is a bug of the caller, and replaces the first.
    pub fn add(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into());
    }

    /// Returns the files, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// Returns the planned content of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Returns the number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Returns whether the plan has no files.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// Takes the files of a build, from several threads and in any order, so that they need not be held
/// in memory.
pub trait Sink: Sync {
    /// Takes a file.
    ///
    /// # Errors
    /// [`Stopped`] when the sink takes no more files; it knows why.
    fn take(&self, path: &str, bytes: &[u8]) -> Result<(), Stopped>;

    /// Takes a file that is made of public facts alone: those of the advisory with this id, the
    /// titles and ids of others, what all pages show of the project, and text of the program. No
    /// template of the project's own and no policy has a part in it.
    ///
    /// # Errors
    /// Those of [`Self::take`].
    fn take_facts(&self, _advisory: &str, path: &str, bytes: &[u8]) -> Result<(), Stopped> {
        self.take(path, bytes)
    }

    /// Keeps files as an earlier build made them, and returns the mark that it [noted](Self::note)
    /// of them. `None` if they were made of other facts, or somebody changed them since: then they
    /// have to be made and passed to [`take`](Self::take).
    ///
    /// # Errors
    /// [`Stopped`] when the sink takes no more files; it knows why.
    fn keep(&self, _group: Group<'_>) -> Result<Option<Fingerprint>, Stopped> {
        Ok(None)
    }

    /// Reads a file that is kept.
    ///
    /// # Errors
    /// [`Stopped`] when it can't be read; the sink knows why.
    fn read(&self, _path: &str) -> Result<Vec<u8>, Stopped> {
        Err(Stopped)
    }

    /// Returns the bytes of a file as an earlier build made and [noted](Self::note) it, whatever
    /// this build will make of it; `None` if somebody changed it since.
    fn earlier(&self, _file: Group<'_>) -> Option<Vec<u8>> {
        None
    }

    /// Notes for the next build what files were made of, with a mark of whoever looks at them.
    fn note(&self, _group: Group<'_>, _mark: Fingerprint) {}
}

/// Files that are kept or made together: those of an advisory.
#[derive(Clone, Copy, Debug)]
pub struct Group<'a> {
    /// Its id; empty for files that belong to no single advisory.
    pub advisory: &'a str,
    /// What the files are made of.
    pub facts: Fingerprint,
    /// The path of its page, if it is made with a template of the project's own.
    pub page: Option<&'a str>,
    /// The paths of the files that [`Sink::take_facts`] takes.
    pub files: &'a [String],
}

impl<'a> Group<'a> {
    /// Returns the paths of all files.
    pub fn paths(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        self.page.into_iter().chain(self.files.iter().map(String::as_str))
    }
}

/// A sink for files that are made of more facts than their makers know.
pub struct MadeOf<'a> {
    /// Where the files go.
    pub sink: &'a dyn Sink,
    /// What all of them are made of.
    pub facts: Fingerprint,
}

impl MadeOf<'_> {
    fn whole<'g>(&self, group: Group<'g>) -> Group<'g> {
        Group { facts: self.facts.and(group.facts), ..group }
    }
}

impl Sink for MadeOf<'_> {
    fn take(&self, path: &str, bytes: &[u8]) -> Result<(), Stopped> {
        self.sink.take(path, bytes)
    }

    fn take_facts(&self, advisory: &str, path: &str, bytes: &[u8]) -> Result<(), Stopped> {
        self.sink.take_facts(advisory, path, bytes)
    }

    fn keep(&self, group: Group<'_>) -> Result<Option<Fingerprint>, Stopped> {
        self.sink.keep(self.whole(group))
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Stopped> {
        self.sink.read(path)
    }

    fn earlier(&self, file: Group<'_>) -> Option<Vec<u8>> {
        self.sink.earlier(self.whole(file))
    }

    fn note(&self, group: Group<'_>, mark: Fingerprint) {
        self.sink.note(self.whole(group), mark);
    }
}

/// The files were not all taken. Whoever stopped knows why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

/// Something that has files.
pub trait Files: Sync {
    /// Passes each file to a sink, once.
    ///
    /// # Errors
    /// [`Stopped`] when the sink takes no more, or when the files can't be made.
    fn pour(&self, sink: &dyn Sink) -> Result<(), Stopped>;
}

impl Files for Plan {
    fn pour(&self, sink: &dyn Sink) -> Result<(), Stopped> {
        self.files.par_iter().try_for_each(|(path, bytes)| sink.take(path, bytes))
    }
}

/// A sink that holds the fingerprint of each file and no content.
#[derive(Debug, Default)]
pub struct Fingerprinted {
    files: Mutex<BTreeMap<String, Fingerprint>>,
}

impl Fingerprinted {
    /// Returns the fingerprint of all files: their paths and their contents.
    #[must_use]
    pub fn into_fingerprint(self) -> Fingerprint {
        let files = self.files.into_inner().unwrap_or_else(PoisonError::into_inner);
        Fingerprint::of(files.iter().flat_map(|(path, content)| [path.as_bytes(), content.as_ref()]))
    }
}

impl Sink for Fingerprinted {
    fn take(&self, path: &str, bytes: &[u8]) -> Result<(), Stopped> {
        let content = Fingerprint::of([bytes]);
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), content);
        Ok(())
    }
}

/// A sink that holds everything it takes.
#[derive(Debug, Default)]
pub struct Collected {
    plan: Mutex<Plan>,
}

impl Collected {
    /// Returns the files.
    #[must_use]
    pub fn into_plan(self) -> Plan {
        self.plan.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Collected {
    fn take(&self, path: &str, bytes: &[u8]) -> Result<(), Stopped> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner).add(path, bytes);
        Ok(())
    }
}
