//! `verify`: whether the product's git repository says what an incident and its advisory say.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::Args;
use sha2::{Digest as _, Sha256};

use super::{Context, Outcome, Stop, redact};
use crate::app::Workspace;
use crate::app::edit;
use crate::case::Case;
use crate::incident::Incident;
use crate::output;
use crate::product::{Product, ProductError};
use crate::verify::{self, Verification};
use crate::{report, rules};

/// Hold an incident against the product's git history: reviews, backports, releases, affected versions
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory verify amber-heron --repo ../lodestore
  advisory verify amber-heron --repo ../lodestore --fix-repo ../lodestore-private
  advisory verify amber-heron --repo ../lodestore --write

Needs a whole clone with its tags: `git clone`, or `git fetch --unshallow --tags`. Neither repository
is written to, and nothing in it is run: the commands of a plan are printed for you.

Exit status: 0 verified, 1 refuted or not verified, 2 usage, or a repository can't be read.
Where CI is set and --reveal is not, the log may be public: it gets the handle and the answer alone.")]
pub(super) struct Verify {
    /// The incident's handle
    incident: String,
    /// A clone of the product
    #[arg(long, value_name = "PATH")]
    repo: PathBuf,
    /// A clone of the private repository that the fix was written in
    #[arg(long, value_name = "PATH")]
    fix_repo: Option<PathBuf>,
    /// Put the affected versions that git gives into advisory.md, keeping its formatting and comments
    #[arg(long)]
    write: bool,
    /// Neither read nor keep what is known of the clone's commits
    #[arg(long)]
    no_cache: bool,
}

/// What to do about a finding that a log may not show.
const ELSEWHERE: &str =
    "run `advisory verify` on your own machine to see it, or pass --reveal where the log is private";

impl Verify {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        if self.write {
            context.require_work_tree()?;
        }
        let loaded = context.open_sound()?;
        let incident = loaded.incident(&self.incident)?;
        let progress = context.terminal.progress("reading the history");
        let read = self.read();
        progress.finish_and_clear();
        let repositories = match read {
            Err(error) if verify::is_doubt(&error) => Err(error),
            read => Ok(read.map_err(|error| failed(error, context))?),
        };
        let judge =
            |loaded: &Workspace, incident: &Incident, context: &Context| -> anyhow::Result<(String, bool, Edits)> {
                let case = Case::new(loaded.portfolio(), incident, loaded.now());
                let verification = match &repositories {
                    Ok(repositories) => {
                        self.verify(&case, repositories, context).map_err(|error| failed(error, context))?
                    }
                    Err(error) => verify::unverified(&case, error),
                };
                let mut findings = redact::by_path(verification.findings.clone(), context.terminal.is_public_log());
                if context.terminal.is_public_log() {
                    findings.iter_mut().for_each(|finding| finding.set_help(ELSEWHERE));
                }
                let format = context.format();
                let audience = context.audience();
                let screen = report::Screen { color: context.terminal.colour(), width: context.terminal.width() };
                let text =
                    report::verification(format, &case, &verification, &findings, rules::all(), audience, screen);
                Ok((text, verification.outcome == verify::Outcome::Verified, edits(&verification)))
            };
        let (mut text, mut verified, edits) = judge(&loaded, incident, context)?;
        if self.write && !edits.is_empty() {
            let again = write(context, &loaded, incident, &edits)?;
            let incident = again.incident(incident.folder.as_str())?;
            (text, verified, _) = judge(&again, incident, context)?;
            if !context.terminal.is_public_log() {
                let lines: Vec<&str> = edits.iter().map(|edit| edit.line.as_str()).collect();
                context.terminal.say(&format!("wrote the affected versions of {} to advisory.md", lines.join(", ")));
            }
        }
        context.terminal.print(&text)?;
        if verified { Ok(()) } else { Err(Stop::Findings) }
    }

    fn read(&self) -> Result<(Product, Option<Product>), ProductError> {
        let product = Product::open(&self.repo)?;
        let private = self.fix_repo.as_deref().map(Product::open).transpose()?;
        Ok((product, private))
    }

    fn verify<'p>(
        &self,
        case: &Case<'p>,
        (product, private): &(Product, Option<Product>),
        context: &Context,
    ) -> Result<Verification<'p>, ProductError> {
        let cache = if self.no_cache { None } else { cache(&self.repo) };
        let cached = cache.as_ref().and_then(|path| std::fs::read(path).ok()).unwrap_or_default();
        let progress = context.terminal.progress("comparing patches");
        let prints = product.fingerprints(&cached);
        if let (Ok(prints), Some(path)) = (&prints, cache)
            && prints.computed() > 0
        {
            // What can't be kept is worked out again.
            let _unkept = output::private_file(&path, &prints.to_bytes());
        }
        let recorded = case.incident.fix.repository.as_ref().map(|r| r.value.clone());
        let given = self.fix_repo.as_ref().map(|path| path.display().to_string());
        let fetch_from = given.or(recorded);
        let verified =
            prints.and_then(|prints| verify::verify(case, &prints, product, private.as_ref(), fetch_from.as_deref()));
        progress.finish_and_clear();
        match verified {
            Err(error) if verify::is_doubt(&error) => Ok(verify::unverified(case, &error)),
            verified => verified,
        }
    }
}

/// Where what is known of a clone's commits is kept: in the user's own cache, by the clone's place.
fn cache(repository: &Path) -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("XDG_CACHE_HOME").filter(|path| path.is_absolute());
    let folder = folder.or_else(|| Some(set("HOME")?.join(".cache")))?;
    let place = repository.canonicalize().ok()?;
    let name: String =
        Sha256::digest(place.to_string_lossy().as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    Some(folder.join("advisory").join("fingerprints").join(name))
}

/// Why there is no answer. What git says may name commits.
fn failed(error: ProductError, context: &Context) -> anyhow::Error {
    if context.terminal.is_public_log() {
        return anyhow!(
            "a repository can't be read\n  help: run it on your own machine to see why, or pass --reveal where the log is private"
        );
    }
    crate::app::Error::from(error).into()
}

/// What `--write` puts in the place of what the advisory says of a line.
struct Edit {
    line: String,
    own: Vec<usize>,
    entries: Vec<verify::Entry>,
}

type Edits = Vec<Edit>;

fn edits(verification: &Verification<'_>) -> Edits {
    let differs = |line: &&verify::LineVerdict<'_>| matches!(line.agreement, verify::Agreement::Differs(_));
    let known = |line: &&verify::LineVerdict<'_>| !matches!(line.state, verify::State::NotVerified(_));
    let edit = |line: &verify::LineVerdict<'_>| Edit {
        line: line.line.id.to_string(),
        own: line.own.clone(),
        entries: line.entries.clone(),
    };
    verification.lines.iter().filter(differs).filter(known).map(edit).collect()
}

/// Puts the ranges in. The last ones first, so that the places of the others hold.
fn write(context: &mut Context, loaded: &Workspace, incident: &Incident, edits: &[Edit]) -> Result<Workspace, Stop> {
    let document = incident.document.as_ref().ok_or_else(|| anyhow!("there is no advisory.md"))?;
    let path = context.global.dir.join(document.file.as_str());
    let before = edit::read(&path)?;
    let text =
        edit::set_affected(&before, edits.iter().map(|e| (e.line.as_str(), e.own.as_slice(), e.entries.as_slice())))?;
    let again = loaded.with_edits(&[(&document.file, &text)])?;
    edit::replace(&path, &before, &text)?;
    Ok(again)
}
