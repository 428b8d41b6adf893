//! Two people, one token: an id that two events share must not make one text of two.
