//! What commits say: trailers as git reads them, people and times.

use std::fmt::Write;

use advisory::git::Person;
use advisory::product::Product;
use tempfile::TempDir;

use super::generated::Dice;
use super::id;
use crate::support::{git, git_with_input};

/// Messages of the lines that git has rules for, in any order.
fn message(dice: &mut Dice) -> String {
    let lines = [
        "Reviewed-by: Amira <amira@lodestore.example>",
        "acked-by:Ben",
        "Signed-off-by: Chen <chen@lodestore.example>",
        "(cherry picked from commit 0123456789012345678901234567890123456789)",
        "  continued here",
        "Not a trailer",
        "http://lodestore.example/a:b",
        "Key with spaces: value",
        "Spaced : value",
        "Empty:",
        "",
        "",
        " ",
        "# a comment",
        "---",
        "LGTM: yes\r",
    ];
    let mut message = "Subject: first\n".to_owned();
    if !dice.one_in(5) {
        message.push('\n');
    }
    for _ in 0..dice.below(9) {
        message.push_str(lines[dice.below(lines.len())]);
        message.push('\n');
    }
    message
}

#[test]
fn trailers_are_those_that_git_reads() {
    let folder = TempDir::new().unwrap();
    git(folder.path(), &["init", "-q", "--bare", "-b", "main"]);
    let mut dice = Dice::new(3);
    let mut stream = String::new();
    for n in 0..600 {
        let message = message(&mut dice);
        write!(stream, "commit refs/heads/main\nauthor A B <a@lodestore.example> {n} +0130\n").unwrap();
        write!(stream, "committer C <c@lodestore.example> {} -0700\ndata {}\n{message}\n", n + 5, message.len())
            .unwrap();
    }
    git_with_input(folder.path(), &["fast-import", "--quiet"], stream.as_bytes());
    let product = Product::open(folder.path()).unwrap();
    let format = "--format=%H%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%(trailers:only,unfold)%x01";
    let log = git(folder.path(), &["log", format]);
    let mut found = 0;
    for record in log.split('\u{1}').map(str::trim_start).filter(|record| !record.is_empty()) {
        let fields: Vec<&str> = record.split('\0').collect();
        let commit = product.commit(id(&product, fields[0])).unwrap();
        let (a, c) = (&commit.author, &commit.committer);
        let people = [&a.name, &a.email, &seconds(a), &c.name, &c.email, &seconds(c)];
        assert_eq!(people, fields[1..7]);
        let trailers: Vec<String> =
            commit.trailers().iter().map(|(token, value)| format!("{token}: {value}")).collect();
        let trailers: Vec<&str> = trailers.iter().map(|trailer| trailer.trim()).collect();
        let expected: Vec<&str> = fields[7].lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(trailers, expected, "{:?}", commit.message);
        found += usize::from(!trailers.is_empty());
    }
    assert!(found > 50, "{found}");
}

#[test]
fn all_values_of_a_token_are_given_whatever_its_case() {
    let folder = TempDir::new().unwrap();
    git(folder.path(), &["init", "-q", "-b", "main"]);
    let message = "Subject\n\nText.\n\nReviewed-by: Amira\nreviewed-BY: Ben,\n  and others\nAcked-by: Chen\n";
    git(folder.path(), &["commit", "-q", "--allow-empty", "-m", message]);
    let product = Product::open(folder.path()).unwrap();
    let commit = product.commit(product.branch("main").unwrap().tip.commit).unwrap();
    assert_eq!(commit.trailer("Reviewed-By"), ["Amira", "Ben, and others"]);
    assert_eq!(commit.trailer("LGTM"), Vec::<String>::new());
    assert_eq!(commit.subject(), "Subject");
}

fn seconds(person: &Person) -> String {
    person.at.unwrap().unix().to_string()
}
