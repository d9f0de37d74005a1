// Enough of a text, at its beginning and at its end, to tell it from others of the same length.
const LOOKED_AT = 32

/** The length of a text and a hash (FNV-1a) of its ends. */
export function textKey(text: string): string {
  let hash = 2_166_136_261
  const { length } = text
  const tail = Math.max(LOOKED_AT, length - LOOKED_AT)
  for (let index = 0; index < length; index = index === LOOKED_AT - 1 ? tail : index + 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619)
  }
  return `${length}:${hash}`
}
