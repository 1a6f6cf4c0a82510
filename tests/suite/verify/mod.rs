//! `verify`: git says whether the fix is where the incident and its advisory say.

mod command;
mod lines;
mod ranges;
mod replayed;
mod reviews;
mod undone;
mod whereabouts;

use advisory::case::Case;
use advisory::parse;
use advisory::product::Product;
use advisory::source::Tree;
use advisory::verify::{self, LineVerdict, Outcome, State, Verification};

use crate::script::Repository;
use crate::support::{self, at, tree};

/// The base portfolio with these files in the place of its own.
fn portfolio(files: &[(&str, &str)]) -> Tree {
    let base = support::sample();
    let base = base.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()));
    let more = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    tree(base.chain(more))
}

/// Judges `quiet-otter`, and hands the answer to `look`.
pub fn verified<T>(
    tree: Tree,
    product: &Repository,
    private: Option<&Repository>,
    look: impl FnOnce(&Verification<'_>) -> T,
) -> T {
    let portfolio = parse::portfolio(tree).portfolio.unwrap();
    let incident = portfolio.incidents.iter().find(|i| i.handle == *"quiet-otter").unwrap();
    let case = Case::new(&portfolio, incident, at("2026-03-05T12:00:00Z"));
    let read = Product::open(product.path());
    let verification = match &read {
        Ok(read) => {
            let prints = read.fingerprints(&[]).unwrap();
            let private = private.map(|private| Product::open(private.path()).unwrap());
            verify::verify(&case, &prints, read, private.as_ref(), Some("../private")).unwrap()
        }
        Err(error) => verify::unverified(&case, error),
    };
    look(&verification)
}

/// `[fix]` of quiet-otter, and what the advisory says of affected versions.
struct Told<'t> {
    fix: &'t str,
    affected: &'t str,
    scope: &'t str,
}

impl Default for Told<'_> {
    fn default() -> Self {
        Self { fix: FIX, affected: AFFECTED, scope: "\"main\", \"1.16\", \"1.15\"" }
    }
}

const FIX: &str = "introduced = [\"f1a00000\"]\ncommits = [{ id = \"f1c50001\", line = \"main\" }]";

const AFFECTED: &str = r#"
[[affected]]
line = "1.16"
introduced = "1.16.0"
fixed = "1.16.1"

[[affected]]
line = "1.15"
introduced = "1.15.0"
fixed = "1.15.2"
"#;

/// A flaw in both release lines; the fix stands on the development line, reviewed.
const FLAWED: &str = "
main: Begin
main: f1a00000 Export snapshots
release-1.15: from main
release-1.15: Prepare 1.15
release-1.15: tag v1.15.0
release-1.15: Prepare 1.15.1
release-1.15: tag v1.15.1
main: Work
release-1.16: from main
release-1.16: Prepare 1.16
release-1.16: tag v1.16.0
main: More work
main: f1c50001 Check names | Reviewed-by: Amira Haddad <amira@lodestore.example>
";

/// The fix picked to both lines and released.
const PICKED: &str = "
release-1.16: ac000116 pick f1c50001
release-1.16: tag v1.16.1
release-1.15: ac000115 pick f1c50001
release-1.15: tag v1.15.2
";

impl Told<'_> {
    fn tree(&self, repository: &Repository) -> Tree {
        let base = portfolio(&[]);
        let incident = base.text("incidents/2026/quiet-otter/incident.toml").unwrap();
        let (head, rest) = incident.split_once("[fix]").unwrap();
        let (_, tail) = rest.split_once("[notice]").unwrap();
        let head = head.replace("lines = [\"main\", \"1.16\"]", &format!("lines = [{}]", self.scope));
        let incident = format!("{head}[fix]\n{}\n\n[notice]{tail}", repository.real(self.fix));
        let advisory = base.text("incidents/2026/quiet-otter/advisory.md").unwrap();
        let (head, rest) = advisory.split_once("[[affected]]").unwrap();
        let (_, tail) = rest.split_once("[[credit]]").unwrap();
        let advisory = format!("{head}{}\n[[credit]]{tail}", self.affected);
        portfolio(&[
            ("incidents/2026/quiet-otter/incident.toml", &incident),
            ("incidents/2026/quiet-otter/advisory.md", &advisory),
        ])
    }
}

/// What is found, the script's digits in the place of ids.
fn told(repository: &Repository, verification: &Verification<'_>) -> Vec<String> {
    let line = |f: &advisory::finding::Finding| repository.told(&format!("{}: {}", f.rule, f.message));
    verification.findings.iter().map(line).collect()
}

fn line<'v, 'p>(verification: &'v Verification<'p>, id: &str) -> &'v LineVerdict<'p> {
    verification.lines.iter().find(|line| line.line.id.value == *id).unwrap()
}

const NOTHING: [&str; 0] = [];

#[test]
fn what_git_says_too_is_verified() {
    let product = Repository::new(&[FLAWED, PICKED].concat());
    verified(Told::default().tree(&product), &product, None, |verification| {
        assert_eq!(told(&product, verification), NOTHING);
        assert_eq!(verification.outcome, Outcome::Verified);
        for (id, since) in [("main", None), ("1.16", Some("v1.16.1")), ("1.15", Some("v1.15.2"))] {
            let line = line(verification, id);
            assert_eq!(line.state, State::Fixed, "{id}");
            assert_eq!(line.since().map(|release| release.tag.as_str()), since, "{id}");
            assert_eq!(line.plan, None, "{id}");
        }
    });
}
