//! Writes the public site and the announcements that are due.

use std::path::{Path, PathBuf};

use super::error::Error;
use super::place;
use super::workspace::Workspace;
use crate::build::{self, PrivateBuild, PublicBuild};
use crate::finding::Finding;
use crate::output::{self, Folder, Readers, Written};

/// What a build wrote.
#[derive(Debug)]
pub struct Built {
    /// The folder of the public site.
    pub site: PathBuf,
    /// What became of it.
    pub site_written: Written,
    /// How many advisories are public.
    pub advisories: usize,
    /// The folder of the private drafts.
    pub drafts: PathBuf,
    /// What became of it.
    pub drafts_written: Written,
    /// Facts that are missing for further drafts.
    pub missing: Vec<Finding>,
}

impl Workspace {
    /// Returns the public site, as a plan of files. Nothing is written.
    #[must_use]
    pub fn public_site(&self) -> PublicBuild {
        build::public(self.portfolio().clone(), self.findings().to_vec(), self.now())
    }

    /// Returns the announcements that are due, as a plan of files. Nothing is written.
    #[must_use]
    pub fn announcements(&self) -> PrivateBuild {
        build::private(self.portfolio(), self.now())
    }

    /// Builds the public site in `out/site`, and the private drafts in `out/announcements`. The
    /// same tree and instant give the same bytes. A build that fails or is killed leaves the old
    /// site complete.
    ///
    /// ```
    /// use advisory::Workspace;
    ///
    /// let out = tempfile::tempdir()?;
    /// let workspace = Workspace::open(".", "2026-11-20T12:00:00Z".parse()?)?;
    /// let built = workspace.build(out.path())?;
    /// println!("{} advisories, {} files", built.advisories, built.site_written.files);
    /// assert!(built.site.join("index.html").exists());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When `out` is among the files of the workspace, when a finding forbids the site, or when it
    /// can't be written.
    pub fn build(self, out: impl AsRef<Path>) -> Result<Built, Error> {
        let out = out.as_ref();
        place::refuse_inside(self.folder(), out)?;
        let private = self.announcements();
        let (now, tree) = (self.now(), self.tree().clone());
        let (portfolio, findings) = self.into_parts();
        let public = build::public(portfolio, findings, now);
        let Some(site) = &public.site else {
            let message = "the site was not built: the old one stands as it was";
            return Err(Error::refused(public.findings, &tree, message));
        };
        let folders = [
            Folder { name: "site", plan: site, readers: Readers::Everyone },
            Folder { name: "announcements", plan: &private.announcements, readers: Readers::Owner },
        ];
        let [site, drafts] = folders.map(|folder| out.join(folder.name));
        let [site_written, drafts_written] = output::apply_all(&output::System, out, folders, now)?;
        let (advisories, missing) = (public.advisories, private.findings);
        Ok(Built { site, site_written, advisories, drafts, drafts_written, missing })
    }

    /// Writes a file beside the workspace, whole or not at all: a calendar, a list.
    ///
    /// # Errors
    /// When it is among the files of the workspace, or can't be written.
    pub fn write_beside(&self, file: impl AsRef<Path>, bytes: &[u8]) -> Result<(), Error> {
        place::refuse_inside(self.folder(), file.as_ref())?;
        Ok(output::file(file.as_ref(), bytes)?)
    }
}
