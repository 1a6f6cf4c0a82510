//! The schemas say what the reader says, as far as JSON Schema can.

use advisory::parse;
use serde_json::{Value, json};

use super::bad_values::{SLIPS, slipped};
use super::{FILES, complete, read_with};
use crate::support;

pub(super) fn validator(path: &str) -> jsonschema::Validator {
    let schema = parse::schema(path.rsplit('/').next().unwrap()).unwrap();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

/// The TOML of a file as JSON, dates as strings; `None` when it is no TOML.
pub(super) fn json_of(path: &str, text: &str) -> Option<Value> {
    let toml = if path.ends_with(".md") { text.split("+++\n").nth(1).unwrap() } else { text };
    let table: toml::Table = toml.parse().ok()?;
    Some(plain(toml::Value::Table(table)))
}

fn plain(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(n) => json!(n),
        toml::Value::Float(n) => json!(n),
        toml::Value::Boolean(b) => json!(b),
        toml::Value::Datetime(at) => json!(at.to_string()),
        toml::Value::Array(items) => items.into_iter().map(plain).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, plain(value))).collect(),
    }
}

#[test]
fn every_file_has_a_schema_and_nothing_else_does() {
    for file in parse::FILES {
        let schema = parse::schema(file).unwrap();
        assert!(jsonschema::meta::is_valid(&schema), "{file}");
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        let tables = schema["definitions"].as_object().unwrap().values().chain([&schema]);
        for table in tables {
            assert_eq!(table["additionalProperties"], false);
            for property in table["properties"].as_object().unwrap().values() {
                assert!(property["description"].as_str().unwrap().ends_with('.'), "{property}");
            }
        }
    }
    assert!(parse::schema("Cargo.toml").is_none());
    assert!(FILES.iter().all(|(path, _)| parse::FILES.contains(&path.rsplit('/').next().unwrap())));
}

#[test]
fn the_schemas_take_the_complete_files() {
    for (path, text) in FILES {
        let errors: Vec<_> =
            validator(path).iter_errors(&json_of(path, text).unwrap()).map(|e| e.to_string()).collect();
        assert_eq!(errors, [""; 0], "{path}");
    }
}

/// Slips that JSON Schema can't tell: an order of dates or lengths, a quoted date, decimals, a metric's letters.
const BEYOND: &[&str] = &[
    "until = \"2026-03-12T15:00:00Z\"",
    "from = 2026-08-01",
    "from = \"2026-07-01\"",
    "cvss-lt = 9.15",
    "min = \"200h\"",
    "min = \"3bd\", max = \"2bd\"",
    "CVSS:3.1/AV:X/",
    "\"git@code example:",
];

#[test]
fn the_schemas_refuse_what_the_reader_refuses() {
    for slip in SLIPS.iter().filter(|slip| !BEYOND.contains(&slip.2)) {
        let text = slipped(slip);
        if let Some(json) = json_of(slip.0, &text) {
            assert!(!validator(slip.0).is_valid(&json), "{} takes {:?}", slip.0, slip.2);
        }
    }
}

#[test]
fn the_schemas_and_the_reader_take_the_same_variants() {
    let variants = [
        ("policy.toml", "to = [\"lodestore/lodestore\"]", "to = []"),
        ("policy.toml", "from = \"pst\"", "from = \"anyone\""),
        ("policy.toml", "steps = [\"notice\", \"release\"]", "steps = \"notice\""),
        ("policy.toml", "max = \"7d\"", "max = \"asap\""),
        ("policy.toml", "min = \"1d\"", "min = \"2bd\""),
        ("policy.toml", "cvss-ge = 4,", "cvss-ge = 0.1,"),
        ("policy.toml", "any = [{ exploited = true }]", "any = [{ any = [{ cvss-lt = 4.0 }] }]"),
        ("advisory.toml", "\"LODE\"", "\"L2\""),
        ("advisory.toml", "id = \"main\"", "id = \"release-19.0_x\""),
        ("advisory.toml", "\"https://lodestore.example\"", "\"http://localhost:8080/a?b#c\""),
        ("advisory.toml", "https://lodestore.example/key.asc", "openpgp4fpr:ABCDEF"),
        ("team.toml", "represents = [\"block\"]", "represents = \"block\""),
        (super::INCIDENT, "until = 2026-03-12T15:00:00Z", "until = 2026-03-12 15:00:00.5+01:00"),
        (super::INCIDENT, "agreed-by = [\"distributors\"]", "agreed-by = \"the list\""),
        (
            super::INCIDENT,
            "repository = \"git@code.example:lodestore/private\"",
            "repository = \"ssh://git@code.example/x\"",
        ),
        (super::DOCUMENT, "score = 9.8", "score = 10"),
        (super::DOCUMENT, "CVE-2026-12345", "CVE-1999-0001"),
        (super::DOCUMENT, "LODE-2026-001", "A-2026-123456"),
    ];
    for (path, from, to) in variants {
        let text = FILES.iter().find(|(p, _)| *p == path).unwrap().1;
        assert!(text.contains(from), "{from}");
        let text = text.replacen(from, to, 1);
        assert_eq!(read_with(path, &text).findings, [], "{to}");
        assert!(validator(path).is_valid(&json_of(path, &text).unwrap()), "{to}");
    }
}

#[test]
#[ignore = "needs ../shared/policies/other-windows.toml"]
fn the_windows_of_other_projects_can_be_said() {
    let path = support::shared("policies/other-windows.toml");
    let table: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let windows = table["w"].as_array().unwrap();
    assert!(windows.len() > 20);
    for (n, project) in windows.iter().enumerate() {
        let Some(window) = project.get("window") else { continue };
        let mut keys: Vec<String> = window.as_table().unwrap().iter().map(|(k, v)| inline(k, v)).collect();
        if let Some(prefer) = project.get("prefer") {
            let prefer: Vec<String> = prefer.as_table().unwrap().iter().map(|(k, v)| inline(k, v)).collect();
            keys.push(format!("prefer = {{ {} }}", prefer.join(", ")));
        }
        let step = format!("[[step]]\nid = \"other\"\nrole = \"fix-lead\"\nwindow = {{ {} }}\n", keys.join(", "));
        let text = format!("{}{step}", complete::POLICY);
        let reading = read_with("policy.toml", &text);
        assert_eq!(reading.findings, [], "{n}: {step}");
        let policy = reading.portfolio.unwrap().policy;
        assert!(policy.step("other").unwrap().window.is_some());
    }
}

/// A key and its value in our spelling: hyphens in names, `target` for a force that only warns.
fn inline(key: &str, value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) if text == "warn" => format!("{key} = \"target\""),
        toml::Value::String(text) => format!("{key} = \"{}\"", text.replace('_', "-")),
        other => format!("{key} = {}", plain(other.clone())),
    }
}
