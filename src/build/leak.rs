//! The findings about embargoed text in the public site: where in the site it is, and which input
//! it comes from.
//!
//! A public log shows them too. So they never quote the text, nor the path of a file that is part
//! of it.

use std::collections::{BTreeSet, HashMap};

use crate::finding::{Finding, MOST};
use crate::portfolio::Portfolio;
use crate::rules::EMBARGOED_TEXT;
use crate::scan::{Embargoed, Hit, Kind, Leak, Owner};
use crate::source::{FilePath, Location, Span, Tree, TreeEntry};

/// Returns a finding for each embargoed text in a file of the site.
pub(super) fn findings(embargoed: &Embargoed, leaks: &[Leak], portfolio: &Portfolio) -> Vec<Finding> {
    if leaks.is_empty() {
        return Vec::new();
    }
    let tree = &portfolio.tree;
    let own = OwnPlaces::of(portfolio);
    let is_own = |file: &FilePath, hit: &Hit| {
        hit.kind == Kind::Address && (*file == portfolio.team.file || own.have(file, hit.bytes))
    };
    let documents: BTreeSet<&FilePath> =
        portfolio.incidents.iter().filter_map(|incident| Some(&incident.document.as_ref()?.file)).collect();
    let inputs: Vec<Input<'_>> = tree
        .iter()
        .filter(|(file, _)| is_public_input(file) || documents.contains(file))
        .filter_map(|(file, entry)| match entry {
            TreeEntry::File(bytes) => {
                let reveals = !embargoed.search(file.as_str().as_bytes()).is_empty();
                let hits = embargoed.search(bytes).into_iter().filter(|hit| !is_own(file, hit)).collect();
                Some(Input { file, hits, reveals })
            }
            _ => None,
        })
        .collect();
    // One line of a layout is on every page: it is one finding.
    let mut causes: Vec<(Cause, &Leak, usize)> = Vec::new();
    let mut known: HashMap<Cause, usize> = HashMap::new();
    for leak in leaks {
        let cause = Cause::of(leak, &inputs, tree);
        match known.get(&cause).and_then(|nth| causes.get_mut(*nth)) {
            Some((.., places)) => *places += 1,
            None => {
                known.insert(cause.clone(), causes.len());
                causes.push((cause, leak, 1));
            }
        }
    }
    causes.iter().take(MOST).map(|(cause, leak, places)| finding(cause, leak, *places, embargoed)).collect()
}

/// The places of each policy that say where private mail goes, in order. They are not shown.
struct OwnPlaces<'p>(HashMap<&'p FilePath, Vec<Span>>);

impl<'p> OwnPlaces<'p> {
    fn of(portfolio: &'p Portfolio) -> Self {
        let places = portfolio.policies().map(|policy| {
            let mut spans: Vec<Span> =
                policy.channels.iter().flat_map(|channel| &channel.to).map(|to| to.span).collect();
            spans.sort_unstable_by_key(|span| span.start);
            (&policy.file, spans)
        });
        Self(places.collect())
    }

    /// Returns whether a range of bytes overlaps one of the places.
    fn have(&self, file: &FilePath, (start, end): (usize, usize)) -> bool {
        let spans = self.0.get(file).map_or(&[][..], Vec::as_slice);
        let first_after = spans.partition_point(|span| span.end <= start);
        spans.get(first_after).is_some_and(|span| span.start < end)
    }
}

/// The files that pages are made of, apart from those of incidents.
fn is_public_input(file: &FilePath) -> bool {
    let path = file.as_str();
    ["site-templates/", "policies/"].iter().any(|folder| path.starts_with(folder))
        || matches!(path, "advisory.toml" | "policy.toml" | "team.toml")
}

/// What was copied, and where from as far as that is known.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Cause {
    owner: Owner,
    kind: Kind,
    /// The input, or the folder that holds it.
    input: FilePath,
    line: Option<usize>,
}

impl Cause {
    fn of(leak: &Leak, inputs: &[Input<'_>], tree: &Tree) -> Self {
        let hit = &leak.hit;
        let same = |there: &&Hit| (&there.owner, there.kind) == (&hit.owner, hit.kind);
        // An asset keeps its path.
        let asset = format!("site-templates/{}", leak.path);
        let is_asset = |input: &&Input<'_>| {
            // A file in an archive has the path of the archive before its own.
            asset.strip_prefix(input.file.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let has_it = |input: &&Input<'_>| input.hits.iter().any(|there| same(&there));
        let input = inputs.iter().find(is_asset).or_else(|| inputs.iter().find(has_it));
        let line = input.and_then(|input| input.hits.iter().find(same)).map(|there| there.start.0);
        let (input, line) = match input {
            Some(input) if input.reveals => (FilePath::new(input.file.parent()), None),
            Some(input) => (input.file.clone(), line),
            // A word of the program's own pages.
            None => (folder(tree, &hit.owner).unwrap_or_else(|| FilePath::new("site-templates")), None),
        };
        Self { owner: hit.owner.clone(), kind: hit.kind, input, line }
    }
}

/// Returns the file of the incident that owns a secret.
fn folder(tree: &Tree, owner: &Owner) -> Option<FilePath> {
    let handle = owner.incident()?;
    let is_of =
        |file: &&FilePath| file.name() == "incident.toml" && FilePath::new(file.parent()).name() == handle.as_str();
    tree.iter().map(|(file, _)| file).filter(|file| file.incident_folder().is_some()).find(is_of).cloned()
}

/// A file that pages are made of.
struct Input<'t> {
    file: &'t FilePath,
    hits: Vec<Hit>,
    /// Whether its path is embargoed text too.
    reveals: bool,
}

fn finding(cause: &Cause, leak: &Leak, places: usize, embargoed: &Embargoed) -> Finding {
    let Leak { path, in_path, hit, .. } = leak;
    let reveals = *in_path || !embargoed.search(path.as_bytes()).is_empty();
    let place = match (in_path, reveals) {
        (true, _) => "the path of a site file contains".to_owned(),
        (false, true) => format!("line {} of a site file whose path is also embargoed contains", hit.start.0),
        (false, false) if hit.kind == Kind::File => format!("the site file `{path}` is"),
        (false, false) => format!("line {} of the site file `{path}` contains", hit.start.0),
    };
    let more = match places {
        1 => String::new(),
        2 => "; so does one more place".to_owned(),
        _ => format!("; so do {} more places", places - 1),
    };
    let whose = match &hit.owner {
        Owner::Incident(_) if !embargoed.is_public(&hit.owner) => format!("{}, which is not public", hit.words()),
        _ => format!("{}, which stays private", hit.words()),
    };
    let message = format!("{place} {whose}{more}");
    let Cause { input, line, .. } = cause;
    // A word of the program's own pages has no line.
    let is_own = input.incident_folder().is_some() && line.is_none();
    let text = match line {
        Some(line) if input.incident_folder().is_some() => format!("choose other words for `{input}`, line {line}"),
        Some(line) => format!("remove it from `{input}`, line {line}"),
        None => format!("remove it from `{input}`"),
    };
    let owner = &hit.owner;
    let rename = format!("`advisory rename {owner} NEW --by WHO`");
    let help = match (hit.kind, owner) {
        (Kind::Handle, _) if is_own => {
            format!("the site has this word without the incident: give it another handle with {rename}")
        }
        // Whoever wrote the advisory can write it otherwise.
        _ if input.incident_folder().is_some() && !is_own => text,
        (Kind::Handle, _) => format!("{text}, or give the incident another handle with {rename}"),
        (Kind::File, _) => format!("{text}; if it was public before, name it with --public"),
        (_, Owner::File(_)) => {
            format!("{text}; if it was public before, name a file with the public text with --public")
        }
        _ if is_own => format!("the site says this without the incident: give `{owner}` other words"),
        _ => format!(
            "{text}; if it was public before, give `{owner}` other words, or name a file with the public text with --public"
        ),
    };
    let mut finding = Finding::of(EMBARGOED_TEXT, Location::file(input), message).help(help);
    finding.note = Some(hit.excerpt.trim().to_owned()).filter(|excerpt| !excerpt.is_empty());
    finding
}
