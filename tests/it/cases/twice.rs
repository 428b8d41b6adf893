//! One person, two texts: a repeat, a replay or a second event of the same matter starts nothing.
