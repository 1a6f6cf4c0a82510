//! What the formats of one advisory are made of.

use std::cell::OnceCell;

use crate::advisory::{Advisory, PackageVersions, Section, by_package};
use crate::markdown::unwrapped;
use crate::portfolio::Project;

/// An advisory and its project, with what several formats need of them. Each of these is computed
/// once, when the first format needs it.
#[derive(Debug)]
pub struct Exported<'a> {
    /// The project.
    pub project: &'a Project,
    /// The advisory.
    pub advisory: &'a Advisory,
    packages: OnceCell<Vec<PackageVersions<'a>>>,
    /// The text of each section.
    texts: OnceCell<Vec<String>>,
}

impl<'a> Exported<'a> {
    /// Creates it from an advisory of a project.
    #[must_use]
    pub fn new(project: &'a Project, advisory: &'a Advisory) -> Self {
        Self { project, advisory, packages: OnceCell::new(), texts: OnceCell::new() }
    }

    /// Returns the versions of each package, as [`by_package`] computes them.
    #[must_use]
    pub fn packages(&self) -> &[PackageVersions<'a>] {
        self.packages.get_or_init(|| by_package(self.project, self.advisory))
    }

    /// Returns each section with its text, as [`unwrapped`] renders it.
    pub fn sections(&self) -> impl Iterator<Item = (&'a Section, &str)> {
        let render = || self.advisory.sections.iter().map(|section| unwrapped(&section.markdown)).collect();
        self.advisory.sections.iter().zip(self.texts.get_or_init(render).iter().map(String::as_str))
    }
}
