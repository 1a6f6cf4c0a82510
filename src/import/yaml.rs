//! YAML as a tree.
//!
//! Scalars stay text: whoever reads `fixed: 1.10` as a number has 1.1. An alias costs what it stands for, so a few that
//! stand for each other fill no memory.

use std::collections::{HashMap, HashSet};

use granit_parser::{Event, Parser, ScalarStyle, Span};

use super::limits::{Budget, DEPTH};
use super::node::{Node, too_deep, twice};
use super::text::plain;
use super::{Place, Refusal};

const HELP: &str = "mend the YAML, or ask where the file came from";

/// A list or a table that is not at its end.
struct Open {
    node: Node,
    /// The anchor it has, or 0.
    anchor: usize,
    /// The key that waits for its value.
    key: Option<String>,
    keys: HashSet<String>,
}

/// Reads the one document of a text.
pub(super) fn read(text: &str, budget: &Budget) -> Result<Node, Refusal> {
    let mut builder = Builder { budget, open: Vec::new(), anchors: HashMap::new(), whole: None };
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|e| refusal(*e.marker(), plain(e)))?;
        if matches!(event, Event::DocumentStart(..)) {
            documents += 1;
        }
        if documents > 1 {
            return Err(at(&span, "there is more than one document in the file".to_owned()));
        }
        builder.take(event).map_err(|message| at(&span, message))?;
    }
    Ok(builder.whole.unwrap_or(Node::Null))
}

fn at(span: &Span, message: String) -> Refusal {
    refusal(span.start, message)
}

fn refusal(marker: granit_parser::Marker, message: String) -> Refusal {
    Refusal { place: Place::Line { line: marker.line(), column: marker.col() + 1 }, message, help: HELP }
}

struct Builder<'b> {
    budget: &'b Budget,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    whole: Option<Node>,
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
                let node = self.anchors.get(&anchor).ok_or("an alias stands within what it stands for")?;
                self.budget.spend(weight(node)).map_err(|e| e.to_string())?;
                self.put(node.clone(), 0)
            }
            _ => Ok(()),
        }
    }

    fn start(&mut self, node: Node, anchor: usize) -> Result<(), String> {
        self.budget.spend(1).map_err(|e| e.to_string())?;
        if self.open.len() >= DEPTH {
            return Err(too_deep());
        }
        self.open.push(Open { node, anchor, key: None, keys: HashSet::new() });
        Ok(())
    }

    fn add(&mut self, node: Node, anchor: usize) -> Result<(), String> {
        self.budget.spend(1).map_err(|e| e.to_string())?;
        self.put(node, anchor)
    }

    /// Puts a whole value where it belongs.
    fn put(&mut self, node: Node, anchor: usize) -> Result<(), String> {
        if anchor != 0 {
            self.budget.spend(weight(&node)).map_err(|e| e.to_string())?;
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.whole = Some(node);
            return Ok(());
        };
        match (&mut open.node, open.key.take()) {
            (Node::List(items), _) => items.push(node),
            (Node::Table(entries), Some(key)) => entries.push((key, node)),
            (Node::Table(_), None) => {
                let Node::Text(key) = node else { return Err(format!("a key is {}, and not text", node.kind())) };
                if !open.keys.insert(key.clone()) {
                    return Err(twice(&key));
                }
                open.key = Some(key);
            }
            _ => {}
        }
        Ok(())
    }
}

/// What a scalar is. Words that YAML has for nothing, true and false count where nobody quoted them.
fn scalar(text: &str, is_plain: bool) -> Node {
    match text {
        "" | "~" | "null" if is_plain => Node::Null,
        "true" if is_plain => Node::Flag(true),
        "false" if is_plain => Node::Flag(false),
        _ => Node::Text(text.to_owned()),
    }
}

/// How many values a copy would be, long texts counted as several.
fn weight(node: &Node) -> usize {
    match node {
        Node::Text(text) => 1 + text.len() / 64,
        Node::List(items) => 1 + items.iter().map(weight).sum::<usize>(),
        Node::Table(entries) => {
            1 + entries.iter().map(|(key, value)| 1 + key.len() / 64 + weight(value)).sum::<usize>()
        }
        Node::Null | Node::Flag(_) | Node::Number(_) => 1,
    }
}
