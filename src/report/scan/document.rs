//! The same as JSON and as SARIF; the module above describes the JSON.

use serde::Serialize;

use super::super::sarif::{self, Level, Located, Physical, Region, Text};
use super::Shown;
use crate::names::Handle;
use crate::report::Audience;
use crate::scan::{Kind, Owner, Scan, Watch, What};

#[derive(Serialize)]
pub(super) struct Document<'a> {
    schema: u32,
    summary: Summary,
    findings: Vec<FoundObject<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Summary {
    findings: usize,
    files: usize,
    objects: usize,
    bytes: u64,
    phrases: Option<usize>,
    incidents: usize,
}

#[derive(Serialize)]
struct FoundObject<'a> {
    kind: Kind,
    incident: Option<&'a Handle>,
    private_file: Option<&'a str>,
    message: String,
    what: What,
    file: Option<&'a str>,
    commit: Option<&'a str>,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    excerpt: Option<&'a str>,
}

impl<'a> Document<'a> {
    /// What a scan found. `found` is what this audience may see of it.
    pub(super) fn new(
        scan: &Scan,
        watch: &Watch,
        found: &'a [Shown<'a>],
        notes: &'a [String],
        audience: Audience,
    ) -> Self {
        let summary = Summary {
            findings: scan.total,
            files: scan.files,
            objects: scan.objects,
            bytes: scan.bytes,
            phrases: (audience == Audience::Team).then_some(watch.phrases),
            incidents: watch.incidents,
        };
        Self { schema: 1, summary, findings: found.iter().map(object).collect(), notes }
    }
}

fn object<'a>(shown: &'a Shown<'_>) -> FoundObject<'a> {
    let hit = &shown.found.hit;
    FoundObject {
        kind: hit.kind,
        incident: hit.owner.incident(),
        private_file: match &hit.owner {
            Owner::File(file) => Some(file.as_str()),
            Owner::Incident(_) => None,
        },
        message: shown.message(),
        what: shown.found.place.what,
        file: shown.path,
        commit: shown.commit,
        line: hit.start.0,
        column: hit.start.1,
        end_line: hit.end.0,
        end_column: hit.end.1,
        excerpt: shown.excerpt,
    }
}

/// What SARIF says of a kind of secret.
pub(super) fn descriptor(kind: Kind) -> sarif::Descriptor<'static> {
    let text = match kind {
        Kind::Address | Kind::File => kind.words().to_owned(),
        _ => format!("{} of an incident that is not public", kind.words()),
    };
    sarif::Descriptor {
        id: kind.id(),
        short_description: Text { text: text.into() },
        help: None,
        default_configuration: Level { level: "error" },
    }
}

/// A result of SARIF. It has no fingerprint: the words that one could be made of are secret.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScanResult {
    rule_id: &'static str,
    rule_index: Option<usize>,
    level: &'static str,
    message: Text<'static>,
    locations: [Located; 1],
}

/// A finding as SARIF has it.
pub(super) fn result(shown: &Shown<'_>) -> ScanResult {
    let hit = &shown.found.hit;
    let mut text = shown.message();
    if let Some(commit) = shown.commit {
        text.push_str(&format!("\nin {commit}"));
    }
    let region =
        Region { start_line: hit.start.0, start_column: hit.start.1, end_line: hit.end.0, end_column: hit.end.1 };
    let place = Physical::new(shown.path.or(shown.commit).unwrap_or("not-shown"), region);
    ScanResult {
        rule_id: hit.kind.id(),
        rule_index: Kind::ALL.iter().position(|kind| *kind == hit.kind),
        level: "error",
        message: Text { text: text.into() },
        locations: [Located { physical_location: place }],
    }
}
