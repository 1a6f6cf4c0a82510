//! Checks that no template override makes a page that runs inline scripts, loads from another host,
//! or lacks the Content-Security-Policy that forbids both.
//!
//! Both the template and the page rendered from it are tokenized as a browser would: a finding
//! about the template has a place, but a template can assemble a tag that is not visible in its
//! source.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};

use crate::finding::Finding;
use crate::rules::announcement::BROKEN_TEMPLATE;
use crate::source::{Location, Span};

use super::template_file;

/// The Content-Security-Policy of every page, as `partials/layout.html` has it.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; base-uri 'none'; form-action 'none'";

const NOTHING: &str =
    "pages must not run inline code or load anything from other hosts: keep scripts, styles and images in `assets/`";

/// Returns a finding for each violation in a template's markup, at its tag.
pub(super) fn breaches(path: &str, source: &str) -> Vec<Finding> {
    tokens(source)
        .iter()
        .filter_map(|(line, token)| {
            let tag = start_tag(token)?;
            let what = breach(tag)?;
            let place = Location::new(&template_file(path), place(source, *line, &tag.name));
            Some(Finding::of(BROKEN_TEMPLATE, place, format!("this `<{}>` {what}", tag.name)).help(NOTHING))
        })
        .collect()
}

/// Returns the first violation in a rendered page.
pub(super) fn page(template: &str, html: &str) -> Option<Finding> {
    let wrong = |message: String| Finding::of(BROKEN_TEMPLATE, Location::file(&template_file(template)), message);
    let tokens = tokens(html);
    if !has_policy(&tokens) {
        return Some(wrong("the page from this template has no Content-Security-Policy".to_owned()).help(
            "extend `partials/layout.html`; an override of it must keep the built-in `<meta http-equiv=\"Content-Security-Policy\" …>` at the top of `<head>`",
        ));
    }
    tokens.iter().filter_map(|(_, token)| start_tag(token)).find_map(|tag| {
        let what = breach(tag)?;
        Some(wrong(format!("the page from this template has a `<{}>` that {what}", tag.name)).help(NOTHING))
    })
}

/// Returns whether the page declares the policy before anything that it could forbid. Browsers
/// ignore it outside of `head`, which any text, end tag or other tag before it may have closed.
fn has_policy(tokens: &[(u64, Token)]) -> bool {
    let opening = |token| start_tag(token).filter(|tag| matches!(&*tag.name, "html" | "head" | "meta"));
    tokens.iter().map_while(|(_, token)| opening(token)).any(|tag| {
        let is = |name: &str, wanted: &str| value(tag, name).is_some_and(|value| value.eq_ignore_ascii_case(wanted));
        is("http-equiv", "Content-Security-Policy") && value(tag, "content") == Some(POLICY)
    })
}

fn start_tag(token: &Token) -> Option<&Tag> {
    if let Token::TagToken(tag) = token { Some(tag).filter(|tag| tag.kind == TagKind::StartTag) } else { None }
}

fn value<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    tag.attrs.iter().find(|a| &*a.name.local == name).map(|a| &*a.value)
}

fn breach(tag: &Tag) -> Option<&'static str> {
    let value = |name: &str| value(tag, name);
    if tag.attrs.iter().any(|a| a.name.local.starts_with("on")) {
        return Some("has an event handler");
    }
    if value("style").is_some() {
        return Some("has an inline style");
    }
    if ["href", "src", "action", "formaction", "xlink:href"].iter().filter_map(|key| value(key)).any(runs) {
        return Some("has a URL that runs a script");
    }
    let loads = |key: &str| value(key).is_some_and(is_elsewhere);
    match &*tag.name {
        "base" | "iframe" | "frame" | "object" | "embed" | "applet" | "portal" => Some("is not allowed in a page"),
        "style" => Some("is an inline style"),
        "script" if value("src").is_none() => Some("is an inline script"),
        "meta"
            if value("http-equiv").is_some_and(|v| v.trim().eq_ignore_ascii_case("refresh"))
                && !value("content").is_some_and(leads_to_a_page) =>
        {
            Some("leads away")
        }
        "link" if !value("rel").is_some_and(|rel| TELLS.contains(&rel)) && loads("href") => {
            Some("loads from another host")
        }
        _ if ["src", "srcset", "poster", "background"].into_iter().any(loads) => Some("loads from another host"),
        _ => None,
    }
}

/// Returns whether a refresh leads to another page in the same folder or the one above, at once.
fn leads_to_a_page(refresh: &str) -> bool {
    let is_name = |page: &str| page.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    // What a template prints is looked at in the page.
    let is_printed = |page: &str| page.starts_with("{{") && page.ends_with("}}");
    let page = refresh.strip_prefix("0; url=");
    page.is_some_and(|page| {
        let name = page.strip_prefix("../").unwrap_or(page).strip_suffix(".html");
        is_printed(page) || name.is_some_and(is_name)
    })
}

/// Link relations that load nothing.
const TELLS: [&str; 7] = ["canonical", "alternate", "prev", "next", "author", "license", "me"];

/// Returns the address as browsers read it.
fn bare(address: &str) -> String {
    address.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>().to_ascii_lowercase()
}

fn runs(address: &str) -> bool {
    ["javascript:", "vbscript:", "data:text"].iter().any(|scheme| bare(address).starts_with(scheme))
}

fn is_elsewhere(address: &str) -> bool {
    bare(address).contains("//")
}

/// Returns the tags and text, each with the line that it ends on.
fn tokens(source: &str) -> Vec<(u64, Token)> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(source));
    let tokenizer = Tokenizer::new(Tokens::default(), html5ever::tokenizer::TokenizerOpts::default());
    let _no_script_runs = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

#[derive(Default)]
struct Tokens(RefCell<Vec<(u64, Token)>>);

impl TokenSink for Tokens {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let counts = match &token {
            Token::TagToken(_) | Token::NullCharacterToken => true,
            Token::CharacterTokens(text) => !text.bytes().all(|b| b.is_ascii_whitespace()),
            Token::DoctypeToken(_) | Token::CommentToken(_) | Token::EOFToken | Token::ParseError(_) => false,
        };
        if counts {
            self.0.borrow_mut().push((line, token));
        }
        TokenSinkResult::Continue
    }
}

/// Returns the place of the last such tag that begins on or above a line.
fn place(source: &str, line: u64, name: &str) -> Span {
    let lines = usize::try_from(line).unwrap_or(usize::MAX);
    let end: usize = source.split_inclusive('\n').take(lines).map(str::len).sum();
    let above = source.get(..end).unwrap_or_default().to_ascii_lowercase();
    let opening = format!("<{name}");
    above.rfind(&opening).map_or(Span::default(), |start| Span::new(start, start + opening.len()))
}
