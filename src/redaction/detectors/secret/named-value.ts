import type { Span } from '../../detector.ts'
import { createEntropyTest } from './entropy.ts'
import { searchAhead, searchWithin } from './search-ahead.ts'
import { isWeakPassword } from './weak-password.ts'

const PASSWORD =
  'pass(?:w(?:or)?d|phrase|code)|pwd|(?<![a-z])(?:pass|pw)|passwort|kennwort|contrase\u00f1a|mot de passe|senha|wachtwoord|\u043f\u0430\u0440\u043e\u043b\u044c|\u5bc6\u7801|\u5bc6\u78bc|\u53e3\u4ee4|\u30d1\u30b9\u30ef\u30fc\u30c9|\ube44\ubc00\ubc88\ud638'
const TOKEN =
  'secret|token|credential|api[ _-]?key|(?:access|auth|private|account|encryption|signing|master|secret|service|session|webhook|storage|shared)[ _-]?key(?:[ _-]?id)?'
/**
 * The sign between a name and its value. The name is read backwards from it: signs are rarer than letters, so clean text
 * is passed over quickly.
 */
const ASSIGNMENT = new RegExp(
  `(?<=(?:(?<password>${PASSWORD})|(?<token>${TOKEN}))s?["'\`*\\\\]{0,4}\\s{0,3})(?:=>?|[:\uff1a]=?)`,
  'gi',
)
/** "My password is …": looked for only where it stands, as spaces are no rare sign. */
const SENTENCE = 'assword is '
const IN_SENTENCE = /(?<password>password) is /gi
const BEFORE_VALUE = /(?:\\[nrt]|[\s"'`*\\]){0,8}/y
/** Of a value, in UTF-16 code units. */
const LONGEST = 512
const SHORTEST = 6
/** Of a password of three kinds of signs. */
const SHORTEST_OF_THREE_KINDS = 8
const DIGIT = /\d/g
const SMALL = /[a-z]/g
const CAPITAL = /[A-Z]/g
const SIGN = /[^A-Za-z0-9]/g
/** What ends a value: white space, quotes, brackets, and in a query string the next field. */
const STOP = /[\s"'`\\<>()[\]{},;|\u3001\u3002\uff0c]|&(?=[\w.-]{1,32}=)/g
const QUOTED_VALUE = /(?<=["'`])[^\s"'`\\]{6,512}(?=["'`\\])/y
const SENTENCE_END = '.:?'
const LONGEST_SENTENCE_END = 8

/** Words that stand where a secret would. */
const PLACEHOLDER = /your|example|change_?me|placeholder|x{3}|dummy|sample|insert|redacted|\*{3}|\.{3}|_here|:\/\//i
const LONGEST_PLACEHOLDER = 11
/** References to where it is kept. */
const REFERENCE =
  /^(?:[$%]|(?:process|os|env|self|this|config|settings|req|request|ctx|data|user|options|props|import)[.$])/i
const IDENTIFIERS = /^[A-Za-z_$][\w$]*(?:(?:\.|->|::)[A-Za-z_$][\w$]*)+$/
/** Words with a number at their end: `my_token_2`. */
const WORDS = /^[A-Za-z]+(?:[_-][A-Za-z]+)*[_-]?\d{0,4}$/
const PATH = /^[.~]{0,2}\//
const FILE = /\.(?:pem|key|crt|json|ya?ml|txt|env|[jt]sx?|py|php|go|rb|html?)$/i
const LONGEST_ENDING = 5
/** Bits for each character; the usual threshold for random keys. */
const LEAST_ENTROPY = 3.5
const SHORTEST_TOKEN = 16

/** What is given by a clear name as a token or key and looks random, or as a password. Only the value goes. */
export function findNamedValues(text: string): Span[] {
  const spans = valuesBehind(ASSIGNMENT, text)
  return text.includes(SENTENCE) ? [...spans, ...valuesBehind(IN_SENTENCE, text)] : spans
}

function valuesBehind(name: RegExp, text: string): Span[] {
  const spans: Span[] = []
  const digitFrom = searchAhead(text, DIGIT)
  const stopFrom = searchAhead(text, STOP)
  let isSecret: ReturnType<typeof createSecretTest> | undefined
  name.lastIndex = 0
  for (let match = name.exec(text); match !== null; match = name.exec(text)) {
    const start = endOf(BEFORE_VALUE, text, name.lastIndex) ?? name.lastIndex
    // Every secret has a digit, and most values that look like the name of one have none.
    if (digitFrom(start) >= start + LONGEST) continue
    const end = endOf(QUOTED_VALUE, text, start) ?? Math.min(stopFrom(start), start + LONGEST, text.length)
    if (end - start < SHORTEST) continue
    const value = { start, end: beforeSentenceEnd(text, end) }
    isSecret ??= createSecretTest(text, digitFrom)
    const isPassword = match.groups?.['password'] !== undefined
    // A sentence goes on with too many words that are none: "the password is base64".
    if (!isSecret(value, isPassword, name === ASSIGNMENT)) continue
    spans.push(value)
    name.lastIndex = end
  }
  return spans
}

function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start
  return pattern.test(text) ? pattern.lastIndex : undefined
}

function beforeSentenceEnd(text: string, end: number): number {
  let last = end
  while (end - last < LONGEST_SENTENCE_END && SENTENCE_END.includes(text.charAt(last - 1))) last -= 1
  return last
}

/**
 * For values whose beginnings rise. One that is none may hold the names of others, which begin within it: so that each
 * character is still read once, what was found out of one value is kept for the next.
 */
function createSecretTest(text: string, digitFrom: (index: number) => number) {
  const smallFrom = searchAhead(text, SMALL)
  const capitalFrom = searchAhead(text, CAPITAL)
  const signFrom = searchAhead(text, SIGN)
  const hasPlaceholder = searchWithin(text, PLACEHOLDER, LONGEST_PLACEHOLDER)
  const isRandom = createEntropyTest(text, LEAST_ENTROPY)

  return ({ start, end }: Span, isPassword: boolean, mayBeWeak: boolean): boolean => {
    const has = (from: (index: number) => number): number => (from(start) < end ? 1 : 0)
    const letters = has(smallFrom) + has(capitalFrom)
    if (digitFrom(start) >= end || letters === 0) return false
    if (hasPlaceholder(start, end)) return false
    const value = text.slice(start, end)
    if (isPassword && mayBeWeak && isWeakPassword(text, start, end) && !REFERENCE.test(value)) return true
    if (isName(value)) return false
    const length = end - start
    // Three kinds of four: small letters, capitals, digits and signs.
    if (isPassword && length >= SHORTEST_OF_THREE_KINDS && letters + 1 + has(signFrom) >= 3) return true
    return (isPassword || length >= SHORTEST_TOKEN) && isRandom(start, end)
  }
}

/** True for what names a value that is kept elsewhere. */
function isName(value: string): boolean {
  if (REFERENCE.test(value) || IDENTIFIERS.test(value) || WORDS.test(value)) return true
  return PATH.test(value) || FILE.test(value.slice(-LONGEST_ENDING))
}
