//! Hostile text in every field that any file has: the fields are read from the published schemas, so a new one is
//! attacked as soon as it is there.

use std::sync::atomic::{AtomicUsize, Ordering};

use advisory::announce;
use advisory::case::Case;
use advisory::plan::Plan;
use advisory::policy::ChannelKind;
use advisory::report::{self, Audience, BoardFormat, Format};
use advisory::rules::{self, Review};
use advisory::source::{FilePath, Tree, TreeEntry};
use advisory::{build, parse};
use rayon::prelude::*;
use serde_json::Value;
use toml_edit::{DocumentMut, Item, Table, value};

use super::{ADVISORY, INCIDENT, NOW, PUBLIC_ADVISORY, PUBLIC_INCIDENT, harmless};
use crate::support;

/// Each would do harm if anything took it for more than text.
const PAYLOADS: &[&str] = &[
    "\"><script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*191 }}{% include '/etc/passwd' %} ]]> ::error::pwned \
     ##[error]x ##vso[task.complete]x ::add-mask::x =?utf-8?q?=0ABcc:_x?= %0A&#10;&#x6a;avascript:x [x](javascript:alert(1)) \
     ![i](https://evil.example/i.png) <https://evil.example/> <svg/onload=x> @everyone #1",
    "x\u{1b}[31m\u{9b}31m\u{7}\u{8}\u{7f}\r\nBcc: mallory@evil.example\r\n\r\n::set-output name=x::y\n##[error]z\n\
     \u{1b}]8;;https://evil.example\u{1b}\\\u{202e}\u{200b}\u{2028}::warning::w\u{fffe}\u{e0041}",
    "https://evil.example/\u{202e}x\u{200b}?a=::error::b&c=##[group]d",
    "JaVaScRiPt://https://lodestore.example/%0aalert(1)",
];

/// Keys that take addresses, to which alone the payloads from this one on are put.
const ADDRESSES: (usize, &[&str]) = (
    2,
    &[
        "url",
        "link",
        "thread",
        "repository",
        "pull-requests",
        "home",
        "contact",
        "contacts",
        "encryption",
        "to",
        "email",
    ],
);

/// A key in a file, as the keys that lead to it; `*` stands for an entry of a list, or a key of one's own.
type Field = Vec<String>;

/// Every place for a text in a file.
fn fields(schema: &Value) -> Vec<Field> {
    let mut found = Vec::new();
    walk(schema, schema, &mut Vec::new(), &mut found);
    found.sort();
    found.dedup();
    found
}

fn walk(root: &Value, schema: &Value, path: &mut Field, found: &mut Vec<Field>) {
    if path.len() > 8 {
        return; // conditions hold conditions
    }
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return walk(root, &root["definitions"][name], path, found);
    }
    for all in ["allOf", "anyOf"] {
        schema[all].as_array().into_iter().flatten().for_each(|part| walk(root, part, path, found));
    }
    if schema["type"] == "string" || schema["enum"].is_array() {
        found.push(path.clone());
    }
    for (key, part) in schema["properties"].as_object().into_iter().flatten() {
        path.push(key.clone());
        walk(root, part, path, found);
        path.pop();
    }
    for key in ["items", "additionalProperties"] {
        if schema[key].is_object() {
            path.push("*".to_owned());
            walk(root, &schema[key], path, found);
            path.pop();
        }
    }
}

/// The text with the payload at a place: in the first entry of a list, where there is one.
fn planted(text: &str, field: &[String], payload: &str) -> String {
    let mut document: DocumentMut = text.parse().unwrap();
    plant(document.as_item_mut(), field, payload);
    document.to_string()
}

fn plant(item: &mut Item, field: &[String], payload: &str) {
    let Some((key, rest)) = field.split_first() else {
        *item = value(payload);
        return;
    };
    if item.is_inline_table() || item.is_value() && !item.is_array() {
        *item = item.clone().into_table().map_or_else(|_| Item::Table(Table::new()), Item::Table);
    }
    if key == "*" && rest.is_empty() && !item.is_table_like() {
        let mut list = toml_edit::Array::new();
        list.push(payload);
        *item = value(list);
    } else if key == "*" {
        if let Some(array) = item.as_array().cloned() {
            *item = value(array).into_array_of_tables().map_or_else(|_| Item::None, Item::ArrayOfTables);
        }
        match item {
            Item::ArrayOfTables(tables) => {
                if tables.is_empty() {
                    tables.push(Table::new());
                }
                let mut entry = Item::Table(tables.get(0).unwrap().clone());
                plant(&mut entry, rest, payload);
                *tables.get_mut(0).unwrap() = entry.into_table().unwrap();
            }
            Item::Table(table) => plant(table.entry(payload).or_insert(Item::None), rest, payload),
            other => {
                let mut entry = Item::Table(Table::new());
                plant(&mut entry, rest, payload);
                let mut tables = toml_edit::ArrayOfTables::new();
                tables.push(entry.into_table().unwrap_or_default());
                *other = Item::ArrayOfTables(tables);
            }
        }
    } else {
        if !item.is_table_like() {
            *item = Item::Table(Table::new());
        }
        let child = item.as_table_like_mut().unwrap().entry(key).or_insert(Item::None);
        plant(child, rest, payload);
    }
}

fn base() -> Vec<(String, Vec<u8>)> {
    support::sample()
}

/// The base portfolio with another text in one file.
fn tree(path: &str, text: &str) -> Tree {
    let files = base().into_iter().map(|(p, bytes)| (FilePath::new(p), TreeEntry::File(bytes.into())));
    Tree::new(files).with(&FilePath::new(path), text.as_bytes())
}

/// Everything that can be made of a portfolio; gives the site.
fn everything(what: &str, tree: Tree) -> Plan {
    let now = support::at(NOW);
    let reading = parse::portfolio(tree.clone());
    let mut findings = reading.findings.clone();
    if let Some(portfolio) = &reading.portfolio {
        let cases: Vec<Case<'_>> = portfolio.incidents.iter().map(|i| Case::new(portfolio, i, now)).collect();
        findings.extend(rules::check(&Review { portfolio, cases: &cases, now }));
        for audience in [Audience::Team, Audience::Log] {
            for format in [BoardFormat::Human { width: 60, color: false }, BoardFormat::Json, BoardFormat::Markdown] {
                harmless::log(what, &report::board(&cases, now, format, audience).unwrap());
                cases.iter().for_each(|case| harmless::log(what, &report::incident(case, format, audience).unwrap()));
            }
        }
        harmless::text(what, &report::calendar(&cases, &portfolio.project).replace("\r\n", "\n"));
        harmless::log(what, &report::policy::policy(&portfolio.policy, 80));
        for (case, step) in cases.iter().flat_map(|case| case.steps.iter().map(move |step| (case, step))) {
            for draft in announce::drafts(case, step).unwrap_or_else(|wrong| {
                findings.extend(wrong);
                Vec::new()
            }) {
                let what = format!("{what}: {}", draft.path);
                assert!(draft.path.is_ascii() && !draft.path.contains(".."), "{what}");
                match draft.kind {
                    ChannelKind::Email => harmless::mail(&what, &draft.bytes),
                    _ => harmless::draft(&what, &draft.bytes),
                }
            }
        }
    }
    for format in [Format::Human, Format::Json, Format::Sarif, Format::Github] {
        // The pages of the rules, which SARIF carries, are the same whatever is planted.
        harmless::log(what, &report::findings(format, &findings, &tree, &[], false).unwrap());
    }
    let Some(portfolio) = reading.portfolio else { return Plan::new() };
    let built = build::public(portfolio, reading.findings, now);
    harmless::log(what, &report::findings(Format::Human, &built.findings, &tree, &[], false).unwrap());
    let site = built.site.unwrap_or_default();
    harmless::site(site.iter());
    assert!(site.iter().all(|(path, _)| path.is_ascii() && !path.contains("..")), "{what}");
    site
}

fn front(text: &str) -> (&str, &str) {
    text.strip_prefix("+++\n").unwrap().split_once("+++\n").unwrap()
}

#[test]
fn whatever_field_holds_it_hostile_text_stays_text_in_every_output() {
    const FILES: &[(&str, &str)] = &[
        ("advisory.toml", "advisory.toml"),
        ("team.toml", "team.toml"),
        ("distributors.toml", "distributors.toml"),
        ("policy.toml", "policy.toml"),
        ("incident.toml", INCIDENT),
        ("incident.toml", PUBLIC_INCIDENT),
        ("advisory.md", ADVISORY),
        ("advisory.md", PUBLIC_ADVISORY),
    ];
    let files: std::collections::BTreeMap<String, String> =
        base().into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect();
    let mut plants = Vec::new();
    for &(schema, path) in FILES {
        let fields = fields(&parse::schema(schema).unwrap());
        assert!(fields.len() > 10, "{schema}: {fields:?}");
        for field in fields {
            let address = ADDRESSES.1.iter().any(|key| field.iter().rev().take(2).any(|k| k == key));
            let payloads = if address { PAYLOADS } else { &PAYLOADS[..ADDRESSES.0] };
            plants.extend(payloads.iter().map(|payload| (path, field.clone(), *payload)));
        }
    }
    assert!(plants.len() > 500, "{}", plants.len());
    let shown = AtomicUsize::new(0);
    plants.par_iter().for_each(|(path, field, payload)| {
        let text = &files[*path];
        let text = if path.ends_with(".md") {
            let (head, body) = front(text);
            format!("+++\n{}+++\n{body}", planted(head, field, payload))
        } else {
            planted(text, field, payload)
        };
        let site = everything(&format!("{path} {} = {payload:?}", field.join(".")), tree(path, &text));
        let shows = |(_, bytes): (&str, &[u8])| String::from_utf8_lossy(bytes).contains("alert(1)");
        shown.fetch_add(usize::from(site.iter().any(shows)), Ordering::Relaxed);
    });
    assert!(shown.load(Ordering::Relaxed) > 10, "the text gets through, as text: {shown:?}");
}

#[test]
fn hostile_text_between_the_fields_stays_text_too() {
    for payload in PAYLOADS {
        for (path, text) in base() {
            let text = String::from_utf8(text).unwrap();
            let comment = payload.replace(['\r', '\n'], "\n# ");
            let (before, after) = if path.ends_with(".md") {
                (text.clone() + payload + "\n", format!("+++\n# {comment}\n{}", &text[4..]))
            } else {
                (format!("# {comment}\n{text}"), format!("{text}\n{payload}\n"))
            };
            for text in [before, after] {
                everything(&format!("{path} with {payload:?}"), tree(&path, &text));
            }
        }
    }
}

#[test]
fn a_file_name_is_hostile_text_too() {
    for payload in PAYLOADS {
        let name = payload.replace('/', "∕");
        for path in [
            format!("incidents/2026/amber-heron/patches/{name}.patch"),
            format!("incidents/2026/quiet-otter/patches/{name}.patch"),
            format!("incidents/2026/quiet-otter/{name}"),
            format!("incidents/2026/{name}/incident.toml"),
            format!("incidents/{name}/quiet-otter/incident.toml"),
            format!("incidents/{name}"),
            format!("policies/{name}.toml"),
            format!("site-templates/pages/{name}.html"),
            format!("site-templates/announce/{name}.email.txt"),
            format!("site-templates/{name}"),
        ] {
            everything(&path, tree(&path, "text\n"));
        }
    }
}
