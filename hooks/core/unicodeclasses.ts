// Names of Unicode classes that re2js reads and Go does not: its binary properties, and the scripts of Unicode 16 and
// 17. Go 1.26 has Unicode 15 (pkg.go.dev/unicode: Version).

const UNKNOWN_TO_GO: ReadonlySet<string> = new Set(
  (
    'ASCII_Hex_Digit Alphabetic Dash Emoji Emoji_Component Emoji_Modifier Emoji_Modifier_Base Emoji_Presentation ' +
    'Extended_Pictographic Hex_Digit Lowercase Math Quotation_Mark Terminal_Punctuation Uppercase White_Space ' +
    'Beria_Erfe Garay Gurung_Khema Kirat_Rai Ol_Onal Sidetic Sunuwar Tai_Yo Todhri Tolong_Siki Tulu_Tigalari Unknown'
  ).split(' '),
);

const CLASS = /\\(?:[pP]\{\^?(\w{1,40})\}|[\s\S])/g;

/** The name of a class in an expression that Go does not know, or `undefined`. */
export function unknownClass(pattern: string): string | undefined {
  if (!pattern.includes('\\p{') && !pattern.includes('\\P{')) return undefined;
  for (const [, name] of pattern.matchAll(CLASS)) if (name !== undefined && UNKNOWN_TO_GO.has(name)) return name;
  return undefined;
}
