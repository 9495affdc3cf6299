//! What an assignment may say.
