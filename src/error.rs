//! What all errors of this crate have in common: a message, a cause, and help.

/// An error that can say what to do about it.
///
/// The message is that of [`Display`](std::fmt::Display), the cause is
/// [`source`](std::error::Error::source). Help is a thing of its own, so that each program can show
/// it in its own way.
pub trait Help: std::error::Error {
    /// Returns what to do about the error, where that is known.
    fn help(&self) -> Option<String>;

    /// Returns the message and the help that a public log gets instead of the error's own, where
    /// those may name what is private, such as commits.
    fn in_public_log(&self) -> Option<(&'static str, &'static str)> {
        None
    }
}
