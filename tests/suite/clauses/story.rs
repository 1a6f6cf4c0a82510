//! An incident as one table: the good one of `tests/clauses/PRESET/good.toml`, changed by what a case says, and written
//! as the files of a private repository.

use advisory::incident::Content;
use advisory::parse;
use advisory::time::Instant;
use toml::{Table, Value};

use crate::support::{self, Files, at, scenario::REPORTED};

/// The folder of the incident.
const INCIDENT: &str = "incidents/2026/quiet-otter";

/// What a story is made of.
const PARTS: [&str; 10] =
    ["project", "policy", "team", "distributors", "incident", "advisory", "section", "event", "file", "after"];

/// An incident, everything around it, and the instant up to which it is told.
#[derive(Clone)]
pub struct Story {
    /// The preset, and the variants that were applied.
    name: String,
    parts: Table,
    now: Instant,
}

impl Story {
    /// The incident under a preset that keeps every clause.
    pub fn good(preset: &str) -> Self {
        let path = support::root().join(format!("tests/clauses/{preset}/good.toml"));
        let mut parts: Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
        let policy = support::preset(preset).replace("your-project.example", "lodestore.example");
        let settings = parts.insert("policy".to_owned(), Value::Table(policy.parse().unwrap()));
        settings.iter().for_each(|settings| merge(&mut parts, "policy", settings));
        Self { name: preset.to_owned(), parts, now: instant("+30d").unwrap() }
    }

    /// The story as `good-NAME.toml` changes it.
    pub fn variant(mut self, name: &str) -> Self {
        let path = format!("tests/clauses/{}/good-{name}.toml", self.name);
        let changes: Table = std::fs::read_to_string(support::root().join(path)).unwrap().parse().unwrap();
        self.name += &format!(" {name}");
        self.with(&changes)
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The story up to an instant.
    pub fn at(self, now: Instant) -> Self {
        Self { now, ..self }
    }

    /// The `now` of this story.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// The instants at which something happens.
    pub fn instants(&self) -> Vec<Instant> {
        let mut instants: Vec<Instant> = self.events().into_iter().map(|(at, _)| at).collect();
        instants.sort();
        instants
    }

    /// The story with these changes: `now`, `without` (a list of paths, which go first), and parts of it.
    pub fn with(mut self, changes: &Table) -> Self {
        let without = changes.get("without").and_then(Value::as_array);
        without.into_iter().flatten().for_each(|path| remove(&mut self.parts, path.as_str().unwrap()));
        for (key, value) in changes.iter().filter(|(key, _)| *key != "without") {
            match (key.as_str(), value) {
                ("now", Value::String(text)) => self.now = instant(text).unwrap(),
                (part, Value::Table(_)) if PARTS.contains(&part) => merge(&mut self.parts, key, value),
                _ => panic!("`{key} = {value:?}` is no change of a story"),
            }
        }
        self
    }

    fn part(&self, name: &str) -> Table {
        self.parts.get(name).and_then(Value::as_table).cloned().unwrap_or_default()
    }

    /// The events up to `now`.
    fn events(&self) -> Vec<(Instant, Table)> {
        let events = self.part("event").into_iter().map(|(name, event)| {
            let mut event: Table = event.as_table().unwrap().clone();
            event.entry("event").or_insert(Value::String(name));
            (instant(event["at"].as_str().unwrap()).unwrap(), event)
        });
        let mut events: Vec<_> = events.filter(|(at, _)| *at <= self.now).collect();
        events.sort_by_key(|(at, _)| *at);
        events
    }

    /// The story with what the events up to `now` bring along.
    fn told(&self) -> Self {
        let mut told = self.clone();
        for (name, changes) in self.part("after") {
            if self.events().iter().any(|(_, event)| event["event"].as_str() == Some(&name)) {
                told = told.with(changes.as_table().unwrap());
            }
        }
        told
    }

    /// The files of the repository.
    pub fn files(&self) -> Files {
        let mut told = self.told();
        let portfolio = parse::portfolio(told.written().tree()).portfolio;
        let incident = portfolio.and_then(|p| p.incidents.into_iter().find(|i| INCIDENT.ends_with(i.handle.as_str())));
        if let (Some(content), Some(Value::Table(events))) =
            (incident.as_deref().and_then(Content::of), told.parts.get_mut("event"))
            && let Some(Value::Table(approved)) = events.get_mut("approved")
        {
            // It is approved as it is.
            approved.entry("covers").or_insert(Value::String(content.digest().to_string()));
        }
        told.written()
    }

    fn written(&self) -> Files {
        let mut incident = self.part("incident");
        for key in ["decision", "waiver"] {
            if let Some(Value::Array(entries)) = incident.get_mut(key) {
                entries.retain(|e| e.get("at").is_none_or(|at| instant(at.as_str().unwrap()).unwrap() <= self.now));
            }
        }
        incident
            .insert("event".to_owned(), self.events().into_iter().map(|(_, event)| event).collect::<Vec<_>>().into());
        let sections = self.part("section").into_iter();
        let sections: String = sections.map(|(h, text)| format!("\n## {h}\n\n{}\n", text.as_str().unwrap())).collect();
        let files = [("advisory.toml", "project"), ("policy.toml", "policy"), ("team.toml", "team")];
        let files =
            files.iter().fold(Files::empty(), |files, (path, part)| files.with(path, &written(&self.part(part))));
        let files = match self.parts.contains_key("distributors") {
            true => files.with("distributors.toml", &written(&self.part("distributors"))),
            false => files,
        };
        let files = self.part("file").into_iter().fold(files, |f, (path, text)| f.with(&path, text.as_str().unwrap()));
        files.with(&format!("{INCIDENT}/incident.toml"), &written(&incident)).with(
            &format!("{INCIDENT}/advisory.md"),
            &format!("+++\n{}+++\n{sections}", written(&self.part("advisory"))),
        )
    }
}

/// The instant that a text like `+6d2h` means: so long after the report, or before it.
fn instant(text: &str) -> Option<Instant> {
    let (sign, rest) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(rest), _) => (1, rest),
        (_, Some(rest)) => (-1, rest),
        _ => return None,
    };
    let mut seconds = 0;
    let mut number = String::new();
    for c in rest.chars() {
        match (c, [('d', 86_400), ('h', 3_600), ('m', 60)].iter().find(|(unit, _)| *unit == c)) {
            ('0'..='9', _) => number.push(c),
            (_, Some((_, unit))) => seconds += std::mem::take(&mut number).parse::<i64>().ok()? * unit,
            _ => return None,
        }
    }
    number.is_empty().then(|| Instant::from_unix(at(REPORTED).unix() + sign * seconds).unwrap())
}

/// The key by which the entries of an array of tables are told apart.
fn identity(array: &str) -> &'static str {
    match array {
        "decision" => "step",
        "waiver" => "waiver",
        "affected" => "line",
        "credit" => "name",
        _ => "id",
    }
}

/// Puts a value below a key: a table changes the table or the array of tables that is there, entry by entry.
fn merge(into: &mut Table, key: &str, value: &Value) {
    let Value::Table(changes) = value else {
        into.insert(key.to_owned(), value.clone());
        return;
    };
    match into.entry(key).or_insert_with(|| Value::Table(Table::new())) {
        Value::Table(there) => changes.iter().for_each(|(key, value)| merge(there, key, value)),
        Value::Array(entries) => {
            for (name, change) in changes {
                let identity = identity(key);
                let named = |e: &Value| e.get(identity).and_then(Value::as_str) == Some(name);
                if !entries.iter().any(named) {
                    let entry = Table::from_iter([(identity.to_owned(), Value::String(name.clone()))]);
                    entries.push(Value::Table(entry));
                }
                let entry = entries.iter_mut().find(|e| named(e)).unwrap().as_table_mut().unwrap();
                change.as_table().unwrap().iter().for_each(|(key, value)| merge(entry, key, value));
            }
        }
        there => *there = value.clone(),
    }
}

/// Takes out what a path like `event.notice-published` or `policy.channel.announce.to` leads to.
fn remove(table: &mut Table, path: &str) {
    if table.remove(path).is_some() {
        return;
    }
    let (key, rest) = path.split_once('.').unwrap_or_else(|| panic!("there is no `{path}` to take out"));
    match table.get_mut(key).unwrap_or_else(|| panic!("there is no `{key}` before `{rest}`")) {
        Value::Table(inner) => remove(inner, rest),
        Value::Array(entries) => {
            let (name, rest) = rest.split_once('.').map_or((rest, None), |(name, rest)| (name, Some(rest)));
            let found = entries.iter().position(|e| e.get(identity(key)).and_then(Value::as_str) == Some(name));
            let index = found.unwrap_or_else(|| panic!("no `{key}` is `{name}`"));
            match rest {
                Some(rest) => remove(entries[index].as_table_mut().unwrap(), rest),
                None => drop(entries.remove(index)),
            }
        }
        _ => panic!("`{key}` has no `{rest}`"),
    }
}

/// A table as people write it: tables and arrays of tables under headings.
fn written(table: &Table) -> String {
    let is_list = |v: &Value| v.as_array().is_some_and(|a| !a.is_empty() && a.iter().all(Value::is_table));
    let lines = |table: &Table| -> String {
        table.iter().map(|(key, value)| format!("{} = {}\n", quoted(key), inline(value))).collect()
    };
    let (headed, plain): (Vec<_>, Vec<_>) = table.iter().partition(|(_, v)| v.is_table() || is_list(v));
    let mut text: String = plain.iter().map(|(key, value)| format!("{key} = {}\n", inline(value))).collect();
    for (key, value) in headed {
        match value {
            Value::Table(inner) => text += &format!("\n[{key}]\n{}", lines(inner)),
            Value::Array(entries) => {
                text.extend(entries.iter().map(|e| format!("\n[[{key}]]\n{}", lines(e.as_table().unwrap()))));
            }
            _ => unreachable!(),
        }
    }
    text
}

fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => instant(text).map_or_else(|| quoted(text), |at| at.to_string()),
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Table(table) => {
            let entries = table.iter().map(|(key, value)| format!("{} = {}", quoted(key), inline(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Datetime(at) => at.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Boolean(yes) => yes.to_string(),
    }
}

/// A text in quotes, which TOML and JSON write alike.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}
