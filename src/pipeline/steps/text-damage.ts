/** Control characters but tab, line ends and form feed; and the sign for what could not be read. */
const SUSPECT = /[^\P{Cc}\t\n\f\r]|\ufffd/u
const SUSPECTS = /[^\P{Cc}\t\n\f\r]|\ufffd/gu
const UNREADABLE = /\ufffd{3,}/
/**
 * UTF-8 that was read as Windows-1252 or Latin-1: "Ã©", "â€™", "ðŸ˜€", and Cyrillic as "Ð¿Ñ€". Each lead letter with a
 * sign that only stands behind it by accident.
 */
const MOJIBAKE =
  /[ÂÃÐÑ][\u0080-\u00bf€‚ƒ„†‡ˆ‰Š‹Œ‘’“”•˜™š›œ]|â[€‚„†][\u0080-\u00bf€‚ƒ„†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]?|ðŸ[\u0080-\u00bf€‚ƒ„†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]{0,2}|ï¿½/g
const MOJIBAKE_LEAD = /[ÂÃÐÑâðï]/
/** So many damaged places before a text is called damaged: one may be quoted, such as the sign itself. */
const LEAST_PLACES = 3

/** What is wrong with a text. */
export type Damage = 'nul' | 'control_characters' | 'unreadable_characters' | 'wrong_encoding'

/** What is wrong with a text, or nothing. `share`: how much of it must be damaged, from 0 to 1. */
export function damageOf(text: string, share: number): Damage | undefined {
  const isWellFormed = text.isWellFormed()
  if (hasWrongEncoding(text, share)) return 'wrong_encoding'
  if (isWellFormed && !SUSPECT.test(text)) return undefined
  if (text.includes('\0')) return 'nul'
  // Halves of characters become U+FFFD, the sign for what could not be read.
  const readable = isWellFormed ? text : text.toWellFormed()
  if (UNREADABLE.test(readable)) return 'unreadable_characters'
  const suspects = readable.match(SUSPECTS) ?? []
  if (suspects.length < LEAST_PLACES || suspects.length <= share * text.length) return undefined
  const unreadable = suspects.filter((character) => character === '\ufffd').length
  return 2 * unreadable >= suspects.length ? 'unreadable_characters' : 'control_characters'
}

function hasWrongEncoding(text: string, share: number): boolean {
  if (!MOJIBAKE_LEAD.test(text)) return false
  const places = text.match(MOJIBAKE) ?? []
  const damaged = places.reduce((sum, place) => sum + place.length, 0)
  return places.length >= LEAST_PLACES && damaged > share * text.length
}
