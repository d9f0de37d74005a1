import type { Span } from '../../detector.ts'
import { bitsPerSign } from './entropy.ts'
import { searchAhead } from './search-ahead.ts'

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
const DIGIT = /\d/g
/** In a query string the next field ends it. */
const VALUE = /(?:[^\s"'`\\<>()[\]{},;|&\u3001\u3002\uff0c]|&(?![\w.-]{1,32}=)){8,512}/y
const QUOTED_VALUE = /(?<=["'`])[^\s"'`\\]{8,512}(?=["'`\\])/y
const SENTENCE_END = /[.:?]{1,8}$/

/** Words that stand where a secret would, and references to where it is kept. */
const PLACEHOLDER =
  /your|example|change_?me|placeholder|x{3}|dummy|sample|insert|redacted|\*{3}|\.{3}|_here|^\$|^%|:\/\/|^(?:process|os|env|self|this|config|settings|req|request|ctx|data|user|options|props|import)[.$]/i
const IDENTIFIERS = /^[A-Za-z_$][\w$]*(?:(?:\.|->|::)[A-Za-z_$][\w$]*)+$/
/** Words with a number at their end: `my_token_2`. */
const WORDS = /^[A-Za-z]+(?:[_-][A-Za-z]+)*[_-]?\d{0,4}$/
const FILE = /^[.~]{0,2}\/|\.(?:pem|key|crt|json|ya?ml|txt|env|[jt]sx?|py|php|go|rb|html?)$/i
/** Bits for each character; the usual threshold for random keys. */
const LEAST_ENTROPY = 3.5
const SHORTEST_TOKEN = 16

/** What is given as a password, token or key by a clear name, and looks random enough to be one. Only the value goes. */
export function findNamedValues(text: string): Span[] {
  const spans = valuesBehind(ASSIGNMENT, text)
  return text.includes(SENTENCE) ? [...spans, ...valuesBehind(IN_SENTENCE, text)] : spans
}

function valuesBehind(name: RegExp, text: string): Span[] {
  const spans: Span[] = []
  const digitFrom = searchAhead(text, DIGIT)
  name.lastIndex = 0
  for (let match = name.exec(text); match !== null; match = name.exec(text)) {
    const start = endOf(BEFORE_VALUE, text, name.lastIndex) ?? name.lastIndex
    // Every secret has a digit, and most values that look like the name of one have none.
    if (digitFrom(start) >= start + LONGEST) continue
    const end = endOf(QUOTED_VALUE, text, start) ?? endOf(VALUE, text, start)
    if (end === undefined) continue
    const value = text.slice(start, end).replace(SENTENCE_END, '')
    if (!isSecret(value, match.groups?.['password'] !== undefined)) continue
    spans.push({ start, end: start + value.length })
    name.lastIndex = end
  }
  return spans
}

function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start
  return pattern.test(text) ? pattern.lastIndex : undefined
}

function isSecret(value: string, isPassword: boolean): boolean {
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value)) return false
  if (PLACEHOLDER.test(value) || IDENTIFIERS.test(value) || WORDS.test(value) || FILE.test(value)) return false
  if (isPassword && value.length >= 8 && classes(value) >= 3) return true
  return (isPassword || value.length >= SHORTEST_TOKEN) && bitsPerSign(value) >= LEAST_ENTROPY
}

/** Of lower case, upper case, digits and signs. */
function classes(value: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length
}
