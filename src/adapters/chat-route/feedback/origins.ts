import { refusal, type FeedbackAnswer } from './answer.ts'
import type { FeedbackAsked } from './asked.ts'
import { badOption } from './options.ts'

/** Which pages may send feedback. */
export type Origins = {
  /** Headers of every answer to this request, whatever it says. */
  readonly headers: (asked: FeedbackAsked<unknown>) => FeedbackAnswer['headers']
  /** The answer to a browser that asks whether it may ask. */
  readonly preflight: (asked: FeedbackAsked<unknown>) => FeedbackAnswer | undefined
  readonly refusal: (asked: FeedbackAsked<unknown>) => FeedbackAnswer | undefined
}

const PREFLIGHT = {
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type',
  'access-control-max-age': '7200',
}

/**
 * Pages of the same origin may, and those listed. What no browser sends names no origin, and may too.
 *
 * @throws FinetapError `bad_option` for an origin that no browser would send.
 */
export function createOrigins(given: readonly string[] | '*' | undefined, door: string): Origins {
  const listed = new Set(given === undefined || given === '*' ? [] : checked(given, door))
  const isOpen = given !== undefined
  const mayAsk = (origin: string | undefined): boolean => given === '*' || (origin !== undefined && listed.has(origin))

  return {
    headers(asked) {
      if (given === '*') return { 'access-control-allow-origin': '*' }
      if (!isOpen) return {}
      const origin = asked.header('origin')
      return {
        vary: 'Origin',
        ...(origin !== undefined && mayAsk(origin) && { 'access-control-allow-origin': origin }),
      }
    },
    preflight(asked) {
      const origin = asked.header('origin')
      if (!isOpen || asked.method !== 'OPTIONS' || origin === undefined) return undefined
      return mayAsk(origin) ? { status: 204, headers: PREFLIGHT } : foreign()
    },
    refusal(asked) {
      return mayAsk(asked.header('origin')) || isSameOrigin(asked) ? undefined : foreign()
    },
  }
}

function isSameOrigin({ header, host }: FeedbackAsked<unknown>): boolean {
  const site = header('sec-fetch-site')
  // Said by the browser itself, which knows more than a server behind proxies.
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = header('origin')
  if (origin === undefined) return true
  const page = hostOf(origin)
  return page !== undefined && host !== undefined && page === hostUnder(origin, host)
}

function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host
}

/** The host as the origin would write it: without the port that its scheme implies, in small letters. */
function hostUnder(origin: string, host: string): string | undefined {
  return URL.parse(`${URL.parse(origin)?.protocol ?? 'http:'}//${host}`)?.host
}

function foreign(): FeedbackAnswer {
  return refusal(403, 'cross_origin', {
    what: 'Feedback from pages of another origin is not taken',
    why: 'any page could send it in the name of your users',
    fix: "list the page's origin in the option origins of the feedback route, or send from the same origin",
  })
}

function checked(given: readonly string[], door: string): readonly string[] {
  if (!Array.isArray(given))
    throw badOption(`${door}: origins is no list`, "pass a list such as ['https://app.example']")
  for (const origin of given) {
    const url = typeof origin === 'string' ? URL.parse(origin) : null
    if (url !== null && url.origin === origin) continue
    const fix = url === null || url.origin === 'null' ? 'write it as https://app.example' : `write ${url.origin}`
    throw badOption(`${door}: origins holds ${JSON.stringify(origin)}, which no browser sends`, fix)
  }
  return given
}
