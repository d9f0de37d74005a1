/** Digits of other scripts and typographic spaces, dashes and plus signs, one UTF-16 unit each. */
const FOREIGN = /[\u00a0\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u2007\u2010-\u2015\u202f\u2212\u3000\uff01-\uff5e]/
const EVERY_FOREIGN = new RegExp(FOREIGN, 'g')
const ZEROS = [0x0660, 0x06f0, 0x0966]

/** The text with every digit, space, dash and full-width sign as ASCII has it. No index moves. */
export function plainText(text: string): string {
  return FOREIGN.test(text) ? text.replace(EVERY_FOREIGN, plainSign) : text
}

function plainSign(sign: string): string {
  const code = sign.charCodeAt(0)
  if (code >= 0xff01) return String.fromCharCode(code - 0xfee0)
  if (code === 0x2212 || (code >= 0x2010 && code <= 0x2015)) return '-'
  const zero = ZEROS.find((first) => code >= first && code < first + 10)
  return zero === undefined ? ' ' : String(code - zero)
}
