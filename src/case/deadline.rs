//! Windows turned into instants.
