//! Files with one value changed, dropped or added: the schemas and the reader take the same ones.

use std::collections::BTreeSet;
use std::str::FromStr;

use advisory::finding::Severity;
use advisory::parse;

use toml::value::Datetime;
use toml::{Table, Value};

use super::FILES;
use super::schemas::{json_of, validator};
use super::values::{Step, at, written};
use crate::support;

/// Where a value stands.
type Path = Vec<Step>;

/// Every value of a file but the file itself.
fn places(value: &Value, here: &Path, found: &mut Vec<Path>) {
    let inner: Vec<(Step, &Value)> = match value {
        Value::Table(table) => table.iter().map(|(key, value)| (Step::Key(key.clone()), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(n, value)| (Step::Place(n), value)).collect(),
        _ => Vec::new(),
    };
    for (step, value) in inner {
        let path: Path = here.iter().cloned().chain([step]).collect();
        found.push(path.clone());
        places(value, &path, found);
    }
}

/// What a value is replaced by: texts, dates or numbers that some form takes and others don't, after its own type, and one
/// or two values of each other type.
fn probes(value: &Value) -> Vec<Value> {
    let texts = [
        "",
        " ",
        "word",
        "Two words",
        "two\nlines",
        "tab\there",
        "1",
        "A",
        "-",
        "a_b",
        "a..b",
        "v1.2.3",
        "1.2.3-rc.1",
        "7d",
        "3bd",
        "asap",
        "15:00",
        "*",
        "existence",
        "existence?",
        "CVE-2026-1234",
        "CVE-1998-0001",
        "CWE-0",
        "CWE-22",
        "LODE-2026-1",
        "LODE-26-001",
        "LODE-2026-001",
        "0a1b2c3",
        "0A1B2C3",
        "en",
        "https://a.example/b",
        "https://a.example/\u{7}b",
        "https://a.example/{b}",
        "ssh://git@a.example/b",
        "-a@b:c",
        "http://a.example",
        "https:///b",
        "mailto:a@b.example",
        "tel:+1",
        "git@a.example:b",
        "a@b.example",
        "a@b@c",
        "v{version}",
        "{major}.{minor}.{patch}",
        "Reviewed-by",
        "ssh-ed25519 AAAA",
        "é",
        "a\u{200b}b",
        "public",
        "none",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "2026-03-01",
        "2026-03-01T10:00:00Z",
    ];
    let moments =
        ["2026-03-01T10:00:00Z", "2026-03-01T10:00:00+01:00", "2026-03-01T10:00:00", "2026-03-01", "10:00:00"];
    let text = |text: &str| Value::String(text.to_owned());
    let moment = |moment: &str| Value::Datetime(Datetime::from_str(moment).unwrap());
    let table = |text: &str| Value::Table(text.parse::<Table>().unwrap());
    let own: Vec<Value> = match value {
        Value::String(_) => {
            texts.map(text).into_iter().chain(["x".repeat(64), "x".repeat(65)].map(Value::String)).collect()
        }
        Value::Datetime(_) => moments.map(moment).to_vec(),
        Value::Integer(_) | Value::Float(_) => {
            let whole = [-1, 0, 2, 10, 11, 4_294_967_295, 4_294_967_296].map(Value::Integer);
            whole.into_iter().chain([-0.1, 0.5, 7.0, 9.15, 10.1].map(Value::Float)).collect()
        }
        Value::Array(_) => vec![
            Value::Array(Vec::new()),
            Value::Array(vec![Value::Integer(1)]),
            Value::Array(vec![text("word"), text("word")]),
            Value::Array(vec![Value::Array(Vec::new())]),
        ],
        Value::Table(_) => vec![table("zz = 1"), table("word = \"word\"")],
        Value::Boolean(_) => Vec::new(),
    };
    own.into_iter()
        .chain([text(""), text("word"), text("2026-03-01"), moment(moments[0]), moment(moments[3])])
        .chain([Value::Integer(1), Value::Float(0.5), Value::Boolean(true), Value::Boolean(false)])
        .chain([Value::Array(Vec::new()), Value::Array(vec![table("")]), table("")])
        .collect()
}

/// A changed file.
struct Mutation {
    what: String,
    text: String,
    /// What stands in a value's place; `None` where a key was dropped or added.
    probe: Option<Value>,
}

fn mutations(path: &str, text: &str) -> Vec<Mutation> {
    let (before, toml, after) = if path.ends_with(".md") {
        let mut parts = text.splitn(3, "+++\n").skip(1);
        ("+++\n", parts.next().unwrap(), format!("+++\n{}", parts.next().unwrap()))
    } else {
        ("", text, String::new())
    };
    let file = Value::Table(toml.parse().unwrap());
    let whole = |file: &Value| {
        let entries = file.as_table().unwrap().iter().map(|(key, value)| format!("{key} = {}\n", written(value)));
        format!("{before}{}{after}", entries.collect::<String>())
    };
    let name = |path: &[Step]| {
        let steps = path.iter().map(|step| match step {
            Step::Key(key) => key.as_str(),
            Step::Place(_) => "[]",
        });
        steps.collect::<Vec<_>>().join(".")
    };
    let mut all = Vec::new();
    places(&file, &Vec::new(), &mut all);
    let mut changed = Vec::new();
    // Places of one name take the same; the first of them will do.
    let mut seen = BTreeSet::new();
    for place in all.iter().filter(|place| seen.insert(name(place))) {
        for probe in probes(at(&mut file.clone(), place)) {
            let mut file = file.clone();
            *at(&mut file, place) = probe.clone();
            let what = format!("{} = {}", name(place), written(&probe));
            changed.push(Mutation { what, text: whole(&file), probe: Some(probe) });
        }
        if let Some((Step::Key(key), table)) = place.split_last() {
            let mut without = file.clone();
            at(&mut without, table).as_table_mut().unwrap().remove(key);
            changed.push(Mutation { what: format!("without {}", name(place)), text: whole(&without), probe: None });
        }
        let mut more = file.clone();
        if let Value::Table(table) = at(&mut more, place) {
            table.insert("zz-zz".to_owned(), Value::Integer(1));
            changed.push(Mutation { what: format!("{} with zz-zz", name(place)), text: whole(&more), probe: None });
        }
    }
    changed
}

/// What the reader refuses and JSON Schema can't: the rule that says so, the values it is about, and why.
type Beyond = (&'static str, fn(&Value) -> bool, &'static str);

const BEYOND: &[Beyond] = &[
    ("wrong-type", Value::is_datetime, "JSON has no dates: a schema gets a text, and a date is one"),
    ("wrong-type", |v| v.as_str().is_some_and(|t| t.starts_with("2026-")), "the same: quotes make a date a text"),
    ("wrong-type", |v| v.as_float() == Some(7.0), "7.0 is a whole number to JSON Schema"),
    ("bad-score", |v| v.as_float() == Some(9.15), "how many decimals a number has is no question to JSON Schema"),
    ("bad-value", Value::is_datetime, "one key is not compared with another"),
    ("hidden-character", Value::is_str, "whether a joiner is seen depends on the letters beside it"),
];

#[test]
fn the_schemas_and_the_reader_take_the_same_changed_files() {
    let mut differ = Vec::new();
    let mut used = BTreeSet::new();
    let (mut taken, mut refused) = (0, 0);
    for (path, text) in FILES {
        let schema = validator(path);
        for Mutation { what, text, probe } in mutations(path, text) {
            // The file alone: what the others lack is not said of this one.
            let reading = parse::portfolio(support::tree([(path, &text)]));
            let mut errors = reading.findings.iter().filter(|f| f.severity == Severity::Error);
            let found = errors.find(|f| f.primary.location.file.as_str() == path);
            let invalid = schema.iter_errors(&json_of(path, &text).unwrap()).next().map(|e| e.to_string());
            match (found, invalid) {
                (None, None) => taken += 1,
                (Some(_), Some(_)) => refused += 1,
                (None, Some(error)) => differ.push(format!("{path}: the schema alone refuses {what}: {error}")),
                (Some(found), None) => {
                    let known =
                        |(rule, values, _): &&Beyond| found.rule.0 == *rule && probe.as_ref().is_some_and(values);
                    match BEYOND.iter().find(known) {
                        Some(beyond) => _ = used.insert(beyond.2),
                        None => differ.push(format!("{path}: the reader alone refuses {what}: {}", found.message)),
                    }
                }
            }
        }
    }
    assert!(differ.is_empty(), "{} differ:\n{}", differ.len(), differ.join("\n"));
    assert!(taken > 5000 && refused > 10_000, "{taken} {refused}");
    assert_eq!(used.len(), BEYOND.len(), "only these differences are left: {used:?}");
}
