//! Writes the public site, and apart from it the announcements that are due.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::committed;
use super::error::Error;
use super::evidence;
use super::last_build::{self, LastBuild};
use super::place;
use super::workspace::Workspace;
use crate::build::{self, PrivateBuild, PublicBuild};
use crate::finding::Finding;
use crate::output::{self, Cache, Folder, Readers, Written};
use crate::plan::{Files, Sink, Stopped};
use crate::site::Unmade;

/// How to build a public site.
#[derive(Clone, Copy, Debug, Default)]
pub struct BuildOptions<'a> {
    /// Texts that everybody knows: the site may hold them even if they are also private text of an
    /// embargoed incident.
    pub public: &'a [String],
    /// Where to keep what the next build of the same site need not do again: a file whose name
    /// gets the extensions `json` and `files`. Without it, everything is done again.
    pub cache: Option<&'a Path>,
    /// Whether the site has to fulfil what a publication does: every file is committed, and no
    /// evidence about a public advisory is missing or contradicted.
    pub is_verified: bool,
}

/// The public site as it was written.
#[derive(Debug)]
pub struct Built {
    /// The folder of the site.
    pub site: PathBuf,
    /// What became of it.
    pub written: Written,
    /// How many advisories it has.
    pub advisories: usize,
    /// How many of them have the files of an earlier build, which were not made again.
    pub kept: usize,
    /// Why advisories or notices that are due are left out.
    pub left_out: Vec<Finding>,
}

/// The private drafts as they were written.
#[derive(Debug)]
pub struct BuiltDrafts {
    /// The folder of the drafts.
    pub drafts: PathBuf,
    /// What became of it.
    pub written: Written,
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

    /// Builds the public site in `out/site`. The same tree and instant give the same bytes. A build
    /// that fails or is killed leaves the old site complete.
    ///
    /// ```
    /// use advisory::Workspace;
    ///
    /// let out = tempfile::tempdir()?;
    /// let workspace = Workspace::open(".", "2026-11-20T12:00:00Z".parse()?)?;
    /// let built = workspace.build(out.path())?;
    /// println!("{} advisories, {} files", built.advisories, built.written.files);
    /// assert!(built.site.join("index.html").exists());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When `out` is among the files of the workspace, in a git repository, or in a work tree that
    /// does not ignore it, when private drafts are there, when a finding forbids the site, when the
    /// site holds private text, or when it can't be written.
    pub fn build(&self, out: impl AsRef<Path>) -> Result<Built, Error> {
        self.build_with(out, &BuildOptions::default())
    }

    /// Does the same as [`Self::build`] with these options.
    ///
    /// # Errors
    /// Those of [`Self::build`]. If the site has to be verified, also when a file is not committed,
    /// or when the policy asks for evidence that is missing.
    pub fn build_with(&self, out: impl AsRef<Path>, options: &BuildOptions<'_>) -> Result<Built, Error> {
        let out = out.as_ref();
        place::require_site(self.folder(), out)?;
        if !options.is_verified {
            return self.build_site(out, options);
        }
        let committed = committed::require(self)?;
        let unproven = evidence::against_site(&committed);
        if unproven.is_empty() { committed.build_site(out, options) } else { Err(committed.unbuilt(unproven)) }
    }

    fn unbuilt(&self, findings: Vec<Finding>) -> Error {
        Error::refused(findings, self.tree(), "the site was not built; the old site is unchanged")
    }

    fn build_site(&self, out: &Path, options: &BuildOptions<'_>) -> Result<Built, Error> {
        let (portfolio, findings) = (self.portfolio().clone(), self.findings().to_vec());
        let site = build::Site::new(portfolio, findings, self.now(), &self.known(options.public));
        if !site.findings().is_empty() {
            return Err(self.unbuilt(site.findings().to_vec()));
        }
        let files = SiteFiles { site: &site, findings: Mutex::default() };
        let cache = options.cache.map(last_build::known);
        let folder = Folder { name: place::SITE, files: &files, readers: Readers::Everyone, cache: cache.as_ref() };
        let written = output::apply_all(&output::System, out, [folder], self.now());
        let findings = files.findings.into_inner().unwrap_or_else(PoisonError::into_inner);
        if !findings.is_empty() {
            return Err(self.unbuilt(findings));
        }
        let [written] = written?;
        let (advisories, left_out) = (site.advisories(), site.left_out().to_vec());
        let settled = cache.and_then(Cache::settled);
        let kept = settled.as_ref().map_or(0, |settled| settled.kept);
        let built = Built { site: out.join(place::SITE), written, advisories, kept, left_out };
        if let (Some(cache), Some(settled)) = (options.cache, settled) {
            let site = last_build::Site { files: written.files, advisories, left_out: &built.left_out };
            LastBuild::note(self, cache, options.public, &site, &settled);
        }
        Ok(built)
    }

    /// Writes the drafts of the announcements that are due to `out/announcements`, for their owner
    /// alone to read. `site` is where the public site goes, if it is built as well.
    ///
    /// # Errors
    /// When `out` is among the files of the workspace, in a git repository, or in a work tree that
    /// does not ignore it, when a public site is there or goes there, or when the drafts can't be
    /// written.
    pub fn build_drafts(&self, out: impl AsRef<Path>, site: Option<&Path>) -> Result<BuiltDrafts, Error> {
        let out = out.as_ref();
        place::require_drafts(self.folder(), out, site)?;
        let private = self.announcements();
        let folder =
            Folder { name: place::DRAFTS, files: &private.announcements, readers: Readers::Owner, cache: None };
        let [written] = output::apply_all(&output::System, out, [folder], self.now())?;
        Ok(BuiltDrafts { drafts: out.join(folder.name), written, missing: private.findings })
    }

    /// Writes a private file beside the workspace, completely or not at all: a draft, a CVE record,
    /// a calendar.
    ///
    /// # Errors
    /// When it is among the files of the workspace, in a git repository, or in a work tree that
    /// does not ignore it, when a public site is there, or when it can't be written.
    pub fn write_private(&self, file: impl AsRef<Path>, bytes: &[u8]) -> Result<(), Error> {
        place::require_private_file(self.folder(), file.as_ref())?;
        Ok(output::file(file.as_ref(), bytes)?)
    }
}

/// The files of a public site, made while they are written.
struct SiteFiles<'s> {
    site: &'s build::Site,
    /// Why they can't be made.
    findings: Mutex<Vec<Finding>>,
}

impl Files for SiteFiles<'_> {
    fn pour(&self, sink: &dyn Sink) -> Result<(), Stopped> {
        self.site.pour(sink).map_err(|unmade| {
            if let Unmade::Findings(findings) = unmade {
                *self.findings.lock().unwrap_or_else(PoisonError::into_inner) = findings;
            }
            Stopped
        })
    }
}
