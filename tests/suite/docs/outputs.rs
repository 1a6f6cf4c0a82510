//! The shape of each JSON document, as a JSON Schema in `docs/reference/output`: made of what the commands print for
//! the sample project. A key that is new, gone or of another type makes the page stale, so that somebody looks at it.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::path;
use crate::rules::current;
use crate::support::{self, program, run};

/// Each document, and commands that print it. `OUT` is an empty folder.
const OUTPUTS: [(&str, &[&str]); 21] = [
    ("build", &["build --out OUT/site", "build --out OUT/site2 --drafts OUT/drafts"]),
    ("check", &["check", "check --ahead", "check --now 2026-12-24T12:00:00Z"]),
    ("cve", &["cve amber-heron", "cve brisk-otter", "cve dusty-orchid"]),
    ("distributors", &["distributors"]),
    ("doctor", &["doctor"]),
    ("documents", &["documents --dry-run", "-C tests/portfolios/vitess documents --dry-run"]),
    ("draft", &["draft amber-heron", "draft dusty-orchid", "draft quiet-lantern"]),
    ("explain", &["explain", "explain cvss-score", "explain events"]),
    ("import", &["import osv tests --by grace --dry-run"]),
    ("init", &["init --policy rook OUT/security"]),
    ("lead", &["lead", "lead --now 2026-12-24T00:00:00Z"]),
    ("list", &["list", "list --open", "list --now 2027-06-01T00:00:00Z"]),
    ("next", &["next --within 7d", "next --within 1h"]),
    ("policy", &["policy show", "policy show --preset vitess"]),
    ("publish", &["publish distant-drum --by grace --dry-run"]),
    ("rehearse", &["rehearse amber-heron", "rehearse quiet-lantern", "rehearse marble-finch"]),
    ("rehearse-all", &["rehearse --all"]),
    ("scan", &["scan docs", "scan src/cli"]),
    ("show", &["show amber-heron", "show brisk-otter", "show hollow-maple", "show distant-drum"]),
    ("status", &["status", "status --now 2027-06-01T00:00:00Z"]),
    ("status-incident", &["status amber-heron", "status brisk-otter", "status dusty-orchid", "status hollow-maple"]),
];

/// Objects whose keys are names that people choose, and objects of other formats.
const MAPS: [&str; 5] = ["container", "criteria", "answers", "fields", "roles"];

/// The commit of an event: none while it is not committed. What the sample shows depends on the clone.
const RECORDED: &str = "recorded";

fn printed(command: &str, out: &Path) -> Value {
    let command = command.replace("OUT", &out.display().to_string());
    let mut arguments: Vec<&str> = command.split(' ').collect();
    if !arguments.contains(&"--now") {
        arguments.extend(["--now", "2026-11-20T12:00:00Z"]);
    }
    let said = run(program(&support::root()).env("XDG_CACHE_HOME", out).args(arguments).arg("--json"));
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{command}: {error}\n{}", said.all()))
}

/// What was seen in one place.
#[derive(Default)]
struct Seen {
    types: BTreeMap<&'static str, usize>,
    /// How many objects were seen, and how many of them have the key.
    keys: Vec<(String, Seen, usize)>,
    items: Option<Box<Seen>>,
}

impl Seen {
    fn see(&mut self, name: &str, value: &Value) {
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        *self.types.entry(kind).or_default() += 1;
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.items.get_or_insert_default().see(name, item)),
            Value::Object(map) if !MAPS.contains(&name) => {
                for (key, value) in map {
                    let at = self.keys.iter().position(|(known, ..)| known == key).unwrap_or_else(|| {
                        self.keys.push((key.clone(), Self::default(), 0));
                        self.keys.len() - 1
                    });
                    let (_, seen, times) = &mut self.keys[at];
                    seen.see(key, value);
                    if key == RECORDED && value.is_object() {
                        seen.types.entry("null").or_default();
                    }
                    *times += 1;
                }
            }
            _ => {}
        }
    }

    fn schema(&self) -> Value {
        let types: Vec<&str> = self.types.keys().copied().collect();
        let mut schema = Map::new();
        schema.insert("type".into(), if let [only] = types.as_slice() { json!(only) } else { json!(types) });
        if let Some(items) = &self.items {
            schema.insert("items".into(), items.schema());
        }
        if !self.keys.is_empty() {
            let objects = self.types["object"];
            let keys = self.keys.iter().map(|(key, seen, _)| (key.clone(), seen.schema()));
            schema.insert("properties".into(), Value::Object(keys.collect()));
            let always = self.keys.iter().filter(|(.., times)| *times == objects).map(|(key, ..)| key);
            schema.insert("required".into(), always.cloned().collect());
        }
        Value::Object(schema)
    }
}

/// Findings have the same keys everywhere, also where the sample has none.
fn with_findings(schema: &mut Value, findings: &Value) {
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for (name, property) in properties {
        if name == "findings" && property["items"].is_null() {
            property["items"] = findings.clone();
        }
    }
    if let Some(items) = schema.get_mut("properties").and_then(|all| all.get_mut("publications")) {
        items.get_mut("items").into_iter().for_each(|items| with_findings(items, findings));
    }
}

#[test]
fn every_json_document_has_the_keys_of_its_schema() {
    let out = tempfile::tempdir().unwrap();
    let mut checked = Seen::default();
    checked.see("", &printed("check --now 2026-12-24T12:00:00Z", out.path()));
    let findings = checked.schema()["properties"]["findings"]["items"].clone();
    for (name, commands) in OUTPUTS {
        let out = tempfile::tempdir().unwrap();
        let mut seen = Seen::default();
        let documents: Vec<Value> = commands.iter().map(|command| printed(command, out.path())).collect();
        documents.iter().for_each(|document| seen.see("", document));
        let mut keys = seen.schema();
        with_findings(&mut keys, &findings);
        let mut schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": format!("What `advisory {} --json` prints", commands[0].split(' ').next().unwrap()),
        });
        schema.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
        let validator = jsonschema::validator_for(&schema).unwrap();
        assert!(documents.iter().all(|document| document["schema"] == 1 && validator.is_valid(document)), "{name}");
        let file = format!("docs/reference/output/{name}.json");
        std::fs::create_dir_all(path("docs/reference/output")).unwrap();
        current(&file, &format!("{schema:#}\n"));
    }
}

/// The page lists each of them.
#[test]
fn the_page_names_every_document() {
    let page = super::read("docs/reference/json.md");
    for (name, _) in OUTPUTS {
        assert!(page.contains(&format!("(output/{name}.json)")), "{name}");
    }
}
