//! What a product's repository says of a fix, compared with what git says.

mod generated;
mod histories;
mod patches;

use advisory::history::product::{Fix, How, Presence, Product};
use tempfile::TempDir;

use crate::support::{git, write};

#[test]
fn a_fix_that_is_picked_and_reverted_is_seen_as_such() {
    let folder = TempDir::new().unwrap();
    let top = folder.path();
    git(top, &["init", "-q", "-b", "main"]);
    let commit = |text: &str, message: &str| {
        write(top, "file", text);
        git(top, &["add", "-A"]);
        git(top, &["commit", "-q", "-m", message]);
        git(top, &["rev-parse", "HEAD"])
    };
    commit("one\n", "First");
    git(top, &["branch", "release"]);
    let fix = commit("one\nfixed\n", "Fix");
    git(top, &["tag", "-a", "-m", "x", "v2"]);
    git(top, &["checkout", "-q", "release"]);
    write(top, "other", "x");
    git(top, &["add", "-A"]);
    git(top, &["commit", "-q", "-m", "Other"]);
    git(top, &["tag", "v1.0"]);
    git(top, &["cherry-pick", "-x", &fix]);
    git(top, &["tag", "v1.1"]);
    git(top, &["revert", "--no-edit", "HEAD"]);
    git(top, &["tag", "v1.2"]);
    let product = Product::open(top).unwrap();
    let fix = Fix::new(&product, &[product.resolve(&fix[..8]).unwrap()]).unwrap();
    let prints = product.fingerprints(&[]).unwrap();
    let traces = prints.trace(std::slice::from_ref(&fix)).unwrap();
    let at = |name: &str| {
        let tag = product.tags().iter().find(|tag| tag.name == name).unwrap();
        traces[0].standing(tag.commit).unwrap().commits[0].1.clone()
    };
    assert!(matches!(at("v2"), Presence::Present(carrier) if carrier.how == How::Itself));
    assert_eq!(at("v1.0"), Presence::Absent);
    assert!(
        matches!(at("v1.1"), Presence::Present(carrier) if matches!(carrier.how, How::Picked { same_patch: true, .. }))
    );
    assert!(matches!(at("v1.2"), Presence::Reverted { .. }));
    assert_eq!(product.fingerprints(&prints.to_bytes()).unwrap().computed(), 0);
}
