//! Generated release lines, and advisories about them.

use advisory::advisory::{Advisory, disclose};
use advisory::case::Case;
use advisory::portfolio::Portfolio;
use proptest::prelude::*;

use crate::support::{Files, Incident, at};

/// Packages: name, ecosystem, and the key of the range that names it.
pub(crate) const PACKAGES: [(&str, &str); 3] =
    [("lodestore.example/lodestore", "Go"), ("lodestore-client", "npm"), ("lodestore-tools", "PyPI")];

/// A release line: its numbers, and how much of it is known.
#[derive(Clone, Debug)]
struct Line {
    minor: u64,
    prefixed: bool,
    listed: bool,
    candidates: u64,
    patches: u64,
}

impl Line {
    fn id(&self) -> String {
        format!("{}1.{}", if self.prefixed { "release-" } else { "" }, self.minor)
    }

    fn releases(&self) -> Vec<String> {
        let candidates = (1..=self.candidates).map(|n| format!("1.{}.0-rc.{n}", self.minor));
        candidates.chain((0..=self.patches).map(|n| format!("1.{}.{n}", self.minor))).collect()
    }
}

/// An affected range as it is written.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) package: usize,
    /// `None`: every version.
    pub(crate) line: Option<String>,
    pub(crate) introduced: Option<String>,
    /// `fixed` or `last-affected`, and its version.
    pub(crate) end: Option<(&'static str, String)>,
}

/// Lines and what an advisory says of them.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    lines: Vec<Line>,
    betas: u64,
    pub(crate) entries: Vec<Entry>,
}

impl Layout {
    /// Every release that advisory.toml lists, with its line.
    pub(crate) fn listed(&self) -> Vec<(String, String)> {
        let numbered = self.lines.iter().filter(|line| line.listed);
        let numbered = numbered.flat_map(|line| line.releases().into_iter().map(|version| (line.id(), version)));
        numbered.chain(self.betas().into_iter().map(|version| ("main".to_owned(), version))).collect()
    }

    /// Builds of the development line before the first candidate of the line that comes next.
    fn betas(&self) -> Vec<String> {
        let next = self.lines.iter().map(|line| line.minor).max().unwrap_or(0) + 1;
        (1..=self.betas).map(|n| format!("1.{next}.0-beta.{n}")).collect()
    }

    fn project(&self) -> String {
        let list = |releases: &[String]| match releases {
            [] => String::new(),
            some => format!("releases = {some:?}\n"),
        };
        let mut text = "schema = 1\n[project]\nname = \"Lodestore\"\nid-prefix = \"LODE\"\n".to_owned();
        for (name, ecosystem) in PACKAGES {
            text += &format!("[[package]]\necosystem = {ecosystem:?}\nname = {name:?}\n");
        }
        text += &format!("[[line]]\nid = \"main\"\ndevelopment = true\n{}", list(&self.betas()));
        for line in self.lines.iter().rev() {
            let releases = if line.listed { line.releases() } else { Vec::new() };
            text += &format!("[[line]]\nid = {:?}\n{}", line.id(), list(&releases));
        }
        text + "[site]\nurl = \"https://security.lodestore.example/\"\ncontact = [\"mailto:security@lodestore.example\"]\n"
    }

    fn document(&self) -> String {
        let entry = |entry: &Entry| {
            let key = |name: &str, value: Option<&String>| value.map_or(String::new(), |v| format!("{name} = {v:?}\n"));
            let (name, _) = PACKAGES[entry.package];
            let end = entry.end.as_ref().map_or(String::new(), |(name, version)| key(name, Some(version)));
            let (line, introduced) = (key("line", entry.line.as_ref()), key("introduced", entry.introduced.as_ref()));
            format!("[[affected]]\npackage = {name:?}\n{line}{introduced}{end}")
        };
        let entries: String = self.entries.iter().map(entry).collect();
        format!(
            "+++\nid = \"LODE-2026-001\"\ntitle = \"A title\"\ncve = [\"CVE-2026-12345\"]\n{entries}+++\n\n## Summary\n\nWords.\n"
        )
    }

    /// The portfolio and its one advisory.
    pub(crate) fn disclosed(&self) -> (Portfolio, Advisory) {
        published(&self.project(), &self.document())
    }
}

/// A portfolio of one advisory, and that advisory.
pub(crate) fn published(project: &str, document: &str) -> (Portfolio, Advisory) {
    let incident = Incident::public().event("reported", "2026-03-01T10:00:00Z").event_by(
        "approved",
        "2026-03-02T10:00:00Z",
        "ada",
    );
    let portfolio = Files::of_ada(project).advisory("amber-heron", &incident, document).read();
    let advisory = disclose(&Case::new(&portfolio, &portfolio.incidents[0], at("2026-04-01T00:00:00Z")));
    let advisory = advisory.unwrap_or_else(|why| panic!("{why:?}"));
    (portfolio, advisory)
}

fn line(minor: u64) -> impl Strategy<Value = Line> {
    (any::<bool>(), prop::bool::weighted(0.8), 0_u64..3, 0_u64..5)
        .prop_map(move |(prefixed, listed, candidates, patches)| Line { minor, prefixed, listed, candidates, patches })
}

/// Some version near these lines, released or not.
fn some_version() -> impl Strategy<Value = String> {
    (0_u64..8, 0_u64..8, prop_oneof![4 => Just(""), 1 => Just("-rc.1"), 1 => Just("-beta.1")])
        .prop_map(|(minor, patch, pre)| format!("1.{minor}.{patch}{pre}"))
}

/// Where a range begins and ends within its line, in whatever way people write it.
fn bounds() -> impl Strategy<Value = (Option<u64>, Option<(&'static str, u64)>, bool)> {
    let end = prop::option::weighted(0.8, (prop_oneof![Just("fixed"), Just("last-affected")], 0_u64..7));
    (prop::option::of(0_u64..5), end, prop::bool::weighted(0.15))
}

/// What is said of one package: of each line perhaps something, of the development line, of every version.
fn entries(package: usize, lines: Vec<Line>) -> impl Strategy<Value = Vec<Entry>> {
    let of_lines = prop::collection::vec(prop::option::weighted(0.7, bounds()), lines.len());
    let loose = || {
        (
            prop::option::of(some_version()),
            prop::option::weighted(0.8, (prop_oneof![Just("fixed"), Just("last-affected")], some_version())),
        )
    };
    let development = prop::option::weighted(0.4, loose());
    let whole = prop::option::weighted(0.15, loose());
    (of_lines, development, whole).prop_map(move |(of_lines, development, whole)| {
        let mut entries = Vec::new();
        for (line, bounds) in lines.iter().zip(of_lines) {
            let Some((introduced, end, older)) = bounds else { continue };
            // A flaw may be older than the line.
            let minor = if older { line.minor.saturating_sub(1) } else { line.minor };
            entries.push(Entry {
                package,
                line: Some(line.id()),
                introduced: introduced.map(|patch| format!("1.{minor}.{patch}")),
                end: end.map(|(kind, patch)| (kind, format!("1.{}.{patch}", line.minor))),
            });
        }
        for (line, loose) in [(Some("main".to_owned()), development), (None, whole)] {
            entries.extend(loose.map(|(introduced, end)| Entry { package, line, introduced, end }));
        }
        entries
    })
}

/// Up to six lines, with gaps between them.
pub(crate) fn layout() -> impl Strategy<Value = Layout> {
    let minors = prop::sample::subsequence((1..=6).collect::<Vec<u64>>(), 0..=6);
    let lines = minors.prop_flat_map(|minors| minors.into_iter().map(line).collect::<Vec<_>>());
    (lines, 0_u64..3).prop_flat_map(|(lines, betas)| {
        let entries: Vec<_> = (0..PACKAGES.len()).map(|package| entries(package, lines.clone())).collect();
        entries.prop_map(move |entries| Layout { lines: lines.clone(), betas, entries: entries.concat() })
    })
}

/// Versions between and beyond those of the lines, released or not.
pub(crate) fn around() -> impl Iterator<Item = String> {
    let numbers = (0..9).flat_map(|minor| (0..8).map(move |patch| (minor, patch)));
    numbers.flat_map(|(minor, patch)| {
        ["", "-alpha", "-beta.1", "-beta.3", "-rc.1", "-rc.9"].map(|pre| format!("1.{minor}.{patch}{pre}"))
    })
}
