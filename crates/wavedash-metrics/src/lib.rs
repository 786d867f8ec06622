//! The registry of metrics and the places they go.
