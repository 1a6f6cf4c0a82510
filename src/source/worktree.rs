//! A [`Tree`](super::Tree) from a folder.
