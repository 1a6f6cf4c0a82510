//! The open-ended places of all files, from their schemas: lists, tables with keys of the user, and texts. Each can be
//! grown to any number of entries or characters.

use std::collections::BTreeMap;

use advisory::parse;
use serde_json::Value as Json;
use toml::Value;
use toml::value::Datetime;

use super::values::{Step, at, written};

/// What grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    List,
    Map,
    Text,
}

/// How the entries of a list differ from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code)] // The measurement of growth uses them all.
pub enum Entries {
    /// They are all the same.
    Same,
    /// Their ids and instants differ, and they refer to the same things.
    Ids,
    /// Whatever can differ differs.
    Distinct,
    /// As `Distinct`, with nothing but what is required.
    Small,
}

/// An open-ended place of a file.
#[derive(Clone)]
pub struct Place {
    pub file: &'static str,
    /// Its path, without places in lists.
    pub name: String,
    /// The key of a definition in the schema, which several paths may share.
    pub definition: String,
    pub kind: Kind,
    path: Vec<Step>,
    schema: Json,
    root: Json,
}

/// Every open-ended place for which a file has an example.
pub fn places(file: &'static str, text: &str) -> Vec<Place> {
    let root = parse::schema(file.rsplit('/').next().unwrap()).unwrap();
    let (_, toml, _) = parts(file, text);
    let mut found = Vec::new();
    let value = Value::Table(toml.parse().unwrap());
    Walk { file, root: &root, found: &mut found }.value(&root, &value, "", "", &[]);
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|place: &Place| seen.insert(place.name.clone()));
    found
}

/// Every open-ended place of a schema, by the key of a definition.
pub fn definitions(file: &str) -> BTreeMap<String, Json> {
    let root = parse::schema(file.rsplit('/').next().unwrap()).unwrap();
    let tables = root["definitions"].as_object().unwrap().iter().map(|(name, table)| (name.as_str(), table));
    let mut found = BTreeMap::new();
    for (name, table) in tables.chain([("", &root)]) {
        for (key, property) in table["properties"].as_object().into_iter().flatten() {
            open_in(property, &format!("{name}.{key}"), &mut found);
        }
    }
    found
}

fn open_in(schema: &Json, at: &str, found: &mut BTreeMap<String, Json>) {
    let all = options(schema);
    let lists = all.iter().any(|option| kind(option) == Some(Kind::List));
    for option in all {
        match kind(option) {
            // It is the only entry of a list.
            Some(Kind::Text) if lists => {}
            Some(Kind::List) => {
                found.insert(at.to_owned(), option.clone());
                open_in(&option["items"], &format!("{at}[]"), found);
            }
            Some(Kind::Map) => {
                found.insert(at.to_owned(), option.clone());
                open_in(&option["additionalProperties"], &format!("{at}.*"), found);
            }
            Some(Kind::Text) => drop(found.insert(format!("{at}\""), option.clone())),
            None => {}
        }
    }
}

fn kind(schema: &Json) -> Option<Kind> {
    match schema["type"].as_str() {
        Some("array") => Some(Kind::List),
        Some("object") if schema["additionalProperties"].is_object() => Some(Kind::Map),
        Some("string") if schema.get("format").is_none() => Some(Kind::Text),
        _ => None,
    }
}

/// The forms that a value may have.
fn options(schema: &Json) -> Vec<&Json> {
    match ["anyOf", "allOf"].iter().find_map(|of| schema[*of].as_array()) {
        Some(options) => options.iter().flat_map(options_of).collect(),
        None => vec![schema],
    }
}

fn options_of(schema: &Json) -> Vec<&Json> {
    options(schema)
}

fn resolved<'s>(root: &'s Json, schema: &'s Json) -> (&'s Json, Option<&'s str>) {
    match schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/definitions/")) {
        Some(name) => (&root["definitions"][name], Some(name)),
        None => (schema, None),
    }
}

struct Walk<'w> {
    file: &'static str,
    root: &'w Json,
    found: &'w mut Vec<Place>,
}

impl Walk<'_> {
    fn value(&mut self, schema: &Json, value: &Value, name: &str, definition: &str, path: &[Step]) {
        for option in options(schema) {
            let (option, named) = resolved(self.root, option);
            let definition = named.unwrap_or(definition);
            match (kind(option), value) {
                (Some(Kind::List), Value::Array(items)) => {
                    self.found(Kind::List, option, name, definition, path);
                    for (nth, item) in items.iter().enumerate() {
                        let path = [path, &[Step::Place(nth)]].concat();
                        self.value(&option["items"], item, &format!("{name}[]"), &format!("{definition}[]"), &path);
                    }
                }
                // A list that is written as its only entry.
                (Some(Kind::List), _) => self.found(Kind::List, option, name, definition, path),
                (Some(Kind::Map), Value::Table(entries)) => {
                    self.found(Kind::Map, option, name, definition, path);
                    let of = &option["additionalProperties"];
                    for (key, value) in entries {
                        let path = [path, &[Step::Key(key.clone())]].concat();
                        self.value(of, value, &format!("{name}.*"), &format!("{definition}.*"), &path);
                    }
                }
                (Some(Kind::Text), Value::String(_)) => {
                    self.found(Kind::Text, option, &format!("{name}\""), &format!("{definition}\""), path);
                }
                (None, Value::Table(entries)) => {
                    for (key, value) in entries {
                        let Some(property) = option["properties"].get(key) else { continue };
                        let path = [path, &[Step::Key(key.clone())]].concat();
                        let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                        self.value(property, value, &name, &format!("{definition}.{key}"), &path);
                    }
                }
                _ => {}
            }
        }
    }

    fn found(&mut self, kind: Kind, schema: &Json, name: &str, definition: &str, path: &[Step]) {
        self.found.push(Place {
            file: self.file,
            name: name.to_owned(),
            definition: definition.to_owned(),
            kind,
            path: path.to_vec(),
            schema: schema.clone(),
            root: self.root.clone(),
        });
    }
}

impl Place {
    /// The most entries or characters, by the schema.
    pub fn limit(&self) -> usize {
        limit(&self.schema).unwrap_or_else(|| panic!("{}: {} has no limit", self.file, self.name))
    }

    /// What tells it from places of another form.
    pub fn form(&self) -> String {
        format!("{:?} {}", self.kind, self.schema["pattern"])
    }

    /// The file with this many entries or characters in this place; `None` if no value of its form is that long.
    pub fn grown(&self, text: &str, n: usize, entries: Entries) -> Option<String> {
        let (before, toml, after) = parts(self.file, text);
        let mut file = Value::Table(toml.parse().unwrap());
        let place = at(&mut file, &self.path);
        *place = match (self.kind, &*place) {
            (Kind::List, Value::Array(items)) => self.list(items.last().unwrap(), n, entries),
            (Kind::List, one) => self.list(one, n, entries),
            (Kind::Map, Value::Table(items)) => {
                let (key, value) = items.iter().next_back().unwrap();
                let keys = form(&self.schema["propertyNames"]);
                let strategy = strategy(key, &keys, n)?;
                Value::Table((0..n).map(|nth| (strategy(key, nth), value.clone())).collect())
            }
            (Kind::Text, Value::String(seed)) => Value::String(lengthened(seed, &self.schema, n)?),
            (kind, value) => panic!("{kind:?} of {value:?}"),
        };
        let entries = file.as_table().unwrap().iter().map(|(key, value)| format!("{key} = {}\n", written(value)));
        Some(format!("{before}{}{after}", entries.collect::<String>()))
    }

    fn list(&self, seed: &Value, n: usize, entries: Entries) -> Value {
        let items = &self.schema["items"];
        let strategies = Strategies::of(&self.root, items, seed, n, entries);
        Value::Array((0..n).map(|nth| strategies.apply(seed, nth)).collect())
    }
}

/// The most entries or characters that a schema states.
pub fn limit(schema: &Json) -> Option<usize> {
    let of = ["maxItems", "maxProperties", "maxLength"].iter().find_map(|key| schema.get(*key))?;
    usize::try_from(of.as_u64()?).ok()
}

/// How the nth value is made of the first.
enum Strategies {
    Same,
    /// Left out.
    Nothing,
    Text(fn(&str, usize) -> String),
    Instant,
    Day,
    Table(BTreeMap<String, Strategies>),
}

impl Strategies {
    fn of(root: &Json, schema: &Json, seed: &Value, n: usize, entries: Entries) -> Self {
        if entries == Entries::Same {
            return Self::Same;
        }
        let options: Vec<&Json> = options(schema).into_iter().map(|option| resolved(root, option).0).collect();
        match seed {
            Value::String(text) => {
                let forms = options.iter().filter(|option| kind(option) == Some(Kind::Text));
                forms.filter_map(|form_of| strategy(text, &form(form_of), n)).next().map_or(Self::Same, Self::Text)
            }
            Value::Datetime(moment) if moment.time.is_some() => Self::Instant,
            Value::Datetime(_) => Self::Day,
            Value::Table(table) => {
                let Some(schema) = options.iter().find(|option| option.get("properties").is_some()) else {
                    return Self::Same;
                };
                let required = |key: &str| schema["required"].as_array().is_some_and(|all| all.contains(&key.into()));
                let each = table.iter().map(|(key, value)| {
                    let strategy = match entries {
                        Entries::Ids if !matches!(key.as_str(), "id" | "at") => Self::Same,
                        Entries::Small if !required(key) => Self::Nothing,
                        _ => Self::of(root, &schema["properties"][key], value, n, entries),
                    };
                    (key.clone(), strategy)
                });
                Self::Table(each.collect())
            }
            _ => Self::Same,
        }
    }

    fn apply(&self, seed: &Value, nth: usize) -> Value {
        match (self, seed) {
            (Self::Text(strategy), Value::String(text)) => Value::String(strategy(text, nth)),
            (Self::Instant, _) => Value::Datetime(moment(nth)),
            (Self::Day, _) => Value::Datetime(day(nth).parse::<Datetime>().unwrap()),
            (Self::Table(strategies), Value::Table(table)) => {
                let kept = table.iter().filter(|(key, _)| !matches!(strategies[*key], Self::Nothing));
                Value::Table(kept.map(|(key, value)| (key.clone(), strategies[key].apply(value, nth))).collect())
            }
            _ => seed.clone(),
        }
    }
}

/// Ways to make other values of one form.
const STRATEGIES: &[fn(&str, usize) -> String] = &[
    |seed, nth| format!("{seed}-{nth}"),
    |_, nth| format!("CVE-2026-{}", 10_000 + nth),
    |_, nth| format!("CWE-{}", 1 + nth),
    |_, nth| format!("LODE-2026-{nth:06}"),
    |_, nth| format!("sha256:{nth:064x}"),
    |_, nth| format!("{nth:040x}"),
    |_, nth| format!("1.{nth}.0"),
    |seed, nth| format!("{seed}{nth}"),
    |seed, nth| format!("{seed}-{:08}", nth),
];

/// A way to make n values of a form, if there is one.
fn strategy(seed: &str, form: &jsonschema::Validator, n: usize) -> Option<fn(&str, usize) -> String> {
    let fits = |strategy: &&fn(&str, usize) -> String| {
        [0, n - 1].iter().all(|nth| form.is_valid(&Json::String(strategy(seed, *nth))))
    };
    STRATEGIES.iter().find(fits).copied()
}

fn form(schema: &Json) -> jsonschema::Validator {
    jsonschema::options().build(schema).unwrap()
}

/// A text of n characters; `None` if the form has none.
fn lengthened(seed: &str, schema: &Json, n: usize) -> Option<String> {
    let left = n.checked_sub(seed.chars().count())?;
    let mut schema = schema.clone();
    schema.as_object_mut().unwrap().remove("maxLength");
    let form = form(&schema);
    let words = |separator: &str| {
        let mut text = seed.to_owned();
        (0..left / 4).for_each(|nth| text += &format!("{separator}w{nth}"));
        text.chars().take(n - 1).chain(['x']).collect::<String>()
    };
    let candidates = [
        words(" "),
        words("\n"),
        words("-"),
        format!("{seed}{}", "a".repeat(left)),
        format!("{seed}{}", "a/".repeat(left / 2 + 1)).chars().take(n).collect(),
        format!("{}{seed}", "a".repeat(left)),
        format!("{}{seed}", "0".repeat(left)),
        format!("{seed}-{}", "a".repeat(left.saturating_sub(1))),
        format!("{seed}{}", "0".repeat(left)),
    ];
    let bracketed = seed.strip_prefix('<').map(|rest| format!("<{}{rest}", "a".repeat(left)));
    candidates
        .into_iter()
        .chain(bracketed)
        .find(|text| text.chars().count() == n && form.is_valid(&Json::String(text.clone())))
}

/// The minutes of a few weeks before the sample's incidents.
fn moment(nth: usize) -> Datetime {
    let (days, minutes) = (nth / 1440, nth % 1440);
    format!("2025-{:02}-{:02}T{:02}:{:02}:00Z", 1 + days / 28, 1 + days % 28, minutes / 60, minutes % 60)
        .parse()
        .unwrap()
}

/// Some days of many years.
fn day(nth: usize) -> String {
    format!("{:04}-{:02}-{:02}", 2000 + nth / 336, 1 + nth / 28 % 12, 1 + nth % 28)
}

/// What stands before, in and after the TOML of a file.
fn parts<'t>(file: &str, text: &'t str) -> (&'t str, &'t str, String) {
    if !file.ends_with(".md") {
        return ("", text, String::new());
    }
    let mut parts = text.splitn(3, "+++\n").skip(1);
    ("+++\n", parts.next().unwrap(), format!("+++\n{}", parts.next().unwrap()))
}
