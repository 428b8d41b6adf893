//! Strangers: who may not ask is not let in, costs little, and nobody's data is told to anybody.
