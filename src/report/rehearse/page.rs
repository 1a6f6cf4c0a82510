//! The text of a page as a reader sees it: nothing that is shown is left out, whatever it is marked
//! up as.
//!
//! Attributes and comments are not read, but for where a link leads and what stands for an image.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, EndTag, StartTag, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Returns the text of a page's main part; of all of it where it has no such part. A paragraph is a
/// line.
pub(super) fn text(page: &str) -> String {
    let tokenizer = Tokenizer::new(Reader::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(main(page)));
    let _no_scripts_run = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.finish()
}

fn main(page: &str) -> &str {
    let part = || page.get(page.find("<main")?..page.rfind("</main>")?);
    part().unwrap_or(page)
}

#[derive(Default)]
struct Reader(RefCell<Text>);

impl Reader {
    fn finish(self) -> String {
        self.0.into_inner().finish()
    }
}

/// The text so far.
#[derive(Default)]
struct Text {
    lines: Vec<String>,
    line: String,
    /// White space that counts when a word follows.
    gap: bool,
    /// Whether an element ended just now: what another begins with is a word of its own.
    ended: bool,
    /// Inside `script` or `style`.
    silent: bool,
    /// Inside how many `pre`.
    verbatim: usize,
    /// Where the links that are open lead.
    links: Vec<String>,
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut text = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(words) if !text.silent => text.words(&words),
            Token::TagToken(tag) if tag.kind == StartTag => return text.start(&tag),
            Token::TagToken(tag) if tag.kind == EndTag => text.end(&tag.name),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Text {
    fn words(&mut self, words: &str) {
        self.ended = false;
        for (number, line) in words.split('\n').enumerate() {
            if self.verbatim > 0 {
                if number > 0 {
                    self.lines.push(std::mem::take(&mut self.line));
                }
                self.line.push_str(line);
                continue;
            }
            self.gap |= number > 0 || line.starts_with(char::is_whitespace);
            for word in line.split_whitespace() {
                self.word(word);
                self.gap = true;
            }
            self.gap = if line.trim().is_empty() { self.gap } else { line.ends_with(char::is_whitespace) };
        }
    }

    fn word(&mut self, word: &str) {
        if self.gap && !self.line.is_empty() && !self.line.ends_with(' ') {
            self.line.push(' ');
        }
        self.gap = false;
        self.line.push_str(word);
    }

    /// Ends the line; after a part that stands for itself an empty one follows.
    fn line_end(&mut self, apart: bool) {
        let line = std::mem::take(&mut self.line);
        if !line.trim().is_empty() {
            self.lines.push(line.trim_end().to_owned());
        }
        if apart && self.lines.last().is_some_and(|last| !last.is_empty()) {
            self.lines.push(String::new());
        }
        (self.gap, self.ended) = (false, false);
    }

    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let attribute = |name: &str| tag.attrs.iter().find(|a| &*a.name.local == name).map(|a| a.value.to_string());
        self.gap |= self.ended;
        self.ended = false;
        match &*tag.name {
            "script" | "style" => {
                self.silent = true;
                return TokenSinkResult::RawData(RawKind::Rawtext);
            }
            "a" => self.links.push(attribute("href").unwrap_or_default()),
            "img" => {
                let alternative = attribute("alt").unwrap_or_default();
                self.words(&alternative);
            }
            "br" => self.line_end(false),
            "li" => {
                self.line_end(false);
                self.line.push_str("* ");
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.line_end(true);
                self.line.push_str("# ");
            }
            "pre" => {
                self.line_end(true);
                self.verbatim += 1;
            }
            "td" | "th" if !self.line.trim().is_empty() => self.line.push_str(" | "),
            "dd" => {}
            name if is_block(name) => self.line_end(is_apart(name)),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn end(&mut self, name: &str) {
        match name {
            "script" | "style" => self.silent = false,
            "a" => {
                // A link into the site itself is no news.
                if let Some(link) = self.links.pop().filter(|link| link.contains(':') && !self.line.ends_with(link)) {
                    self.line.push_str(&format!(" <{link}>"));
                }
                self.ended = true;
            }
            "dt" if !self.line.is_empty() => {
                self.line.push_str(": ");
                self.gap = false;
            }
            "pre" => {
                self.verbatim = self.verbatim.saturating_sub(1);
                self.line_end(true);
            }
            "td" | "th" | "li" => {}
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.line_end(true),
            name if is_block(name) => self.line_end(is_apart(name)),
            _ => self.ended = true,
        }
    }

    fn finish(mut self) -> String {
        self.lines.push(self.line);
        format!("{}\n", self.lines.join("\n").trim())
    }
}

/// Whether a line begins and ends with the element.
fn is_block(name: &str) -> bool {
    const INLINE: &[&str] = &[
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "img", "input", "ins", "kbd",
        "label", "mark", "path", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "svg", "time", "u", "use",
        "var", "wbr",
    ];
    !INLINE.contains(&name)
}

/// Whether an empty line sets it apart.
fn is_apart(name: &str) -> bool {
    matches!(
        name,
        "p" | "section" | "article" | "ul" | "ol" | "dl" | "table" | "blockquote" | "header" | "aside" | "nav"
    )
}
