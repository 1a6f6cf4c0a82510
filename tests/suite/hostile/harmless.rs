//! What has to hold of everything the program writes or prints, whatever stands in the portfolio.
//!
//! Each reader here is one that users have too: a browser's tokenizer, a feed reader, a mail parser.

use std::cell::RefCell;
use std::collections::BTreeSet;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use mail_parser::MessageParser;

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; base-uri 'none'; form-action 'none'";

#[derive(Default)]
struct Tags(RefCell<Vec<Tag>>);

impl TokenSink for Tags {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token
            && tag.kind == TagKind::StartTag
        {
            self.0.borrow_mut().push(tag);
        }
        TokenSinkResult::Continue
    }
}

fn tags(html: &str) -> Vec<Tag> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Tags::default(), Default::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    tag.attrs.iter().find(|a| &*a.name.local == name).map(|a| &*a.value)
}

/// The scheme a browser would take an address for; `None`: relative.
fn scheme(address: &str) -> Option<String> {
    let bare: String = address.chars().filter(|c| !c.is_control() && *c != ' ').collect();
    let (scheme, _) = bare.split_once(':')?;
    let plain = scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    (plain && !scheme.is_empty()).then(|| scheme.to_ascii_lowercase())
}

/// No character of a text can be obeyed by a terminal, or changes how others are read.
pub(super) fn text(what: &str, text: &str) {
    let odd = |c: char| (c.is_control() && c != '\n') || advisory::markdown::hides(c);
    let found: String = text.chars().filter(|c| odd(*c)).take(5).collect();
    assert!(found.is_empty(), "{what} holds {found:?}: {text:.4000}");
}

/// A page runs nothing, loads nothing from elsewhere, and links to nothing but the web and mail.
pub(super) fn page(what: &str, html: &str) {
    text(what, html);
    let tags = tags(html);
    let names: Vec<&str> = tags.iter().map(|t| &*t.name).take(3).collect();
    assert_eq!(names, ["html", "head", "meta"], "{what}");
    let mut ids = BTreeSet::new();
    let mut policies = 0;
    for tag in &tags {
        let name = &*tag.name;
        let shown = || format!("{what}: {tag:?}");
        const NONE: &[&str] = &[
            "base",
            "iframe",
            "frame",
            "object",
            "embed",
            "applet",
            "form",
            "input",
            "style",
            "img",
            "image",
            "video",
            "audio",
            "source",
            "template",
            "math",
            "foreignobject",
            "portal",
            "noscript",
            "marquee",
        ];
        assert!(!NONE.contains(&name), "{}", shown());
        for attribute in &tag.attrs {
            let key = &*attribute.name.local;
            assert!(
                !key.starts_with("on") && !["style", "srcdoc", "action", "formaction"].contains(&key),
                "{}",
                shown()
            );
            assert!(key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{}", shown());
        }
        if let Some(id) = attribute(tag, "id") {
            assert!(ids.insert(id.to_owned()), "an id stands twice: {}", shown());
        }
        match name {
            "script" => {
                let own = ["check.js", "filter.js", "page.js"].map(|name| format!("assets/{name}"));
                let src = attribute(tag, "src").unwrap().trim_start_matches("../");
                let src = src.strip_prefix('/').unwrap_or(src);
                assert!(own.iter().any(|own| own == src), "{}", shown());
            }
            "meta" if attribute(tag, "http-equiv") == Some("refresh") => {
                let page = attribute(tag, "content").unwrap().strip_prefix("0; url=../").unwrap();
                let id = page.strip_suffix(".html").unwrap();
                assert!(id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "{}", shown());
            }
            "meta" if attribute(tag, "http-equiv").is_some() => {
                assert_eq!(attribute(tag, "content"), Some(POLICY), "{}", shown());
                policies += 1;
            }
            "link" if !["canonical", "alternate", "prev", "next"].contains(&attribute(tag, "rel").unwrap()) => {
                let href = attribute(tag, "href").unwrap();
                assert!(scheme(href).is_none() && !href.starts_with("//"), "{}", shown());
            }
            _ => {}
        }
        for key in ["href", "src", "xlink:href"] {
            if let Some(address) = attribute(tag, key) {
                let fine = match scheme(address).as_deref() {
                    None => !address.starts_with("//") && !address.starts_with('\\'),
                    Some(scheme) => ["https", "http", "mailto", "tel"].contains(&scheme) && name != "script",
                };
                assert!(fine, "{}", shown());
            }
        }
    }
    assert_eq!(policies, 1, "{what} has one policy");
}

/// Every file of a site, each read by what reads such files.
pub(super) fn site<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) {
    for (path, bytes) in files {
        if path.ends_with(".zip") {
            let files = crate::support::unpacked(bytes);
            site(files.iter().map(|(name, bytes, _)| (name.as_str(), bytes.as_slice())).collect::<Vec<_>>());
            continue;
        }
        let whole = std::str::from_utf8(bytes).unwrap_or_else(|e| panic!("{path}: {e}"));
        assert!(!whole.contains("1337") && !whole.contains("root:"), "{path}: a template was evaluated");
        if path.ends_with(".html") {
            page(path, whole);
        } else if path.ends_with(".json") {
            text(path, whole);
            let _: serde_json::Value = serde_json::from_str(whole).unwrap_or_else(|e| panic!("{path}: {e}"));
        } else if path.ends_with(".atom") {
            let feed = feed_rs::parser::parse(bytes).unwrap_or_else(|e| panic!("{path}: {e}"));
            for entry in feed.entries {
                let content = entry.content.and_then(|c| c.body).unwrap_or_default();
                fragment(path, &content);
            }
        } else if path.ends_with(".xml") {
            let mut reader = quick_xml::Reader::from_str(whole);
            while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
        } else if path.ends_with("security.txt") {
            const FIELDS: &[&str] = &[
                "Contact",
                "Expires",
                "Encryption",
                "Preferred-Languages",
                "Canonical",
                "Policy",
                "Acknowledgments",
                "CSAF",
            ];
            for line in whole.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
                let (field, _) = line.split_once(": ").unwrap_or_else(|| panic!("{path}: {line}"));
                assert!(FIELDS.contains(&field), "{path}: {line}");
            }
        }
        if !path.starts_with("assets/") {
            text(path, &whole.replace("\r\n", "\n"));
        }
    }
}

/// HTML in a feed.
pub(super) fn fragment(what: &str, html: &str) {
    for tag in tags(html) {
        assert!(
            !["script", "style", "img", "iframe", "svg", "base", "form", "object"].contains(&&*tag.name),
            "{what}: {tag:?}"
        );
        assert!(
            tag.attrs.iter().all(|a| !a.name.local.starts_with("on") && &*a.name.local != "style"),
            "{what}: {tag:?}"
        );
        let goes = attribute(&tag, "href").and_then(scheme);
        assert!(goes.is_none_or(|s| ["https", "http", "mailto"].contains(&&*s)), "{what}: {tag:?}");
    }
}

/// What a command printed: nothing that a terminal obeys, and nothing that a CI runner does.
pub(super) fn log(what: &str, said: &str) {
    text(what, said);
    for line in said.lines() {
        let own = ["::error file=", "::warning file=", "::notice file="].iter().any(|own| line.starts_with(own));
        let line = if own { line.splitn(3, "::").nth(2).unwrap() } else { line };
        // Three colons name no command: they lead to a second place in the human form.
        let line = line.trim_start().trim_start_matches("::: ");
        assert!(!line.starts_with("::"), "{what}: {line}");
        let command = line.match_indices("##").any(|(at, _)| {
            line[at..].trim_start_matches('#').trim_start_matches(|c: char| c.is_ascii_alphanumeric()).starts_with('[')
        });
        assert!(!command, "{what}: {line}");
    }
}

/// A mail has the fields of any other, and nobody but whom the channel tells.
pub(super) fn mail(what: &str, bytes: &[u8]) {
    const FIELDS: &[&str] = &[
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "In-Reply-To",
        "References",
        "X-Unsent",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    ];
    let raw = std::str::from_utf8(bytes).unwrap();
    assert!(raw.is_ascii() && raw.lines().all(|line| line.len() <= 998), "{what}");
    assert!(!raw.contains(|c: char| c.is_control() && !"\r\n\t".contains(c)), "{what}: {raw}");
    let message = MessageParser::default().parse(bytes).unwrap();
    let fields: Vec<&str> = message.headers_raw().map(|(name, _)| name).collect();
    assert!(fields.iter().all(|f| FIELDS.contains(f)), "{what}: {fields:?}");
    let once: BTreeSet<&&str> = fields.iter().collect();
    assert_eq!(once.len(), fields.len(), "{what}: {fields:?}");
    let subject = message.subject().unwrap_or_default();
    assert!(!subject.contains(char::is_control), "{what}: {subject:?}");
    let people = message.to().into_iter().chain(message.from()).flat_map(|a| a.iter());
    for person in people.filter_map(|a| a.address()) {
        assert!(!person.contains("evil.example") && !person.contains(char::is_control), "{what}: {person:?}");
    }
}

/// A draft for a person to paste: the word joiner that keeps a mention from notifying is its own.
pub(super) fn draft(what: &str, bytes: &[u8]) {
    text(what, &std::str::from_utf8(bytes).unwrap().replace('\u{200b}', ""));
}
