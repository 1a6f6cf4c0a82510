//! The examples in a rule's page, as changes to the portfolio in tests/base.
//!
//! A fence names what it shows and the file it changes: `toml bad policy.toml now=2026-03-05T12:00:00Z`. A `[table]`
//! of a TOML fragment is merged into the file's, `[[entries]]` are added, and a key is replaced. For `advisory.md` a
//! TOML fragment changes the front matter and a Markdown one replaces the text. `bad-file` and `good-file` are whole files;
//! `git` tells the product's history, in which digits stand for ids (see `verify::script`);
//! `repeat` is added to the end of a file as often as its first line says; `latin-1` and `escaped` are other bytes, and `link`, `large` and `unreadable` are no files that are read. `base` and
//! `base-file` change the portfolio that both examples are compared with; `by=amira@lodestore.example` says who committed it.
//! What the example records was committed `committed=INSTANT` and `signed=MEMBER`; with `history=missing` there are no commits.

use std::collections::BTreeMap;
use std::sync::Arc;

use advisory::case::Case;
use advisory::change::{Before, Change, Edit, records};
use advisory::evidence::{Evidence, Missing, asked};
use advisory::finding::Finding;
use advisory::git::{Commit, Person};
use advisory::incident::Incident;
use advisory::names::Name;
use advisory::portfolio::Portfolio;
use advisory::rules::{self, EvidenceReview, Review};
use advisory::signature::{self, CheckedCommit};
use advisory::source::{FilePath, Tree, TreeEntry};
use advisory::time::Instant;
use advisory::{announce, parse};
use toml_edit::{DocumentMut, Item, Table, TableLike};

use crate::support;

/// The public advisory of the base.
const PUBLIC: &str = "incidents/2026/amber-heron/advisory.md";

/// What an example shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// The rule has to be raised.
    Bad,
    /// It must not be.
    Good,
}

/// The base portfolio, changed.
pub struct Example {
    files: BTreeMap<String, TreeEntry>,
    now: Instant,
    /// What it is compared with, where its page says.
    base: Option<Tree>,
    /// Who committed what differs: a mail address.
    by: Option<String>,
    history: History,
    /// What the product's history is made of.
    product: String,
}

/// What git says of what an example records. What it changes nothing of was recorded when it happened, by whom it names.
#[derive(Default)]
struct History {
    /// When it was committed.
    at: Option<Instant>,
    /// Whose signature is under it.
    signed: Option<Name>,
    /// There is no history.
    missing: bool,
}

impl Default for Example {
    fn default() -> Self {
        let folder = support::root().join("tests/base");
        let files = support::files(&folder).into_iter().map(|(path, bytes)| (path, TreeEntry::File(bytes.into())));
        Self {
            files: files.collect(),
            now: support::at("2026-03-05T12:00:00Z"),
            base: None,
            by: None,
            history: History::default(),
            product: String::new(),
        }
    }
}

impl Example {
    /// When the portfolio is looked at.
    pub fn now(&self) -> Instant {
        self.now
    }

    pub fn tree(&self) -> Tree {
        Tree::new(self.files.iter().map(|(path, entry)| (FilePath::new(path), entry.clone())))
    }

    /// Writes its files below a folder.
    pub fn write(&self, folder: &std::path::Path) {
        for (path, entry) in &self.files {
            if let TreeEntry::File(bytes) = entry {
                support::write(folder, path, bytes);
            }
        }
    }

    /// Everything that reading and the rules find.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = check(&self.tree(), Some(self.now));
        let base = self.base.clone().and_then(|base| parse::portfolio(base).portfolio);
        if let (Some(base), Some(head)) = (base, parse::portfolio(self.tree()).portfolio) {
            let edits = self.edits(&base, &head);
            let change = Change::new(&base, &head, self.now).committed(&edits);
            findings.extend(rules::check_change(&change));
            findings.extend(rules::check_outcome(&advisory::app::public_changes(&change)));
        }
        if let Some(portfolio) = parse::portfolio(self.tree()).portfolio
            && asked(&portfolio).is_some()
        {
            let cases: Vec<Case<'_>> = portfolio.incidents.iter().map(|i| Case::new(&portfolio, i, self.now)).collect();
            let missing = Missing { why: "there is none".to_owned(), help: "make some".to_owned() };
            let evidence = self.evidence(&portfolio);
            let evidence = if self.history.missing { Err(&missing) } else { Ok(&evidence) };
            findings.extend(rules::check_evidence(&EvidenceReview { cases: &cases, evidence }));
        }
        findings
    }

    /// One commit of everything, where somebody made it.
    fn edits(&self, base: &Portfolio, head: &Portfolio) -> Vec<Edit> {
        let Some(email) = self.by.clone() else { return Vec::new() };
        let person = Person { name: "Somebody".to_owned(), email, at: None, offset: 0 };
        let commit = commit("0a1b2c3d4e5f60718293a4b5c6d7e8f901234567", person);
        let commit = CheckedCommit { commit, at: None, verdict: None };
        let edit = |after: &Arc<Incident>| Edit {
            commit: commit.clone(),
            file: after.file.clone(),
            before: (base.incidents.iter().filter(|before| before.folder == after.folder))
                .map(|incident| Before { incident: Incident::clone(incident), from: None, is_own: false })
                .collect(),
            after: Incident::clone(after),
        };
        head.incidents.iter().map(edit).collect()
    }

    /// A commit for each record.
    fn evidence(&self, portfolio: &Portfolio) -> Evidence {
        let unchanged = parse::portfolio(Self::default().tree()).portfolio.unwrap();
        let recorded = |portfolio: &Portfolio| -> Vec<(usize, Option<Instant>, Vec<Name>)> {
            let all =
                portfolio.incidents.iter().enumerate().flat_map(|(n, i)| records(i).into_iter().map(move |r| (n, r)));
            all.map(|(n, r)| (n, r.instant(), r.by.iter().map(|by| by.value.clone()).collect())).collect()
        };
        let before = recorded(&unchanged);
        let commits = recorded(portfolio).into_iter().enumerate().map(|(n, record)| {
            let is_new = !before.contains(&record);
            let (_, at, by) = record;
            let signed = self.history.signed.clone().filter(|_| is_new).or(by.first().cloned());
            CheckedCommit {
                commit: commit(&format!("{n:040}"), Person::default()),
                at: self.history.at.filter(|_| is_new).or(at).or(Some(self.now)),
                verdict: Some(signed.map_or(signature::Verdict::Unsigned, signature::Verdict::Good)),
            }
        });
        let mut evidence = Evidence::of(commits.collect());
        let all = portfolio.incidents.iter().flat_map(|i| records(i).into_iter().map(move |record| (i, record)));
        all.enumerate().for_each(|(n, (incident, record))| evidence.add(incident, &record, n));
        evidence
    }

    /// What drafting every announcement of every incident finds.
    pub fn drafting(&self) -> Vec<Finding> {
        let Some(portfolio) = parse::portfolio(self.tree()).portfolio else { return Vec::new() };
        let cases: Vec<Case<'_>> = portfolio.incidents.iter().map(|i| Case::new(&portfolio, i, self.now)).collect();
        let untold: Vec<Finding> = cases.iter().flat_map(announce::untold).collect();
        let steps = cases.iter().flat_map(|case| case.steps.iter().map(move |step| (case, step)));
        steps
            .flat_map(|(case, step)| {
                let problems = announce::drafts(case, step).err().unwrap_or_default();
                problems.into_iter().chain(announce::gaps(case, step))
            })
            .chain(untold)
            .collect()
    }

    /// What building the public site finds.
    pub fn building(&self) -> Vec<Finding> {
        let Some(portfolio) = parse::portfolio(self.tree()).portfolio else { return Vec::new() };
        let cases: Vec<Case<'_>> = portfolio.incidents.iter().map(|i| Case::new(&portfolio, i, self.now)).collect();
        let mut findings = advisory::build::documents::findings(&cases, None);
        findings.extend(advisory::scan::check(&portfolio.tree));
        drop(cases);
        findings.extend(
            advisory::build::public_without_leaks(portfolio, Vec::new(), self.now, &Default::default()).findings,
        );
        findings
    }

    /// What verifying `quiet-otter` finds in the history of the product.
    pub fn verifying(&self) -> Vec<Finding> {
        let product = crate::script::Repository::new(&self.product);
        let files = self.files.iter().map(|(path, entry)| match entry {
            TreeEntry::File(bytes) => {
                let text = product.real(std::str::from_utf8(bytes).unwrap());
                (FilePath::new(path), TreeEntry::File(text.into_bytes().into()))
            }
            other => (FilePath::new(path), other.clone()),
        });
        crate::verify::verified(Tree::new(files), &product, None, |verification| verification.findings.clone())
    }

    fn text(&self, path: &str) -> String {
        match self.files.get(path) {
            Some(TreeEntry::File(bytes)) => String::from_utf8(bytes.to_vec()).unwrap(),
            _ => String::new(),
        }
    }

    fn change(&mut self, language: &str, whole: bool, path: &str, text: String) {
        let there = self.text(path);
        let bytes = match language {
            "git" => return self.product = text,
            "link" => return self.put(path, TreeEntry::Link),
            "large" => return self.put(path, TreeEntry::TooLarge(text.trim().parse().unwrap())),
            "unreadable" => return self.put(path, TreeEntry::Unreadable(text.trim().to_owned())),
            "latin-1" => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect(),
            "escaped" => text.replace("\\0", "\0").replace("\\u{FEFF}", "\u{FEFF}").into_bytes(),
            "repeat" => repeated(&there, &text).into_bytes(),
            _ if whole => text.into_bytes(),
            "md" => format!("{}{text}", split(&there).0).into_bytes(),
            "toml" if path.ends_with(".md") => {
                let (front, body) = split(&there);
                format!("+++\n{}+++\n{body}", merged(front.trim_end().trim_matches('+'), &text)).into_bytes()
            }
            "toml" => merged(&there, &text).into_bytes(),
            other => panic!("an example in {other}"),
        };
        self.put(path, TreeEntry::File(bytes.into()));
    }

    /// Leaves out what the approval of the public advisory covers in the base. What an example says itself stays.
    fn uncover(&mut self) {
        let path = PUBLIC.replace("advisory.md", "incident.toml");
        let base = Self::default().text(&path);
        let is_of_base = |line: &str| line.starts_with("covers = ") && base.contains(line);
        let kept: String =
            self.text(&path).lines().filter(|line| !is_of_base(line)).flat_map(|line| [line, "\n"]).collect();
        self.put(&path, TreeEntry::File(kept.into_bytes().into()));
    }

    fn put(&mut self, path: &str, entry: TreeEntry) {
        self.files.insert(path.to_owned(), entry);
    }
}

/// Reads and checks a tree; without a `now`, at the newest policy's first instant.
pub fn check(tree: &Tree, now: Option<Instant>) -> Vec<Finding> {
    let reading = parse::portfolio(tree.clone());
    let mut findings = reading.findings;
    if let Some(portfolio) = &reading.portfolio {
        let now = now.unwrap_or(portfolio.policy.effective.value);
        let cases: Vec<Case<'_>> = portfolio.incidents.iter().map(|i| Case::new(portfolio, i, now)).collect();
        findings.extend(rules::check(&Review { portfolio, cases: &cases, now }));
    }
    findings
}

/// The examples of a page.
pub fn examples(doc: &str) -> BTreeMap<Verdict, Example> {
    let mut examples = BTreeMap::new();
    let mut base: Option<Example> = None;
    let mut lines = doc.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let text: String = lines.by_ref().take_while(|l| *l != "```").flat_map(|l| [l, "\n"]).collect();
        let mut words = info.split(' ');
        let (language, kind, path) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
        if kind.starts_with("base") {
            base.get_or_insert_default().change(language, kind.ends_with("-file"), path, text);
            continue;
        }
        let verdict = if kind.starts_with("bad") { Verdict::Bad } else { Verdict::Good };
        let example: &mut Example = examples.entry(verdict).or_default();
        match words.next().map(|word| word.split_once('=').unwrap()) {
            Some(("now", now)) => example.now = support::at(now),
            Some(("by", address)) => example.by = Some(address.to_owned()),
            Some(("committed", at)) => example.history.at = Some(support::at(at)),
            Some(("signed", member)) => example.history.signed = Some(member.parse().unwrap()),
            Some(("history", whole)) => example.history.missing = whole == "missing",
            Some(other) => panic!("{other:?}"),
            None => {}
        }
        example.change(language, kind.ends_with("-file"), path, text);
    }
    // What an example makes of the public advisory was approved as it stands.
    let is_public = |example: &Example| example.text(PUBLIC) != Example::default().text(PUBLIC);
    if base.iter().chain(examples.values()).any(is_public) {
        base.iter_mut().chain(examples.values_mut()).for_each(Example::uncover);
    }
    for example in examples.values_mut() {
        example.base = base.as_ref().map(Example::tree);
    }
    examples
}

/// Front matter with its fences, and what follows.
fn split(document: &str) -> (&str, &str) {
    let end = document.find("\n+++\n").unwrap() + "\n+++\n".len();
    document.split_at(end)
}

/// A file, with a text at its end as often as the text's first line says: `# 3 times:`.
fn repeated(there: &str, text: &str) -> String {
    let (times, text) = text.split_once('\n').unwrap();
    let times = times.strip_prefix("# ").and_then(|line| line.strip_suffix(" times:")).unwrap();
    format!("{there}\n{}", text.repeat(times.parse().unwrap()))
}

fn merged(base: &str, fragment: &str) -> String {
    let mut document: DocumentMut = base.parse().unwrap();
    let fragment: DocumentMut = fragment.parse().unwrap();
    merge(document.as_table_mut(), fragment.as_table());
    document.to_string()
}

fn merge(base: &mut dyn TableLike, fragment: &dyn TableLike) {
    for (key, item) in fragment.iter() {
        match (base.get_mut(key), item) {
            (Some(Item::ArrayOfTables(there)), Item::ArrayOfTables(more)) => {
                there.extend(more.iter().cloned().map(last))
            }
            (Some(there), Item::Table(more)) if there.is_table_like() => {
                merge(there.as_table_like_mut().unwrap(), more);
            }
            _ => {
                base.insert(key, item.clone());
            }
        }
    }
}

/// The table, to be written below those that are there.
fn last(mut table: Table) -> Table {
    table.set_position(Some(isize::MAX));
    table
}

/// A commit without parents and words, by one person.
fn commit(id: &str, by: Person) -> Commit {
    let id = id.parse().unwrap();
    Commit { id, parents: Vec::new(), author: by.clone(), committer: by, message: String::new() }
}
