//! What no template may hold: anything that a page would run inline or load from elsewhere.
//!
//! The pages' Content-Security-Policy forbids it too; a finding says so before a reader's browser does, and holds for an
//! override that leaves the policy out.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};

use crate::announce::rule::BROKEN_TEMPLATE;
use crate::finding::Finding;
use crate::source::{Location, Span};

use super::template_file;

/// Every breach in a template's markup, each at its tag.
pub(super) fn breaches(path: &str, source: &str) -> Vec<Finding> {
    tags(source)
        .into_iter()
        .filter_map(|(line, tag)| {
            let what = breach(&tag)?;
            let place = Location::new(&template_file(path), place(source, line, &tag.name));
            Some(Finding::error(BROKEN_TEMPLATE, place, format!("this `<{}>` {what}", tag.name)).help(
                "pages run nothing inline and load nothing from elsewhere: keep scripts, styles and images in `assets/`",
            ))
        })
        .collect()
}

fn breach(tag: &Tag) -> Option<&'static str> {
    let value = |name: &str| tag.attrs.iter().find(|a| &*a.name.local == name).map(|a| &*a.value);
    if tag.attrs.iter().any(|a| a.name.local.starts_with("on")) {
        return Some("has an event handler");
    }
    if value("style").is_some() {
        return Some("has an inline style");
    }
    if ["href", "src", "action", "formaction", "xlink:href"].iter().filter_map(|key| value(key)).any(runs) {
        return Some("has an address that runs something");
    }
    let loads = |key: &str| value(key).is_some_and(is_elsewhere);
    match &*tag.name {
        "base" | "iframe" | "frame" | "object" | "embed" | "applet" | "portal" => Some("is nothing for a page"),
        "style" => Some("is an inline style"),
        "script" if value("src").is_none() => Some("is an inline script"),
        "meta" if value("http-equiv").is_some_and(|v| v.trim().eq_ignore_ascii_case("refresh")) => Some("leads away"),
        "link" if !value("rel").is_some_and(|rel| TELLS.contains(&rel)) && loads("href") => {
            Some("loads from elsewhere")
        }
        _ if ["src", "srcset", "poster", "background"].into_iter().any(loads) => Some("loads from elsewhere"),
        _ => None,
    }
}

/// What a `link` says without loading it.
const TELLS: [&str; 7] = ["canonical", "alternate", "prev", "next", "author", "license", "me"];

/// The address as browsers read it.
fn bare(address: &str) -> String {
    address.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>().to_ascii_lowercase()
}

fn runs(address: &str) -> bool {
    ["javascript:", "vbscript:", "data:text"].iter().any(|scheme| bare(address).starts_with(scheme))
}

fn is_elsewhere(address: &str) -> bool {
    bare(address).contains("//")
}

/// Start tags, each with the line it ends on.
fn tags(source: &str) -> Vec<(u64, Tag)> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(source));
    let tokenizer = Tokenizer::new(Tags::default(), html5ever::tokenizer::TokenizerOpts::default());
    let _no_script_runs = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

#[derive(Default)]
struct Tags(RefCell<Vec<(u64, Tag)>>);

impl TokenSink for Tags {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token
            && tag.kind == TagKind::StartTag
        {
            self.0.borrow_mut().push((line, tag));
        }
        TokenSinkResult::Continue
    }
}

/// The last such tag that begins on or above a line.
fn place(source: &str, line: u64, name: &str) -> Span {
    let lines = usize::try_from(line).unwrap_or(usize::MAX);
    let end: usize = source.split_inclusive('\n').take(lines).map(str::len).sum();
    let above = source.get(..end).unwrap_or_default().to_ascii_lowercase();
    let opening = format!("<{name}");
    above.rfind(&opening).map_or(Span::default(), |start| Span::new(start, start + opening.len()))
}
