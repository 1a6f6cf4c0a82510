//! A page as a browser would take it apart: its tags and their attributes.

use advisory::plan::Plan;

/// An opening tag.
pub(super) struct Tag {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// An attribute's value, with its escapes undone.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every attribute's name.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().map(|(key, _)| key.as_str())
    }
}

/// Every HTML page of a plan.
pub(super) fn pages(plan: &Plan) -> Vec<(&str, &str)> {
    let text = |bytes| std::str::from_utf8(bytes).unwrap();
    plan.iter().filter(|(path, _)| path.ends_with(".html")).map(|(path, bytes)| (path, text(bytes))).collect()
}

/// Every opening tag of a page, in order. Panics where an attribute is not quoted.
pub(super) fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    for part in html.split('<').skip(1) {
        let (inside, _) = part.split_once('>').unwrap_or_else(|| panic!("a tag does not end: {part}"));
        if inside.starts_with(['/', '!']) {
            continue;
        }
        let (name, rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        tags.push(Tag { name: name.trim_end_matches('/').to_owned(), attributes: attributes(rest) });
    }
    tags
}

fn attributes(text: &str) -> Vec<(String, String)> {
    let mut attributes = Vec::new();
    let mut rest = text.trim().trim_end_matches('/').trim_end();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        if let Some(value) = after.strip_prefix('=') {
            let value = value.strip_prefix('"').unwrap_or_else(|| panic!("{key} is not quoted in {text}"));
            let (value, after) = value.split_once('"').unwrap_or_else(|| panic!("{key} does not end in {text}"));
            attributes.push((key.to_owned(), unescape(value)));
            rest = after.trim_start();
        } else {
            attributes.push((key.to_owned(), String::new()));
            rest = after.trim_start();
        }
    }
    attributes
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}
