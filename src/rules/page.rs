//! The pages of the rules, as the build script finds them in the folders.

use super::About;
use crate::finding::{RuleId, Severity};

/// What a rule's page and its place say.
pub(super) struct Page {
    /// The module that holds the rule's code, if it has any.
    module: &'static str,
    /// The folder.
    pub(super) group: &'static str,
    /// The name of the file.
    pub(super) id: RuleId,
    /// From the front matter.
    pub(super) severity: Severity,
    /// From the front matter: what its findings are about.
    pub(super) about: About,
    /// The first line of the text.
    pub(super) summary: &'static str,
    /// Everything below the front matter.
    pub(super) text: &'static str,
}

/// Every page, sorted by the name of its file.
const PAGES: &[Page] = &include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// Returns the page of a module's rule. It is called for constants, so that code without a page
/// does not compile.
#[allow(clippy::panic, reason = "while the program is compiled")]
pub(super) const fn of_module(module: &str) -> &'static Page {
    let mut pages = PAGES;
    while let [page, rest @ ..] = pages {
        if is_same(page.module, module) {
            return page;
        }
        pages = rest;
    }
    panic!("a rule needs a page: `some-rule.md` beside `some_rule.rs`")
}

/// Returns the page with this id.
pub(super) const fn of_id(id: RuleId) -> Option<&'static Page> {
    let mut pages = PAGES;
    while let [page, rest @ ..] = pages {
        if is_same(page.id.0, id.0) {
            return Some(page);
        }
        pages = rest;
    }
    None
}

/// Whether each of these rules has a page.
pub(super) const fn has_all(mut ids: &[RuleId]) -> bool {
    while let [id, rest @ ..] = ids {
        if of_id(*id).is_none() {
            return false;
        }
        ids = rest;
    }
    true
}

/// Compares two texts while the program is compiled, where `==` is not available.
const fn is_same(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    while let ([x, more_a @ ..], [y, more_b @ ..]) = (a, b) {
        if *x != *y {
            return false;
        }
        (a, b) = (more_a, more_b);
    }
    true
}
