//! What an advisory says is affected: ranges of versions, and commits.

use crate::ecosystem::Ecosystem;
use crate::names::LineId;
use crate::source::{Span, Spanned};
use crate::version::{Bound, End, Order, Range};

/// Affected versions of one package on one release line.
#[derive(Clone, Debug)]
pub struct Affected {
    /// The package; `None` for the project's first one.
    pub package: Option<Spanned<String>>,
    /// The package's ecosystem, where the name alone doesn't say which one it is.
    pub ecosystem: Option<Spanned<Ecosystem>>,
    /// The line.
    pub line: Option<Spanned<LineId>>,
    /// The versions. A range without a beginning starts with the line. An open end means that there
    /// is no fix on this line.
    pub range: Range<Spanned<Bound>>,
    /// Whether the version that ends the range is not affected, but no fix.
    pub ends_unfixed: bool,
    /// Another end, given in addition to the one that counts; `check` reports it.
    pub second_end: Option<Spanned<Bound>>,
    /// Its location in the file.
    pub span: Span,
}

/// Affected commits of a repository: all that are one of the first affected ones or come after one
/// of them, and neither are nor come after a fix.
#[derive(Clone, Debug)]
pub struct Commits {
    /// The package that the repository has the source of; `None` for no package.
    pub package: Option<Spanned<String>>,
    /// The package's ecosystem.
    pub ecosystem: Option<Spanned<Ecosystem>>,
    /// The address of the repository; `None` for the project's.
    pub repository: Option<Spanned<String>>,
    /// The first affected commits; if empty, the first of the repository.
    pub introduced: Vec<Spanned<String>>,
    /// The commits with the fix, one for each branch.
    pub fixed: Vec<Spanned<String>>,
    /// The last affected commits, where there is no fix.
    pub last_affected: Vec<Spanned<String>>,
    /// The commits that no affected one comes after.
    pub limit: Vec<Spanned<String>>,
    /// The affected versions, as the repository's tags have them; if empty, the project's affected
    /// releases.
    pub versions: Vec<Spanned<String>>,
    /// Its location in the file.
    pub span: Span,
}

impl Affected {
    /// Creates an entry from the three keys that files have for a range.
    #[must_use]
    pub fn new(
        introduced: Option<Spanned<Bound>>,
        fixed: Option<Spanned<Bound>>,
        last_affected: Option<Spanned<Bound>>,
        span: Span,
    ) -> Self {
        let second_end = last_affected.clone().filter(|_| fixed.is_some());
        Self {
            package: None,
            ecosystem: None,
            line: None,
            range: Range::new(introduced, fixed, last_affected),
            ends_unfixed: false,
            second_end,
            span,
        }
    }

    /// Returns the entry with an end before a version that is not affected, but no fix. A fixed
    /// version counts instead, if there is one.
    #[must_use]
    pub fn ending_before(mut self, before: Option<Spanned<Bound>>) -> Self {
        let Some(before) = before else { return self };
        if self.range.fixed().is_some() {
            self.second_end.get_or_insert(before);
            return self;
        }
        self.second_end = self.range.last_affected().cloned();
        self.range.end = End::Fixed(before);
        self.ends_unfixed = true;
        self
    }

    /// Returns the version that ends the range because it has the fix.
    #[must_use]
    pub fn fixed(&self) -> Option<&Spanned<Bound>> {
        self.range.fixed().filter(|_| !self.ends_unfixed)
    }

    /// Returns the version that ends the range and is no fix.
    #[must_use]
    pub fn before(&self) -> Option<&Spanned<Bound>> {
        self.range.fixed().filter(|_| self.ends_unfixed)
    }

    /// Reads its bounds as versions of an order.
    pub(crate) fn set_order(&mut self, order: Order) {
        let read = |bound: Spanned<Bound>| Spanned::new(bound.value.in_order(order), bound.span);
        let range = std::mem::replace(&mut self.range, Range::new(None, None, None));
        self.range = range.map(read);
        self.second_end = self.second_end.take().map(read);
    }

    /// Returns the last affected version, even if the range ends with a fixed one.
    #[must_use]
    pub fn last_affected(&self) -> Option<&Spanned<Bound>> {
        self.range.last_affected().or(self.second_end.as_ref())
    }

    /// Returns every bound, in the order of the keys in files.
    pub fn bounds(&self) -> impl Iterator<Item = &Spanned<Bound>> {
        [self.range.introduced.as_ref(), self.range.fixed(), self.last_affected()].into_iter().flatten()
    }

    /// Returns the versions, if there is a bound and every bound is a version. An entry without
    /// bounds only names a line.
    #[must_use]
    pub fn versions(&self) -> Option<Range> {
        let is_readable = self.bounds().all(|bound| bound.version().is_some());
        let version = |bound: Option<&Spanned<Bound>>| bound?.version().cloned();
        (is_readable && self.bounds().next().is_some()).then(|| {
            let introduced = version(self.range.introduced.as_ref());
            Range::new(introduced, version(self.range.fixed()), version(self.last_affected()))
        })
    }
}
