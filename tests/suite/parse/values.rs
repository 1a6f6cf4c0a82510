//! Values of TOML: where they are in a file, and how they are written.

use toml::Value;

/// Where a value is: keys, and places in lists.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Key(String),
    Place(usize),
}

/// The value at a place.
pub fn at<'v>(file: &'v mut Value, path: &[Step]) -> &'v mut Value {
    path.iter().fold(file, |value, step| match step {
        Step::Key(key) => &mut value[key.as_str()],
        Step::Place(n) => &mut value[*n],
    })
}

/// A value as TOML, the entries of a list on lines of their own.
pub fn written(value: &Value) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    match value {
        Value::String(text) => quoted(text),
        Value::Integer(n) => n.to_string(),
        Value::Float(n) => format!("{n:?}"),
        Value::Boolean(b) => b.to_string(),
        Value::Datetime(moment) => moment.to_string(),
        Value::Array(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(",\n")),
        Value::Table(table) => {
            let entries = table.iter().map(|(key, value)| format!("{} = {}", quoted(key), written(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}
