import { isJsonObject } from '../../../core/json.ts'

/** Errors are short; so are the pages of gateways. */
const LONGEST_ERROR = 1000

/** Nothing but a full stop may follow these; many are also good beginnings of an explanation. */
const WHOLE = [
  'internal server error',
  'bad gateway',
  'service unavailable',
  'gateway time-?out',
  'too many requests',
  'overloaded_error',
  'rate limit (?:exceeded|reached)',
  'request timed out',
  'connection (?:error|refused|reset)',
  '(?:type)?error: fetch failed',
  'fetch failed',
  'failed to fetch',
  'stream error',
  '(?:error|http|status)(?: code)?:? ?[45]\\d\\d(?: [a-z -]{1,40})?',
  '[45]\\d\\d (?:internal server error|bad gateway|service unavailable|gateway time-?out|too many requests|unauthorized|forbidden|not found|bad request|payload too large|unprocessable entity)',
  'an? (?:unknown |unexpected |internal )?error (?:has )?occurred',
  'there was an error generating a response',
]
/** Details may follow these. */
const BEGINNINGS = [
  'network error due to high traffic',
  '\\$moderation\\$ your input violates',
  'error code: [45]\\d\\d',
  'rate limit reached for ',
  'upstream connect error or disconnect/reset',
  'the server had an error (?:while )?processing your request',
  'the engine is currently overloaded',
  'that model is currently overloaded',
  'the model is (?:currently )?overloaded',
  "this model's maximum context length is \\d",
  'you exceeded your current quota',
  'incorrect api key provided',
  'invalid api key',
  'an error occurred during streaming',
  'something went wrong[.,] if this issue persists',
  '(?:error: )?(?:connect )?econn(?:refused|reset)',
  'model ["\'][^"\']{1,80}["\'] not found',
  '(?:runtimeerror: |torch\\.[a-z.]{0,30}outofmemoryerror: )?cuda (?:error: )?out of memory',
  '<html>\\s{0,8}<head>\\s{0,8}<title>[45]\\d\\d ',
]
const MARKS = '[\\s*_`#>"\\[]{0,8}(?:⚠️?|❌|🚫|⛔)?\\s{0,4}'
const ERROR = new RegExp(
  `^${MARKS}(?:(?:error: )?(?:${WHOLE.join('|')})[\\s.!*_\`"\\]]{0,8}$|${BEGINNINGS.join('|')})`,
  'i',
)

/** True for the text of an error of a gateway, a provider or its client, with nothing beside it. */
export function isErrorText(text: string): boolean {
  return text.length <= LONGEST_ERROR && ERROR.test(text)
}

/** True for a JSON object that reports an error: `{"error": …}`, `{"type": "error", …}`, alone or in a block of code. */
export function isErrorBody(text: string): boolean {
  if (text.length > 4 * LONGEST_ERROR || !(text.startsWith('{') || text.startsWith('```'))) return false
  const body = text.replace(/^```(?:json)?\s{1,8}/, '').replace(/\s{1,8}```$/, '')
  const value = objectOf(body)
  if (value === undefined) return false
  const { error, type } = value
  if (type === 'error') return true
  return typeof error === 'string' ? Object.keys(value).length <= 3 : isJsonObject(error)
}

function objectOf(text: string) {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
