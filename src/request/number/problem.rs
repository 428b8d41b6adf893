//! What can be wrong with a telephone number, in words with which a person can correct it, and which do not show the
//! number.

use std::fmt;

/// Why a text is not a telephone number that can be written to. Its `Display` continues a sentence that begins with
/// where the text stood, and never quotes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberProblem {
    /// No plus, and no country to read it in.
    NoCountry,
    /// No digit in it.
    Empty,
    /// Longer than any way to write a number.
    TooMuchText,
    /// Letters, as in a vanity number or a remark, or digits of a script that is not read.
    Letters,
    /// An extension, which nobody can send a text to.
    Extension,
    /// A second number, or the last digits of one.
    TwoNumbers,
    /// Digits behind a number that is complete without them.
    MoreDigits,
    /// `1.71123E+09`.
    Exponent,
    /// `1711234567.0`.
    Decimal,
    /// Something that does not belong into a number, and its position in characters from 0.
    Character {
        /// What it is.
        code_point: char,
        /// Where it is.
        position: usize,
    },
    /// International, but there is no such country calling code.
    CallingCode,
    /// Too many digits for its country, or too few.
    Length,
    /// As many digits as a number has, but not such as the country's numbers have.
    Plan,
    /// `+39 (0)388 …`: a 0 before the national number, where none is dialled.
    TrunkZero,
    /// `0055 …` in Brazil: 00, which does not simply stand for a plus there.
    InternationalPrefix,
    /// `49177…` in Germany: the calling code without a plus, or the beginning of a national number.
    HomeCallingCode,
    /// `14155550123` in Germany: most likely a number of another country without its plus.
    ForeignCallingCode,
    /// `+4949171…`
    RepeatedCallingCode,
    /// What networks put in place of the number of a caller who withholds it.
    Withheld,
}

impl fmt::Display for NumberProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            NumberProblem::NoCountry => {
                "does not begin with + and a country calling code; write it so, or set DEFAULT_COUNTRY to have national numbers read"
            }
            NumberProblem::Empty => "has no digits; give one telephone number",
            NumberProblem::TooMuchText => "is longer than 64 characters; give one telephone number and nothing else",
            NumberProblem::Letters => {
                "has letters, or digits of another script, in it; give one telephone number, in digits 0 to 9"
            }
            NumberProblem::Extension => {
                "has an extension, which cannot receive messages; give the number without it"
            }
            NumberProblem::TwoNumbers => "has two numbers in it; give one",
            NumberProblem::MoreDigits => {
                "has more digits behind a complete number: a second number, an extension or a remark; give one number and nothing else"
            }
            NumberProblem::Exponent => {
                "has an exponent (E and a power of ten): a spreadsheet has made a rounded number of it; format the column as text and give all digits"
            }
            NumberProblem::Decimal => {
                "ends in decimals: a spreadsheet or a program has made a number of it; format the column as text, or take the decimals off"
            }
            NumberProblem::Character { code_point, position } => {
                return write!(
                    out,
                    "has U+{:04X} at character {}, which does not belong in a telephone number; take it out",
                    u32::from(*code_point),
                    position + 1
                );
            }
            NumberProblem::CallingCode => {
                "does not begin with a country calling code that exists; write + and the calling code first"
            }
            NumberProblem::Length => {
                "has too few or too many digits for its country; give it with the area code and without an extension"
            }
            NumberProblem::Plan => {
                "is not a number of its country; check its first digits, and write a number of another country with + and its calling code"
            }
            NumberProblem::TrunkZero => {
                "has a 0 that is not dialled between its calling code and the number, as in (0); write + and the calling code, then the number as it is dialled from abroad"
            }
            NumberProblem::InternationalPrefix => {
                "begins with an international prefix that can be read in more than one way in DEFAULT_COUNTRY, or that is not used there; write + in its place"
            }
            NumberProblem::HomeCallingCode => {
                "can be read as a national number or as one that begins with the country calling code; write + before a calling code, or the national prefix before a national number"
            }
            NumberProblem::ForeignCallingCode => {
                "has no + and can be read as a number of another country; write + before a calling code, or the national prefix before a national number"
            }
            NumberProblem::RepeatedCallingCode => {
                "has its country calling code twice, or a national prefix before it; write + and the calling code once"
            }
            NumberProblem::Withheld => {
                "is not a telephone number but a word in digits that networks show for a caller who withholds the number; there is nobody to text"
            }
        })
    }
}
