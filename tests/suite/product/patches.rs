//! Ids of patches, compared with those of `git patch-id --stable`, on every kind of change that git knows.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use advisory::product::Product;
use tempfile::TempDir;

use super::generated::Dice;
use super::histories::git_patch_ids;
use crate::support::{git, git_with_input};

/// Commits in a row, as `git fast-import` reads them.
struct Stream(Vec<u8>, usize);

impl Stream {
    fn commit(&mut self, changes: &[Vec<u8>]) {
        let n = self.1;
        self.1 += 1;
        let time = 1_700_000_000 + n;
        write!(self.0, "commit refs/heads/main\ncommitter C <c@lodestore.example> {time} +0000\ndata 1\nx\n").unwrap();
        changes.iter().for_each(|change| self.0.extend(change));
        self.0.push(b'\n');
    }

    fn import(&self) -> TempDir {
        let folder = TempDir::new().unwrap();
        git(folder.path(), &["init", "-q", "--bare", "-b", "main", "."]);
        git_with_input(folder.path(), &["fast-import", "--quiet"], &self.0);
        folder
    }
}

fn put(mode: &str, path: &str, bytes: &[u8]) -> Vec<u8> {
    let mut change = format!("M {mode} inline {path}\ndata {}\n", bytes.len()).into_bytes();
    change.extend(bytes);
    change.push(b'\n');
    change
}

fn submodule(path: &str, digit: char) -> Vec<u8> {
    format!("M 160000 {} {path}\n", digit.to_string().repeat(40)).into_bytes()
}

fn delete(path: &str) -> Vec<u8> {
    format!("D {path}\n").into_bytes()
}

/// Lines of which many are equal, so that there is more than one way to tell what changed.
fn ambiguous(dice: &mut Dice) -> Vec<u8> {
    let lines = ["\n", "}\n", "    return;\n", "if (a) {\n", "\tb();\n", "c();\r\n", "  d  e\n", "x\n"];
    let mut text: String = (0..dice.below(30)).map(|_| lines[dice.below(lines.len())]).collect();
    if dice.one_in(5) {
        text.push_str("no end of line");
    }
    text.into_bytes()
}

/// Lines of which few are equal.
fn distinct(dice: &mut Dice) -> Vec<u8> {
    let lines = 0..dice.below(60);
    lines.map(|n| format!("\tline {n} of {}\n", dice.below(3))).collect::<String>().into_bytes()
}

/// Some lines of a text put in, taken out or moved.
fn edited(dice: &mut Dice, text: &[u8]) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = text.split_inclusive(|b| *b == b'\n').collect();
    let other = ambiguous(dice);
    let other: Vec<&[u8]> = other.split_inclusive(|b| *b == b'\n').collect();
    for _ in 0..=dice.below(3) {
        let at = dice.below(lines.len() + 1);
        match dice.below(3) {
            0 if at < lines.len() => drop(lines.remove(at)),
            1 if !other.is_empty() => lines.insert(at, other[dice.below(other.len())]),
            _ => {
                let line = lines.first().copied().unwrap_or(b"z\n");
                lines.insert(at, line);
            }
        }
    }
    lines.concat()
}

fn ids(folder: &TempDir) -> Vec<(String, Option<String>)> {
    let product = Product::open(folder.path()).unwrap();
    let commits = git(folder.path(), &["rev-list", "--reverse", "main"]);
    let of = |id: &str| product.patch_id(product.resolve(id).unwrap()).unwrap();
    commits.lines().map(|id| (id.to_owned(), of(id))).collect()
}

#[test]
fn the_id_of_a_text_change_is_the_number_that_git_gives() {
    let mut dice = Dice::new(7);
    let mut stream = Stream(Vec::new(), 0);
    let names = ["a", "b c", "d/e", "d/\u{e4}\u{f6}", "d/f/g"];
    let quoted = |name: &str| if name.contains(' ') { format!("\"{name}\"") } else { name.to_owned() };
    let mut texts: Vec<Vec<u8>> = names.iter().map(|_| ambiguous(&mut dice)).collect();
    for _ in 0..1500 {
        let n = dice.below(names.len());
        texts[n] = match dice.below(8) {
            0 => distinct(&mut dice),
            _ => edited(&mut dice, &texts[n]),
        };
        stream.commit(&[put("100644", &quoted(names[n]), &texts[n])]);
    }
    let folder = stream.import();
    let expected = git_patch_ids(folder.path());
    for (id, ours) in ids(&folder) {
        assert_eq!(ours.as_ref(), expected.get(&id), "{}", git(folder.path(), &["show", "--format=", &id]));
    }
}

#[test]
fn changes_of_every_kind_are_equal_where_git_calls_them_equal() {
    let text = b"one\ntwo\nthree\nfour\nfive\nsix\nseven\n";
    let spaced = b"one\n  two\nthree\nfour\nfive\nsix\nseven\neight\n";
    let plain = |path: &str| put("100644", path, text);
    let kinds: Vec<(&str, Vec<Vec<Vec<u8>>>)> = vec![
        ("text", vec![vec![plain("t")], vec![put("100644", "t", spaced)]]),
        ("mode", vec![vec![plain("m")], vec![put("100755", "m", text)]]),
        ("mode and text", vec![vec![plain("n")], vec![put("100755", "n", spaced)]]),
        ("binary", vec![vec![put("100644", "b", b"a\0b")], vec![put("100644", "b", b"a\0c")]]),
        ("binary or text", vec![vec![put("100644", "v", b"a\0b\n")], vec![plain("v")]]),
        ("zero byte late", vec![vec![plain("z")], vec![put("100644", "z", &[&[b'x'; 8000][..], b"\0\n"].concat())]]),
        ("link", vec![vec![put("120000", "l", b"here")], vec![put("120000", "l", b"there")]]),
        ("link or file", vec![vec![put("120000", "k", b"here")], vec![plain("k")]]),
        ("submodule", vec![vec![submodule("s", '1')], vec![submodule("s", '2')]]),
        ("submodule or file", vec![vec![submodule("o", '1')], vec![plain("o")]]),
        ("empty", vec![vec![put("100644", "e", b"")], vec![delete("e")]]),
        ("no end of line", vec![vec![put("100644", "f", b"a\nb")], vec![put("100644", "f", b"a\nb\n")]]),
        ("renamed", vec![vec![plain("r"), delete("r2")], vec![plain("r2"), delete("r")]]),
        ("folder or file", vec![vec![plain("d/in/it"), plain("d/and")], vec![delete("d"), plain("d")]]),
        ("two files", vec![vec![plain("x1"), plain("x2")], vec![put("100644", "x1", spaced), delete("x2")]]),
        (
            "strange names",
            vec![vec![plain("\"q\\t\\\"\\303\\251\"")], vec![put("100644", "\"q\\t\\\"\\303\\251\"", spaced)]],
        ),
    ];
    let mut stream = Stream(Vec::new(), 0);
    // Round after round each change comes again, with others between.
    for _ in 0..3 {
        for (_, states) in &kinds {
            states.iter().for_each(|state| stream.commit(state));
        }
    }
    let folder = stream.import();
    let expected = git_patch_ids(folder.path());
    let ours = ids(&folder);
    let mut said = BTreeMap::new();
    for (n, (id, patch)) in ours.iter().enumerate() {
        let (kind, states) = &kinds[n / 2 % kinds.len()];
        assert_eq!(states.len(), 2);
        let patch = patch.as_ref().unwrap_or_else(|| panic!("{kind}: no patch"));
        // One of ours for one of git's, and the other way round.
        let theirs = &expected[id];
        assert_eq!(said.entry(patch).or_insert(theirs), &theirs, "{kind} {id}");
    }
    let distinct: BTreeSet<_> = said.values().collect();
    assert_eq!(distinct.len(), said.len());
    // The first time from nothing, then there, back, there, back.
    assert!(said.len() >= 2 * kinds.len(), "{}", said.len());
}
