//! Versions as releases are numbered, and their order.
