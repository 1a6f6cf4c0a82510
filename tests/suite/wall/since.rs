//! A check of a change reads only what the change may concern, and finds what a check of everything finds.

use std::sync::atomic::{AtomicUsize, Ordering};

use advisory::app::{Comparison, Source};
use advisory::finding::Finding;
use advisory::source::{Tree, TreeEntry};
use advisory::{Workspace, time::Instant};
use proptest::prelude::*;
use proptest::sample::Index;

use super::changes::edit;
use super::portfolio::portfolio;
use super::{at_least, config};
use crate::support::Repository;

fn write(repository: &Repository, tree: &Tree) {
    for (path, entry) in tree.iter() {
        if let TreeEntry::File(bytes) = entry {
            crate::support::write(repository.path(), path.as_str(), bytes);
        }
    }
}

/// An incident's line in the advisory of another: its id, or words that are nowhere else.
#[derive(Clone, Debug)]
struct Theft {
    key: &'static str,
    from: Index,
    to: Index,
}

fn theft() -> impl Strategy<Value = Theft> {
    let keys = ["id = ", "cve = ", "aliases = ", "summary = "];
    (prop::sample::select(keys.to_vec()), any::<Index>(), any::<Index>()).prop_map(|(key, from, to)| Theft {
        key,
        from,
        to,
    })
}

impl Theft {
    fn apply(&self, tree: &Tree) -> Tree {
        let texts = || tree.iter().filter_map(|(path, _)| Some((path, tree.text(path.as_str())?)));
        let line = |text: &str| text.lines().find(|line| line.starts_with(self.key)).map(str::to_owned);
        let lines: Vec<String> = texts().filter_map(|(_, text)| line(text)).collect();
        let all: Vec<_> =
            texts().filter(|(path, text)| path.name() == "advisory.md" && text.contains("+++\n")).collect();
        if lines.is_empty() || all.is_empty() {
            return tree.clone();
        }
        let (stolen, (path, text)) = (&lines[self.from.index(lines.len())], all[self.to.index(all.len())]);
        let text = match line(text) {
            Some(old) => text.replacen(&old, stolen, 1),
            None if self.key == "summary = " => format!("{text}\n{stolen}\n"),
            None => text.replacen("+++\n", &format!("+++\n{stolen}\n"), 1),
        };
        tree.clone().with(path, text.as_bytes())
    }
}

/// What is found about a change, in which folders, and how many incidents were read for it.
type Found = Result<(Vec<Finding>, Comparison, usize), String>;

fn whole(source: Source, now: Instant) -> Found {
    let workspace = Workspace::read(source, now).map_err(|e| e.to_string())?;
    let compared = workspace.compare("main").map_err(|e| e.to_string())?;
    Ok(checked(&workspace, compared))
}

fn narrowed(source: Source, now: Instant) -> Found {
    let (workspace, since) = Workspace::read_since(source, "main", now).map_err(|e| e.to_string())?;
    let compared = workspace.compare_since(&since).map_err(|e| e.to_string())?;
    Ok(checked(&workspace, compared))
}

fn checked(workspace: &Workspace, compared: Comparison) -> (Vec<Finding>, Comparison, usize) {
    let mut checked = workspace.check();
    checked.keep_concerned(&compared);
    checked.add(&compared);
    (checked.findings, compared, workspace.portfolio().incidents.len())
}

#[test]
fn a_check_of_a_change_finds_what_a_check_of_everything_finds() {
    let (read, left) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let strategy = (portfolio(), prop::collection::vec(edit(), 1..4), theft(), any::<bool>(), any::<bool>());
    let mut runner = proptest::test_runner::TestRunner::new(config(48, 50));
    let tested = runner.run(&strategy, |(portfolio, edits, theft, is_committed, has_moved_on)| {
        let (repository, now) = (Repository::new(), portfolio.now());
        let base = portfolio.tree();
        write(&repository, &base);
        repository.git(&["add", "--all"]);
        repository.git(&["commit", "--quiet", "--allow-empty", "--message", "Base"]);
        repository.git(&["checkout", "--quiet", "-b", "change"]);
        if has_moved_on {
            repository.git(&["checkout", "--quiet", "main"]);
            write(&repository, &edits[0].apply(&base));
            repository.git(&["commit", "--quiet", "--all", "--allow-empty", "--message", "Meanwhile"]);
            repository.git(&["checkout", "--quiet", "change"]);
        }
        let head = edits.iter().skip(1).fold(theft.apply(&base), |tree, edit| edit.apply(&tree));
        write(&repository, &head);
        if is_committed {
            repository.git(&["commit", "--quiet", "--all", "--allow-empty", "--message", "Change"]);
        }
        let folder = repository.path().to_owned();
        let sources = [Source::WorkTree(folder.clone()), Source::Revision { folder, revision: "HEAD".to_owned() }];
        for source in sources {
            let (one, two) = (whole(source.clone(), now), narrowed(source, now));
            match (one, two) {
                (Ok((all, compared, everything)), Ok((some, since, some_read))) => {
                    prop_assert_eq!(&all, &some, "{:?} {:?}", theft, edits);
                    prop_assert_eq!(&compared.touched, &since.touched);
                    prop_assert!(since.public.is_subset(&compared.public));
                    read.fetch_add(some_read, Ordering::Relaxed);
                    left.fetch_add(everything - some_read, Ordering::Relaxed);
                }
                (one, two) => prop_assert_eq!(one.err(), two.err()),
            }
        }
        Ok(())
    });
    tested.unwrap();
    let (read, left) = (read.into_inner(), left.into_inner());
    eprintln!("{read} read, {left} left");
    let least = at_least(20);
    assert!(read >= least && left >= least, "{read} incidents were read, and {left} were not");
}

/// The words around a new sentence are in many texts, and concern none of them.
#[test]
fn a_new_sentence_among_words_that_all_share_concerns_one_incident() {
    let repository = Repository::new();
    crate::support::write_sample(repository.path());
    let folder = |nth: usize| format!("incidents/2026/plain-finch-{nth}");
    for nth in 0..20 {
        let front = format!("id = \"LODE-2026-1{nth:02}\"\ntitle = \"A flaw\"\ncve = [\"CVE-2026-200{nth:02}\"]\n");
        let text = "Anybody who can write the configuration settings changes what the daemon does.";
        repository.write(&format!("{}/advisory.md", folder(nth)), format!("+++\n{front}+++\n\n## Impact\n\n{text}\n"));
        let reported = "[[event]]\nat = 2026-03-01T00:00:00Z\nevent = \"reported\"\n";
        let incident = format!("[report]\ndisclosure = \"public\"\n{reported}");
        repository.write(&format!("{}/incident.toml", folder(nth)), incident);
    }
    repository.git(&["add", "--all"]);
    repository.git(&["commit", "--quiet", "--message", "Base"]);
    let now = "2026-12-01T00:00:00Z".parse().unwrap();
    let read = |sentence: &str| {
        let path = format!("{}/advisory.md", folder(7));
        let before = std::fs::read_to_string(repository.path().join(&path)).unwrap();
        repository.write(&path, before.replacen("does.\n", &format!("does. {sentence}\n"), 1));
        let (workspace, _) =
            Workspace::read_since(Source::WorkTree(repository.path().to_owned()), "HEAD", now).unwrap();
        repository.write(&path, before);
        workspace.portfolio().incidents.len()
    };
    assert_eq!(read("Nobody configuration settings changes what the daemon does."), 1);
    let shared = "Anybody who can write the configuration settings changes what the daemon does.";
    assert_eq!(read(shared), 1, "it is no new passage");
}

/// What is found in the files of one incident.
fn of(workspace: &Workspace, folder: &str) -> Vec<Finding> {
    let mut found = workspace.check().findings;
    found.retain(|finding| finding.primary.location.file.incident_folder() == Some(folder));
    found
}

#[test]
fn an_incident_that_is_read_alone_is_judged_as_beside_all_others() {
    let (seen, left) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let mut runner = proptest::test_runner::TestRunner::new(config(48, 50));
    let tested = runner.run(&(portfolio(), prop::collection::vec(theft(), 0..3)), |(portfolio, thefts)| {
        let (folder, now) = (tempfile::tempdir().unwrap(), portfolio.now());
        let tree = thefts.iter().fold(portfolio.tree(), |tree, theft| theft.apply(&tree));
        for (path, entry) in tree.iter() {
            if let TreeEntry::File(bytes) = entry {
                crate::support::write(folder.path(), path.as_str(), bytes);
            }
        }
        let source = Source::WorkTree(folder.path().to_owned());
        let whole = Workspace::read(source.clone(), now).map_err(|e| TestCaseError::fail(e.to_string()))?;
        for incident in &whole.portfolio().incidents {
            let one = Workspace::read_incident(source.clone(), incident.folder.as_str(), now).unwrap();
            let said = of(&whole, incident.folder.as_str());
            prop_assert_eq!(&of(&one, incident.folder.as_str()), &said, "{}", incident.folder);
            seen.fetch_add(said.len(), Ordering::Relaxed);
            left.fetch_add(whole.portfolio().incidents.len() - one.portfolio().incidents.len(), Ordering::Relaxed);
        }
        Ok(())
    });
    tested.unwrap();
    let (seen, left) = (seen.into_inner(), left.into_inner());
    let least = at_least(20);
    assert!(seen >= least && left >= least, "{seen} findings were compared, and {left} incidents were not read");
}
