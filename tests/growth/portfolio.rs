//! The portfolio whose places grow: the complete files, with a published incident and an embargoed one.

use std::path::Path;

pub(crate) use crate::complete::{FILES, INCIDENT_PATH as INCIDENT};

/// The event that publishes the incident; the other one is without it.
const APPROVED: &str = "[[event]]\nat = 2026-03-12T14:00:00Z\nevent = \"approved\"\nby = [\"amira\", \"ben\"]\n";

/// The files of a portfolio in a folder.
pub(crate) struct Portfolio {
    folder: tempfile::TempDir,
    files: Vec<(&'static str, String)>,
}

impl Portfolio {
    pub(crate) fn new() -> Self {
        let files = FILES.map(|(path, text)| (path, changed(path, text)));
        Self::written(files.into())
    }

    fn written(files: Vec<(&'static str, String)>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in &files {
            write(folder.path(), path, text);
            if path.starts_with("incidents/") {
                let text = text.replace(APPROVED, "").replace("LODE-2026-001", "LODE-2026-002");
                write(folder.path(), &path.replace("amber-fox", "quiet-owl"), &text);
            }
        }
        Self { folder, files }
    }

    /// The same with another text in one file.
    pub(crate) fn with(&self, path: &str, text: String) -> Self {
        let mut files = self.files.clone();
        files.iter_mut().filter(|(at, _)| *at == path).for_each(|(_, old)| old.clone_from(&text));
        Self::written(files)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn text(&self, path: &str) -> &str {
        &self.files.iter().find(|(at, _)| *at == path).unwrap().1
    }
}

/// What is needed for the incident to be public.
fn changed(path: &str, text: &str) -> String {
    match path {
        INCIDENT => {
            let text: String = text.lines().filter(|l| !l.starts_with("covers")).flat_map(|l| [l, "\n"]).collect();
            format!("{APPROVED}{text}")
        }
        "policy.toml" => text.replace("approvals = { role = \"pst\", count = 3 }", "approvals = { role = \"pst\" }"),
        _ => text.to_owned(),
    }
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}
