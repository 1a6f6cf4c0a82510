//! Names that have to be declared elsewhere: what the `unknown-…` rules and others like them have
//! in common.

use std::borrow::Borrow;
use std::cell::{Cell, OnceCell};
use std::collections::BTreeSet;

use super::Rule;
use crate::finding::{Finding, MOST, did_you_mean};
use crate::source::{FilePath, Span, Spanned};

/// The names that may be used in some place. They are collected once, by the second look-up: most
/// files use one name of a place, and then a clean check does not allocate.
pub(super) struct Declared<'a, I> {
    /// Completes "`x` is not …" for every other name.
    what: &'static str,
    names: I,
    /// Whether a name was looked up.
    asked: Cell<bool>,
    /// How many names were compared with the declared ones.
    helped: Cell<usize>,
    /// The names, sorted.
    collected: OnceCell<BTreeSet<&'a str>>,
}

impl<'a, I: Iterator<Item = &'a str> + Clone> Declared<'a, I> {
    pub(super) fn new(what: &'static str, names: I) -> Self {
        Self { what, names, asked: Cell::new(false), helped: Cell::new(0), collected: OnceCell::new() }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        if self.asked.replace(true) {
            self.names().contains(name)
        } else {
            self.names.clone().any(|declared| declared == name)
        }
    }

    fn names(&self) -> &BTreeSet<&'a str> {
        self.collected.get_or_init(|| self.names.clone().collect())
    }

    /// Returns a finding for each of the names `used` in `file` that is not declared.
    pub(super) fn unknown<'u, T: Borrow<str> + 'u>(
        &self,
        rule: &Rule,
        file: &FilePath,
        used: impl IntoIterator<Item = &'u Spanned<T>>,
    ) -> Vec<Finding> {
        used.into_iter().filter_map(|name| self.unknown_at(rule, file, name.value.borrow(), name.span)).collect()
    }

    /// Returns a finding at `span` unless `name` is declared.
    pub(super) fn unknown_at(&self, rule: &Rule, file: &FilePath, name: &str, span: Span) -> Option<Finding> {
        let finding = || rule.finding(file, span, format!("`{name}` is not {}", self.what)).help(self.help(name));
        (!self.has(name)).then(finding)
    }

    /// Returns "did you mean `x`?", or the names to choose from. A name is compared with every
    /// declared one, so this is done for no more names than are listed in a file.
    pub(super) fn help(&self, name: &str) -> String {
        let nth = self.helped.get();
        if nth >= MOST {
            return "declare it, or use a declared name".to_owned();
        }
        self.helped.set(nth + 1);
        let names = self.names();
        match did_you_mean(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => "none is declared yet".to_owned(),
            None => format!("there are: {}", names.iter().copied().collect::<Vec<_>>().join(", ")),
        }
    }
}
