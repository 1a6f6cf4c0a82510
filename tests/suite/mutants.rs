//! Mutants of the wall: the properties must fail when the wall has a hole. A property that can't fail proves nothing.
//!
//! Each mutant is this crate with one line changed, as a library of its own in a temporary folder; only the wall's
//! properties are run against it. It shares the build's dependencies, not its products.

use std::path::Path;
use std::process::Command;

use crate::support::root;

/// A hole: the file, what stands there, what stands there instead.
struct Mutant {
    name: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
}

const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "the gate is removed",
        file: "src/case/gate.rs",
        from: "if now >= opened {",
        to: "if now >= opened || true {",
    },
    Mutant {
        name: "the clock is reversed",
        file: "src/case/gate.rs",
        from: "if now >= opened {",
        to: "if now <= opened {",
    },
    Mutant {
        name: "the approver's right is ignored",
        file: "src/case/gate.rs",
        from: "filter(|by| may_approve(incident, policy, team, by.as_str(), at));",
        to: "filter(|by| may_approve(incident, policy, team, by.as_str(), at) || true);",
    },
    Mutant {
        name: "embargoed incidents stay in the public portfolio",
        file: "src/build.rs",
        from: "keep.next().unwrap_or(false)",
        to: "keep.next().is_some()",
    },
    Mutant {
        name: "a private field is public",
        file: "src/advisory/disclose.rs",
        from: "title,\n        cve",
        to: "title: format!(\"{title} {:?}\", case.incident.report.summary),\n        cve",
    },
];

#[test]
fn every_hole_in_the_wall_fails_its_properties() {
    let copy = tempfile::tempdir().unwrap();
    let folder = copy.path();
    for part in
        ["src", "site-templates", "Cargo.toml", "Cargo.lock", "build.rs", "tests/suite/wall", "tests/suite/support.rs"]
    {
        put(&root().join(part), &folder.join(part));
    }
    // A library alone: the mutant's program must not replace the one that other tests run.
    std::fs::remove_file(folder.join("src/main.rs")).unwrap();
    std::fs::write(folder.join("tests/suite/main.rs"), "#![allow(missing_docs)]\nmod support;\nmod wall;\n").unwrap();
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let (before, after) = manifest.split_once("[[bench]]").unwrap();
    let after = after.split_once("\n\n").unwrap().1;
    // Under another name: what is built of it must not stand in for the project's own library in the shared folder.
    let before = before.replacen("name = \"advisory\"", "name = \"advisory-mutant\"", 1);
    let manifest = format!("{before}[lib]\nname = \"advisory\"\n\n{after}");
    std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();

    assert!(holds(folder), "unchanged, the copy's properties hold");
    for mutant in MUTANTS {
        let path = folder.join(mutant.file);
        let whole = std::fs::read_to_string(&path).unwrap();
        assert_eq!(whole.matches(mutant.from).count(), 1, "{}: its line stands once in {}", mutant.name, mutant.file);
        std::fs::write(&path, whole.replace(mutant.from, mutant.to)).unwrap();
        assert!(!holds(folder), "{}, and no property failed", mutant.name);
        std::fs::write(&path, whole).unwrap();
    }
}

/// Whether the wall's properties hold of the crate in a folder. A crate that does not compile fails the test.
fn holds(folder: &Path) -> bool {
    let cargo = |arguments: &[&str]| {
        Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--offline", "--test", "suite"])
            .current_dir(folder)
            .env(
                "CARGO_TARGET_DIR",
                std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), Into::into),
            )
            .output()
            .unwrap()
    };
    let built = cargo(&["test", "--no-run"]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let run = cargo(&["test"]);
    let out = String::from_utf8_lossy(&run.stdout);
    assert!(out.contains("test result:"), "the properties ran: {out}");
    run.status.success()
}

fn put(from: &Path, to: &Path) {
    if from.is_dir() {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            put(&entry.path(), &to.join(entry.file_name()));
        }
    } else if from.is_file() {
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(from, to).unwrap();
    }
}
