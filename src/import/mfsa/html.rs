//! The HTML of Mozilla's texts as Markdown.
//!
//! Pages here show HTML as text. So the tags that these texts are made of are rewritten, and the
//! report names the others.

use std::collections::BTreeSet;

use crate::import::fields::Notes;
use crate::literal::escaped;

/// Returns a text as Markdown. A text without tags is Markdown already.
pub(super) fn markdown(text: &str, notes: &Notes) -> String {
    let text = text.replace("\r\n", "\n");
    let is_html = ["<p", "<h", "<ul", "<ol", "<br", "<a "].iter().any(|tag| text.contains(tag));
    if !is_html {
        return text.trim().to_owned();
    }
    let mut page = Page::default();
    let mut rest = text.as_str();
    while let Some((before, tag)) = rest.split_once('<') {
        page.text(before);
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        match tag.split_once('>') {
            Some((tag, after)) if tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') => {
                page.tag(tag);
                rest = after;
            }
            // A sign in the text.
            _ => {
                page.text("<");
                rest = tag;
            }
        }
    }
    page.text(rest);
    page.end_block();
    notes.guessed("text", "its HTML is rewritten as Markdown");
    if !page.dropped.is_empty() {
        let names = page.dropped.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        notes.no_place("text", format!("these HTML tags are left out: {names}"));
    }
    page.blocks.join("\n\n")
}

#[derive(Default)]
struct Page {
    blocks: Vec<String>,
    /// The text of the block that is open.
    line: String,
    /// What precedes the block: `### `, or the mark of an item.
    lead: String,
    /// The addresses of the links that are open.
    links: Vec<String>,
    is_preformatted: bool,
    dropped: BTreeSet<String>,
}

impl Page {
    fn text(&mut self, text: &str) {
        let text = decoded(text);
        if self.is_preformatted {
            self.line.push_str(&text);
            return;
        }
        let has_space = |c: Option<char>| c.is_some_and(char::is_whitespace);
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_apart = has_space(text.chars().next()) && !self.line.is_empty();
        if is_apart && !self.line.ends_with([' ', '\n', '[']) {
            self.line.push(' ');
        }
        if !words.is_empty() {
            self.line.push_str(&escaped(&words));
            if has_space(text.chars().last()) {
                self.line.push(' ');
            }
        }
    }

    fn tag(&mut self, tag: &str) {
        let is_end = tag.starts_with('/');
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_lowercase();
        match (name.as_str(), is_end) {
            ("p" | "div" | "ul" | "ol" | "dl" | "blockquote", _)
            | ("h1" | "h2" | "h3" | "h4" | "li" | "dt" | "dd", true) => {
                self.end_block();
            }
            ("h1" | "h2" | "h3" | "h4", false) => self.begin("## "),
            ("li" | "dt" | "dd", false) => self.begin("- "),
            ("pre", false) => {
                self.begin("");
                self.is_preformatted = true;
            }
            ("pre", true) => {
                self.is_preformatted = false;
                let code = std::mem::take(&mut self.line);
                let lines = code.trim_matches('\n').lines().map(|line| format!("    {line}"));
                self.blocks.push(lines.collect::<Vec<_>>().join("\n"));
            }
            ("br", _) => self.line.push_str("\\\n"),
            ("strong" | "b", _) => self.line.push_str("**"),
            ("em" | "i", _) => self.line.push('*'),
            // Its text is escaped like any other.
            ("code" | "tt" | "span" | "samp" | "kbd", _) => {}
            ("a", false) => {
                let address = attribute(tag, "href").filter(|url| url.starts_with("http")).unwrap_or_default();
                if !address.is_empty() {
                    self.line.push('[');
                }
                self.links.push(address);
            }
            ("a", true) => {
                if let Some(address) = self.links.pop().filter(|address| !address.is_empty()) {
                    self.line.push_str(&format!("](<{}>)", address.replace(['<', '>', ' '], "")));
                }
            }
            ("u" | "abbr" | "dfn" | "small" | "img" | "table" | "tr" | "td" | "th" | "tbody" | "thead", _) => {
                self.dropped.insert(name);
            }
            // No tag: `Array<Element>` in a text about code.
            _ => self.line.push_str(&escaped(&format!("<{tag}>"))),
        }
    }

    fn begin(&mut self, lead: &str) {
        self.end_block();
        lead.clone_into(&mut self.lead);
    }

    fn end_block(&mut self) {
        let line = std::mem::take(&mut self.line);
        let lead = std::mem::take(&mut self.lead);
        let line = line.trim().trim_end_matches('\\').trim();
        if !line.is_empty() {
            self.blocks.push(format!("{lead}{line}"));
        }
    }
}

/// Returns the value of an attribute in quotes.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}="))?;
    let quote = rest.chars().next().filter(|c| ['"', '\''].contains(c))?;
    let value = rest.get(1..)?.split(quote).next()?;
    Some(decoded(value).trim().to_owned())
}

/// Returns a text with the characters that its entities stand for.
fn decoded(text: &str) -> String {
    let names = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")];
    names.iter().fold(text.to_owned(), |text, (name, shown)| text.replace(name, shown))
}
