//! Writes the schemas as JSON Schema (draft-07), for editors.

use serde_json::{Map, Value, json};

use super::format::Format;
use super::limit;
use super::schema::{self, Constraint, Kind, Schema};
use crate::key;

/// The files that have a schema.
pub const FILES: &[&str] =
    &["advisory.toml", "policy.toml", "team.toml", "distributors.toml", "incident.toml", "advisory.md"];

/// Returns the JSON Schema of a file, which is one of [`FILES`]; for `advisory.md`, of its front
/// matter. Dates and instants are strings with a `format`, as TOML tools expect.
#[must_use]
pub fn schema(file: &str) -> Option<Value> {
    let schema = match file {
        "advisory.toml" => &schema::advisory::FILE,
        "policy.toml" => &schema::policy::FILE,
        "team.toml" => &schema::team::FILE,
        "distributors.toml" => &schema::distributors::FILE,
        "incident.toml" => &schema::incident::FILE,
        "advisory.md" => &schema::front_matter::FILE,
        _ => return None,
    };
    let mut definitions = Map::new();
    let mut root = Map::new();
    root.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    root.insert("title".to_owned(), json!(schema.what));
    root.extend(object(schema, &mut definitions));
    root.insert("definitions".to_owned(), Value::Object(definitions));
    Some(Value::Object(root))
}

fn object(schema: &Schema, definitions: &mut Map<String, Value>) -> Map<String, Value> {
    let mut properties = Map::new();
    for key in schema.all() {
        let mut schema = kind(&key.kind, definitions);
        if schema.contains_key("$ref") {
            // In draft-07, keywords beside `$ref` are ignored.
            schema = Map::from_iter([("allOf".to_owned(), json!([schema]))]);
        }
        schema.insert("description".to_owned(), json!(key.doc));
        properties.insert(key.name.to_owned(), Value::Object(schema));
    }
    let required: Vec<&str> = schema.all().filter(|k| k.required).map(|k| k.name).collect();
    let mut object = Map::new();
    object.insert("type".to_owned(), json!("object"));
    object.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        object.insert("required".to_owned(), json!(required));
    }
    object.insert("additionalProperties".to_owned(), json!(false));
    if let Constraint::Window = schema.constraint {
        object.insert(
            "oneOf".to_owned(),
            json!([
                { "required": [key::AFTER] },
                { "required": [key::BEFORE] },
                { "required": [key::AT], "not": { "anyOf": [{ "required": [key::MIN] }, { "required": [key::MAX] }] } },
            ]),
        );
    }
    object
}

/// Returns a reference to the definition of a table, and adds the definition if it does not exist.
fn reference(schema: &'static Schema, definitions: &mut Map<String, Value>) -> Map<String, Value> {
    let name =
        schema.what.trim_start_matches("a ").trim_start_matches("an ").trim_start_matches("the ").replace(' ', "-");
    if !definitions.contains_key(&name) {
        definitions.insert(name.clone(), Value::Null); // Conditions are recursive.
        let object = object(schema, definitions);
        definitions.insert(name.clone(), Value::Object(object));
    }
    Map::from_iter([("$ref".to_owned(), json!(format!("#/definitions/{name}")))])
}

fn kind(kind: &Kind, definitions: &mut Map<String, Value>) -> Map<String, Value> {
    let (kind, most) = kind.limited();
    let schema = match kind {
        Kind::Schema => json!({ "type": "integer", "const": 1 }),
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Count => json!({ "type": "integer", "minimum": 1, "maximum": u32::MAX }),
        Kind::Score => json!({ "type": "number", "minimum": 0, "maximum": 10 }),
        Kind::Instant => json!({ "type": "string", "format": "date-time" }),
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Text(form) => Value::Object(text(*form)),
        Kind::Word(words) => json!({ "enum": words }),
        Kind::List(of) => list(most, self::kind(of, definitions)),
        Kind::OneOrMany(of) => {
            let one = self::kind(of, definitions);
            json!({ "anyOf": [one.clone(), list(most, one)] })
        }
        Kind::Table(schema) => return reference(schema, definitions),
        Kind::Tables(schema) => list(most, reference(schema, definitions)),
        Kind::Long(of) => Value::Object(self::kind(of, definitions)),
        Kind::WordOrTable(word, schema) => json!({ "anyOf": [{ "const": word }, reference(schema, definitions)] }),
        Kind::Map(keys, of) => json!({
            "type": "object",
            "maxProperties": limit::KEYS,
            "propertyNames": text(*keys),
            "additionalProperties": self::kind(of, definitions),
        }),
    };
    if let Value::Object(schema) = schema { schema } else { Map::new() }
}

fn list(most: usize, of: Map<String, Value>) -> Value {
    json!({ "type": "array", "maxItems": most, "items": of })
}

fn text(form: Format) -> Map<String, Value> {
    let mut schema = Map::new();
    if let Some(words) = form.words() {
        schema.insert("enum".to_owned(), json!(words));
        return schema;
    }
    schema.insert("type".to_owned(), json!("string"));
    if let Some(pattern) = form.pattern() {
        schema.insert("pattern".to_owned(), json!(pattern));
    }
    schema.insert("maxLength".to_owned(), json!(form.longest()));
    schema
}
