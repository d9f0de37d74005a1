// Written as escapes: C0 but tab and line feed, delete, C1, and the marks that turn the direction of text.
const CONTROLS =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g
const BREAKS = /\r\n?|[\u0085\u2028\u2029]/g
// JSON.stringify escapes the rest itself.
const LEFT_BY_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** Text that a terminal shows and does not obey. */
export function plainText(text: string): string {
  return text.replaceAll(BREAKS, '\n').replaceAll(CONTROLS, '').toWellFormed()
}

/** JSON on one line that a terminal does not obey. A parser finds the same in it. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    LEFT_BY_JSON,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
