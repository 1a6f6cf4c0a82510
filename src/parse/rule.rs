//! The rules that reading raises, with the severity each has.

use crate::finding::{RuleId, Severity};

macro_rules! rules {
    ($($(#[$doc:meta])* $constant:ident = $id:literal, $severity:ident;)*) => {
        $($(#[$doc])* pub const $constant: RuleId = RuleId($id);)*

        /// Every rule that reading raises.
        pub const ALL: &[(RuleId, Severity)] = &[$(($constant, Severity::$severity)),*];
    };
}

rules! {
    /// The text is not TOML.
    SYNTAX = "syntax", Error;
    /// A key that this table does not have.
    UNKNOWN_KEY = "unknown-key", Error;
    /// A key that this table needs.
    MISSING_KEY = "missing-key", Error;
    /// A key that stands twice in one table.
    DUPLICATE_KEY = "duplicate-key", Error;
    /// A value of another TOML type than the key takes.
    WRONG_TYPE = "wrong-type", Error;
    /// A value of the right type that says nothing this key understands.
    BAD_VALUE = "bad-value", Error;
    /// A `schema` number this version does not read.
    SCHEMA_VERSION = "schema-version", Error;
    /// A date or local time where an instant is needed.
    INSTANT_WITHOUT_OFFSET = "instant-without-offset", Error;
    /// A window with no anchor, with several, or whose minimum is longer than its maximum.
    BAD_WINDOW = "bad-window", Error;
    /// A text that is not a name.
    BAD_NAME = "bad-name", Error;
    /// A text that is not a CVE id.
    BAD_CVE_ID = "bad-cve-id", Error;
    /// A text that is not a CWE id.
    BAD_CWE_ID = "bad-cwe-id", Error;
    /// A text that is not a public advisory id.
    BAD_PUBLIC_ID = "bad-public-id", Error;
    /// A text that is not a CVSS vector.
    BAD_CVSS_VECTOR = "bad-cvss-vector", Error;
    /// A number that is not a CVSS score.
    BAD_SCORE = "bad-score", Error;
    /// A text that is not an absolute URL of a scheme that is safe to link to.
    BAD_URL = "bad-url", Error;
    /// The front matter of `advisory.md` is missing or never ends.
    FRONT_MATTER = "front-matter", Error;
    /// A file that the system would not read, or that is none (a submodule, a socket).
    UNREADABLE_FILE = "unreadable-file", Error;
    /// A file that is not UTF-8.
    NOT_UTF8 = "not-utf8", Error;
    /// A text with a NUL byte.
    NUL_BYTE = "nul-byte", Error;
    /// A UTF-8 file that starts with a byte order mark.
    BYTE_ORDER_MARK = "byte-order-mark", Warning;
    /// A name, title, version or address with a character that a reader can't see.
    HIDDEN_CHARACTER = "hidden-character", Error;
    /// A text, a comment or a template with such a character.
    HIDDEN_IN_TEXT = "hidden-in-text", Warning;
    /// A merge that was committed before it was resolved.
    CONFLICT_MARKER = "conflict-marker", Error;
    /// A pointer of Git LFS where its file belongs.
    LFS_POINTER = "lfs-pointer", Error;
    /// A file too large to be read.
    TOO_LARGE = "too-large", Error;
    /// A symbolic link: links are never followed.
    LINK_IN_PORTFOLIO = "link-in-portfolio", Error;
    /// A file that has no meaning where it lies.
    STRAY_FILE = "stray-file", Warning;
    /// A folder below `incidents` that is not named YEAR/HANDLE.
    BAD_FOLDER_NAME = "bad-folder-name", Error;
    /// A file that has to be there and is not.
    MISSING_FILE = "missing-file", Error;
    /// Two incidents whose handles are one to a file system or a reader.
    HANDLE_TWINS = "handle-twins", Error;
}
