//! Fingerprints that are kept from one run to the next.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use advisory::output;
use advisory::product::{Fix, Presence, Product};
use tempfile::TempDir;

use super::generated::{Dice, History};

fn imported(seed: u64) -> (TempDir, Product, Vec<String>, History) {
    let history = History::new(seed);
    let folder = TempDir::new().unwrap();
    let ids = history.import(folder.path(), if seed.is_multiple_of(2) { "sha1" } else { "sha256" });
    let product = Product::open(folder.path()).unwrap();
    (folder, product, ids, history)
}

/// Every answer that a cache could change.
fn answers(product: &Product, ids: &[String], history: &History, cached: &[u8]) -> (usize, Vec<Presence>) {
    let fingerprints = product.fingerprints(cached).unwrap();
    let fixes: Vec<Fix> =
        (history.fixes.iter()).map(|n| Fix::new(product, &[product.resolve(&ids[*n]).unwrap()]).unwrap()).collect();
    let traces = fingerprints.trace(&fixes).unwrap();
    let at = traces
        .iter()
        .flat_map(|trace| product.branches().iter().map(|b| trace.standing(b.tip.commit).unwrap().commits.remove(0).1));
    (fingerprints.computed(), at.collect())
}

#[test]
fn a_cache_saves_work_and_changes_no_answer_whatever_happened_to_it() {
    for seed in [4, 5] {
        let (_kept, product, ids, history) = imported(seed);
        let all = product.commits();
        let (computed, expected) = answers(&product, &ids, &history, &[]);
        assert_eq!(computed, all);
        assert!(expected.iter().any(|p| matches!(p, Presence::Present(_))));
        let bytes = product.fingerprints(&[]).unwrap().to_bytes();
        assert_eq!(answers(&product, &ids, &history, &bytes), (0, expected.clone()));
        // Warm or cold, the next one is the same.
        assert_eq!(product.fingerprints(&bytes).unwrap().to_bytes(), bytes);
        // One byte of it damaged, anywhere; cut short, anywhere; something after it.
        let mut dice = Dice::new(seed);
        for _ in 0..60 {
            let mut damaged = bytes.clone();
            let at = dice.below(bytes.len());
            damaged[at] ^= 1 << dice.below(8);
            assert_eq!(answers(&product, &ids, &history, &damaged), (all, expected.clone()), "byte {at}");
            assert_eq!(answers(&product, &ids, &history, &bytes[..at]), (all, expected.clone()), "{at} bytes");
        }
        let longer = [&bytes[..], b"x"].concat();
        assert_eq!(answers(&product, &ids, &history, &longer), (all, expected.clone()));
        // That of another repository, of either object format.
        for other in [6, 7] {
            let (_kept, other, _, _) = imported(other);
            let foreign = other.fingerprints(&[]).unwrap().to_bytes();
            assert_eq!(answers(&product, &ids, &history, &foreign).1, expected);
        }
    }
}

#[test]
fn a_cache_holds_ids_of_commits_and_hashes_and_nothing_else() {
    let (_kept, product, ids, _) = imported(8);
    let bytes = product.fingerprints(&[]).unwrap().to_bytes();
    let head = bytes.iter().position(|b| *b == b'\n').unwrap() + 1;
    assert_eq!(&bytes[..head], b"advisory fingerprints 1 sha1\n");
    assert_eq!(bytes.len(), head + product.commits() * (20 + 8) + 32);
    let named: Vec<String> = bytes[head..bytes.len() - 32]
        .chunks(28)
        .map(|record| record[..20].iter().map(|b| format!("{b:02x}")).collect())
        .collect();
    assert!(named.iter().all(|id| ids.contains(id)));
    // Which commits were compared with a fix does not show.
    let fingerprints = product.fingerprints(&[]).unwrap();
    let fix = Fix::new(&product, &[product.resolve(&ids[1]).unwrap()]).unwrap();
    fingerprints.trace(&[fix]).unwrap();
    assert_eq!(fingerprints.to_bytes(), bytes);
}

#[test]
fn a_private_file_is_its_owners_alone_whatever_was_there() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("new/fingerprints");
    let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    output::private_file(&path, b"one").unwrap();
    assert_eq!((fs::read(&path).unwrap(), mode()), (b"one".to_vec(), 0o600));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    output::private_file(&path, b"two").unwrap();
    assert_eq!((fs::read(&path).unwrap(), mode()), (b"two".to_vec(), 0o600));
}
