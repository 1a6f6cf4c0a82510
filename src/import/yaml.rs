//! Reads YAML into a tree.
//!
//! Scalars stay text: `fixed: 1.10` as a number would be 1.1. An alias costs as much as what it
//! refers to, so that nested aliases can't exhaust memory.

use std::collections::{HashMap, HashSet};

use granit_parser::{Event, Parser, ScalarStyle, Span};

use super::error::{Place, RecordError};
use super::limits::{Budget, MAX_DEPTH};
use super::node::{Node, duplicate_key_message, nesting_message};
use super::text::one_line;

const HELP: &str = "fix the YAML, or ask its publisher";

/// A list or a table whose end has not been read yet.
struct Open {
    node: Node,
    /// Its anchor, or 0.
    anchor: usize,
    /// The key whose value comes next.
    key: Option<String>,
    keys: HashSet<String>,
}

/// Reads the only document of a text.
pub(super) fn read(text: &str, budget: &Budget) -> Result<Node, RecordError> {
    let mut builder = Builder { budget, open: Vec::new(), anchors: HashMap::new(), root: None };
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|e| error_at(*e.marker(), one_line(e)))?;
        if matches!(event, Event::DocumentStart(..)) {
            documents += 1;
        }
        if documents > 1 {
            return Err(at(&span, "there is more than one document in the file".to_owned()));
        }
        builder.take(event).map_err(|message| at(&span, message))?;
    }
    Ok(builder.root.unwrap_or(Node::Null))
}

fn at(span: &Span, message: String) -> RecordError {
    error_at(span.start, message)
}

fn error_at(marker: granit_parser::Marker, message: String) -> RecordError {
    RecordError { place: Place::Line { line: marker.line(), column: marker.col() + 1 }, message, help: HELP }
}

struct Builder<'b> {
    budget: &'b Budget,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    root: Option<Node>,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_plain = style == ScalarStyle::Plain && tag.is_none();
                self.add(scalar(&text, is_plain), anchor)
            }
            Event::SequenceStart(_, anchor, _) => self.start(Node::List(Vec::new()), anchor),
            Event::MappingStart(_, anchor, _) => self.start(Node::Table(Vec::new()), anchor),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(done) => self.put(done.node, done.anchor),
                None => Ok(()),
            },
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).ok_or("an alias contains itself")?;
                self.budget.spend(cost(node)).map_err(|e| e.to_string())?;
                self.put(node.clone(), 0)
            }
            _ => Ok(()),
        }
    }

    fn start(&mut self, node: Node, anchor: usize) -> Result<(), String> {
        self.budget.spend(1).map_err(|e| e.to_string())?;
        if self.open.len() >= MAX_DEPTH {
            return Err(nesting_message());
        }
        self.open.push(Open { node, anchor, key: None, keys: HashSet::new() });
        Ok(())
    }

    fn add(&mut self, node: Node, anchor: usize) -> Result<(), String> {
        self.budget.spend(1).map_err(|e| e.to_string())?;
        self.put(node, anchor)
    }

    /// Adds a complete value to the list or table that is open.
    fn put(&mut self, node: Node, anchor: usize) -> Result<(), String> {
        if anchor != 0 {
            self.budget.spend(cost(&node)).map_err(|e| e.to_string())?;
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match (&mut open.node, open.key.take()) {
            (Node::List(items), _) => items.push(node),
            (Node::Table(entries), Some(key)) => entries.push((key, node)),
            (Node::Table(_), None) => {
                let Node::Text(key) = node else { return Err(format!("a key is {}, and not text", node.kind())) };
                if !open.keys.insert(key.clone()) {
                    return Err(duplicate_key_message(&key));
                }
                open.key = Some(key);
            }
            _ => {}
        }
        Ok(())
    }
}

/// Returns the value of a scalar. Unquoted words for null, true and false are taken as such.
fn scalar(text: &str, is_plain: bool) -> Node {
    match text {
        "" | "~" | "null" if is_plain => Node::Null,
        "true" if is_plain => Node::Flag(true),
        "false" if is_plain => Node::Flag(false),
        _ => Node::Text(text.to_owned()),
    }
}

/// Returns how many values a copy is worth. Long texts count as several.
fn cost(node: &Node) -> usize {
    match node {
        Node::Text(text) => 1 + text.len() / 64,
        Node::List(items) => 1 + items.iter().map(cost).sum::<usize>(),
        Node::Table(entries) => 1 + entries.iter().map(|(key, value)| 1 + key.len() / 64 + cost(value)).sum::<usize>(),
        Node::Null | Node::Flag(_) | Node::Number(_) => 1,
    }
}
