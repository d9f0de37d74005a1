/** Letters, digits and the signs that people put into a password, but none that code or a path has between words. */
const PASSWORD = /^(?=[^A-Za-z]*[A-Za-z])(?=\D*\d)[A-Za-z\d\u00c0-\u024f][A-Za-z\d\u00c0-\u024f!?#$%*+@^~]{5,}$/
/** `8characters` tells what a password has to be. */
const COUNT = /^\d{1,2}[A-Za-z]{3,}$/
const ALGORITHM = /^(?:aes|argon|base|bcrypt|blake|char|hmac|md|n?varchar|pbkdf|ripemd|rsa|scrypt|sha|utf)\d[\da-z]*$/i
const VARIABLE =
  /(?:args?|data|field|hash(?:ed)?|input|key|option|param|pass(?:word)?|pwd?|result|secret|str(?:ing)?|text|token|user|val(?:ue)?|var)\d{1,2}$/i
/** A call, or what goes on as code does. */
const CODE_BEHIND = '([{<'
const QUOTES = '"\''
/** Longer ones are random, or no password. */
const LONGEST = 32

/**
 * True for what stands right behind the name of a password and has letters and digits, though it is not random: `hunter2`,
 * `Sommer2024`. Not in quotes, `input1` is the name of a variable.
 */
export function isWeakPassword(text: string, start: number, end: number): boolean {
  if (end - start > LONGEST) return false
  const value = text.slice(start, end)
  if (!PASSWORD.test(value) || COUNT.test(value) || ALGORITHM.test(value)) return false
  const behind = text.charAt(end)
  if (behind !== '' && CODE_BEHIND.includes(behind)) return false
  const isQuoted = behind !== '' && QUOTES.includes(behind) && text.charAt(start - 1) === behind
  return isQuoted || !VARIABLE.test(value)
}
