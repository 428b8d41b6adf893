//! The wrong person: a number that is only guessed is refused, and what is wrong with it is told.
