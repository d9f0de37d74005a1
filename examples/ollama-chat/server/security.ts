import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import { HttpError } from './http-error.ts'

const INDEX = new URL('../page/index.html', import.meta.url)
const OWN_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * This server has no accounts: whoever reaches it may read the log. So it answers only to its own names (a foreign name
 * that points here would make a foreign page its own), and its API only to its own page.
 */
export function guard(): RequestHandler {
  return (request, _, next) => {
    if (!OWN_NAMES.has(nameOf(request.headers.host))) {
      throw new HttpError(421, 'foreign_host', 'This server answers to 127.0.0.1 and localhost only')
    }
    // Routes are found whatever the case of their letters.
    if (request.path.toLowerCase().startsWith('/api/') && isForeign(request)) {
      throw new HttpError(403, 'foreign_origin', 'Pages of other origins may not use this API')
    }
    next()
  }
}

/** Says what the page may load: its own files, and its import map by hash. */
export function securityHeaders(): RequestHandler {
  return (_, response, next) => {
    const policy = [
      "default-src 'self'",
      ["script-src 'self'", ...importMapHashes()].join(' '),
      "img-src 'self' data:",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'self'",
    ]
    response.set({
      'content-security-policy': policy.join('; '),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    next()
  }
}

function nameOf(host: string | undefined): string {
  return (host ?? '').toLowerCase().replace(/:\d+$/, '')
}

// Browsers send one of the two with everything that another page starts; other clients send neither.
function isForeign({ headers }: IncomingMessage): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers
  if (origin !== undefined && origin.toLowerCase() !== `http://${host ?? ''}`.toLowerCase()) return true
  return site === 'cross-site' || site === 'same-site'
}

/** Of the page as it is now, so that it can be edited while the server runs. */
function importMapHashes(): readonly string[] {
  const maps = pageText().matchAll(/<script type="importmap">([\s\S]*?)<\/script>/g)
  return [...maps].map(([, map = '']) => `'sha256-${createHash('sha256').update(map).digest('base64')}'`)
}

function pageText(): string {
  try {
    return readFileSync(INDEX, 'utf8')
  } catch {
    return ''
  }
}
