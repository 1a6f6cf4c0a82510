//! The generator writes every key that a file of an incident may have.

use std::collections::BTreeSet;

use advisory::parse;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;

use super::attach::Content;
use super::portfolio::portfolio;

/// The keys of a file's schema: `table.key`, one entry for each table that has it.
fn declared(file: &str) -> BTreeSet<String> {
    let schema = parse::schema(file).unwrap();
    let definitions = schema["definitions"].as_object().unwrap();
    let tables = definitions.iter().map(|(name, table)| (name.as_str(), table)).chain([("", &schema)]);
    let keys = tables.flat_map(|(name, table)| {
        let keys: Vec<_> = table["properties"].as_object().unwrap().keys().map(|key| format!("{name}.{key}")).collect();
        keys
    });
    keys.collect()
}

/// The keys that a text has, by the name that the schema has for their table.
fn written(value: &toml::Table, schema: &serde_json::Value, name: &str, keys: &mut BTreeSet<String>) {
    let table = if name.is_empty() { schema } else { &schema["definitions"][name] };
    for (key, value) in value {
        keys.insert(format!("{name}.{key}"));
        let of = table["properties"][key].to_string();
        let Some(inner) = of.split("#/definitions/").nth(1).and_then(|rest| rest.split('"').next()) else { continue };
        let inner = inner.to_owned();
        let tables: Vec<&toml::Table> = match value {
            toml::Value::Table(table) => vec![table],
            toml::Value::Array(items) => items.iter().filter_map(toml::Value::as_table).collect(),
            _ => Vec::new(),
        };
        tables.into_iter().for_each(|table| written(table, schema, &inner, keys));
    }
}

#[test]
fn generated_incidents_use_every_key_of_every_table() {
    let mut runner = TestRunner::deterministic();
    let [mut incident, mut advisory] = [BTreeSet::new(), BTreeSet::new()];
    for _ in 0..64 {
        let portfolio = portfolio().new_tree(&mut runner).unwrap().current();
        for (path, content) in portfolio.files() {
            let Content::Bytes(bytes) = content else { continue };
            let Ok(text) = String::from_utf8(bytes) else { continue };
            if path.ends_with("/incident.toml") {
                let Ok(table) = text.parse() else { continue };
                written(&table, &parse::schema("incident.toml").unwrap(), "", &mut incident);
            } else if path.ends_with("/advisory.md") {
                let Some(Ok(table)) = text.split("+++\n").nth(1).map(str::parse) else { continue };
                written(&table, &parse::schema("advisory.md").unwrap(), "", &mut advisory);
            }
        }
    }
    for (file, written) in [("incident.toml", incident), ("advisory.md", advisory)] {
        let declared = declared(file);
        assert!(declared.len() > 20, "{declared:?}");
        let missing: Vec<_> = declared.difference(&written).collect();
        assert!(missing.is_empty(), "{file}: the generator never writes {missing:?}");
    }
}
