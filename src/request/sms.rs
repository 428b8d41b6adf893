//! How long a text is as SMS, and in how many parts it goes.
//!
//! Texts in the default alphabet of 3GPP TS 23.038 (GSM 03.38) take a septet a character, two for those of its
//! extension table; one character outside of both turns the whole text into UTF-16. The limits are those of
//! <https://docs.aws.amazon.com/sms-voice/latest/userguide/sms-limitations-character.html>.

/// The length of a text as SMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmsLength {
    /// What the text is sent in.
    pub alphabet: Encoding,
    /// Septets or UTF-16 units.
    pub units: usize,
    /// The messages that it is cut into, and paid for.
    pub parts: usize,
    /// The first character that the GSM alphabet does not have.
    pub wide: Option<Wide>,
}

/// What a text is sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// GSM 03.38: 7 bits a character.
    Gsm7,
    /// UCS-2, in fact UTF-16: 16 bits a unit.
    Ucs2,
}

/// A character outside the GSM alphabet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wide {
    /// Where it is, in characters from 0.
    pub position: usize,
    /// What it is.
    pub code_point: char,
}

/// The default alphabet without letters and digits of ASCII; its escape stands for no character.
const OTHERS: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";

/// The extension table: an escape and a septet.
const EXTENSION: &str = "\u{C}^{}\\[~]|€";

impl SmsLength {
    /// Measures a text.
    pub fn measure(text: &str) -> SmsLength {
        let wide = text
            .chars()
            .enumerate()
            .find(|(_, character)| septets(*character).is_none())
            .map(|(position, code_point)| Wide { position, code_point });
        let alphabet = if wide.is_some() { Encoding::Ucs2 } else { Encoding::Gsm7 };
        let (mut units, mut parts, mut in_part) = (0, 1, 0);
        for length in text.chars().map(|character| alphabet.units(character)) {
            units += length;
            in_part += length;
            // Neither an escape and its septet nor the halves of a surrogate pair are put in two parts.
            if in_part > alphabet.part() {
                parts += 1;
                in_part = length;
            }
        }
        if units <= alphabet.single() {
            parts = 1;
        }
        SmsLength { alphabet, units, parts, wide }
    }

    /// Whether it can be sent.
    pub fn fits(&self) -> bool {
        self.units <= self.limit()
    }

    /// The most units that can be sent.
    pub fn limit(&self) -> usize {
        match self.alphabet {
            Encoding::Gsm7 => 1530,
            Encoding::Ucs2 => 630,
        }
    }

    /// Why it cannot be sent, if it cannot. The text is personal data: one code point of it is shown, and its place,
    /// counted from 1.
    pub fn problem(&self) -> Option<String> {
        if self.fits() {
            return None;
        }
        let SmsLength { units, parts, .. } = self;
        let (limit, name) = (self.limit(), self.alphabet.unit_name());
        let mut sentence = format!("takes {units} {name} in {parts} SMS parts, where {limit} can be sent");
        if let Some(Wide { position, code_point }) = self.wide {
            sentence += &format!(
                "; U+{:04X} at character {} is outside the GSM 03.38 alphabet, in which 1530 septets can be sent",
                u32::from(code_point),
                position + 1
            );
        }
        Some(sentence)
    }
}

impl Encoding {
    fn units(self, character: char) -> usize {
        match self {
            Encoding::Gsm7 => septets(character).unwrap_or(0),
            Encoding::Ucs2 => character.len_utf16(),
        }
    }

    /// The room in a message that stands alone.
    fn single(self) -> usize {
        match self {
            Encoding::Gsm7 => 160,
            Encoding::Ucs2 => 70,
        }
    }

    /// The room in one of several, which begins with six bytes that say which one.
    fn part(self) -> usize {
        match self {
            Encoding::Gsm7 => 153,
            Encoding::Ucs2 => 67,
        }
    }

    fn unit_name(self) -> &'static str {
        match self {
            Encoding::Gsm7 => "GSM 03.38 septets",
            Encoding::Ucs2 => "UTF-16 units",
        }
    }
}

fn septets(character: char) -> Option<usize> {
    match character {
        'A'..='Z' | 'a'..='z' | '0'..='9' => Some(1),
        _ if OTHERS.contains(character) => Some(1),
        _ if EXTENSION.contains(character) => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LENGTHS: &str = include_str!("../../tests/data/sms-lengths.tsv");

    fn rows() -> impl Iterator<Item = Vec<&'static str>> {
        LENGTHS.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
    }

    fn code_point(name: &str) -> char {
        let digits = name.strip_prefix("U+").expect(name);
        u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).expect(name)
    }

    /// `U+0041*160 U+20AC` is 160 times A and a euro sign.
    fn spelt_out(runs: &str) -> String {
        runs.split(' ')
            .map(|run| {
                let (name, times) = run.split_once('*').unwrap_or((run, "1"));
                code_point(name).to_string().repeat(times.parse().expect(run))
            })
            .collect()
    }

    #[test]
    fn lengths_are_those_of_independent_implementations() {
        for row in rows() {
            let [runs, alphabet, units, parts, position, name] = row[..] else { panic!("{row:?}") };
            let expected = SmsLength {
                alphabet: if alphabet == "gsm7" { Encoding::Gsm7 } else { Encoding::Ucs2 },
                units: units.parse().expect(units),
                parts: parts.parse().expect(parts),
                wide: position.parse().ok().map(|position| Wide { position, code_point: code_point(name) }),
            };
            assert_eq!(SmsLength::measure(&spelt_out(runs)), expected, "{runs}");
        }
    }

    #[test]
    fn the_alphabet_has_no_character_beyond_the_table() {
        let in_alphabet = (char::MIN..=char::MAX).filter(|character| septets(*character).is_some()).count();
        let in_table = rows().filter(|row| !row[0].contains([' ', '*']) && row[1] == "gsm7").count();
        assert_eq!((in_alphabet, in_table), (127 + 10, 127 + 10));
    }

    #[test]
    fn ten_parts_fit() {
        for (text, fits) in [
            ("a".repeat(1530), true),
            ("a".repeat(1531), false),
            ("€".repeat(765), true),
            ("€".repeat(766), false),
            ("я".repeat(630), true),
            ("я".repeat(631), false),
            ("\u{1F600}".repeat(315), true),
            ("\u{1F600}".repeat(316), false),
        ] {
            let length = SmsLength::measure(&text);
            assert_eq!((length.fits(), length.problem().is_none()), (fits, fits), "{length:?}");
        }
    }

    #[test]
    fn the_problem_names_lengths_and_the_character_that_made_it_wide() {
        let plain = SmsLength::measure(&"a".repeat(1600)).problem();
        assert_eq!(plain.as_deref(), Some("takes 1600 GSM 03.38 septets in 11 SMS parts, where 1530 can be sent"));
        let quoted = format!("Your driver said \u{201C}{}", "a".repeat(700));
        assert_eq!(
            SmsLength::measure(&quoted).problem().as_deref(),
            Some(
                "takes 718 UTF-16 units in 11 SMS parts, where 630 can be sent; U+201C at character 18 is outside \
                 the GSM 03.38 alphabet, in which 1530 septets can be sent"
            )
        );
    }

    #[test]
    fn an_empty_text_is_one_empty_message() {
        let empty = SmsLength { alphabet: Encoding::Gsm7, units: 0, parts: 1, wide: None };
        assert_eq!(SmsLength::measure(""), empty);
    }
}
