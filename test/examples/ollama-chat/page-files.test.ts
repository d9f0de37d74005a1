import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { ChatApp } from '../../../examples/ollama-chat/server/app.ts'
import { errorOf, startApp } from './chat-client.ts'

const VENDOR = ['preact', 'preact-hooks', 'signals', 'signals-core', 'htm', 'marked', 'dompurify']

// fetch sets Host and Origin itself.
function ask(
  app: ChatApp,
  path: string,
  headers: { readonly [name: string]: string },
  method = 'GET',
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(app.url + path, { method, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('the page', () => {
  test('loads nothing but its own files, and its import map by hash', async () => {
    const app = await startApp()
    const page = await fetch(app.url)
    const html = await page.text()
    const map = /<script type="importmap">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? ''
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(policy).toContain(`script-src 'self' 'sha256-${createHash('sha256').update(map).digest('base64')}'`)
    expect(policy).toMatch(/default-src 'self'.*frame-ancestors 'none'.*base-uri 'none'/)
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    expect(page.headers.has('x-powered-by')).toBe(false)
    const imported = Object.values((JSON.parse(map) as { imports: Record<string, string> }).imports)
    const statuses = await Promise.all(imported.map(async (path) => (await fetch(new URL(path, app.url))).status))
    expect(statuses).toEqual(imported.map(() => 200))
  })

  test.for(VENDOR)('finds %s in node_modules, and asks again only for what changed', async (name) => {
    const app = await startApp()
    const first = await fetch(`${app.url}/vendor/${name}.js`)
    expect(first.headers.get('content-type')).toContain('text/javascript')
    expect(await first.text()).toMatch(/export/)
    const etag = first.headers.get('etag') ?? ''
    expect(await ask(app, `/vendor/${name}.js`, { 'if-none-match': etag })).toBe(304)
  })

  test.for([
    '/vendor/other.js',
    '/vendor/__proto__',
    '/../package.json',
    '/%2e%2e/server/app.ts',
    '/server/app.ts',
    '/api/none',
  ])('%s is not there', async (path) => {
    const app = await startApp()
    expect(await ask(app, path, {})).toBe(404)
  })
})

describe('strangers', () => {
  test.for([
    ['another host name', '/', { host: 'evil.example' }, 421],
    ['another host name with a port', '/api/models', { host: 'evil.example:4747' }, 421],
    ['localhost', '/api/models', { host: 'localhost:9999' }, 200],
    ['another origin', '/api/models', { origin: 'https://evil.example' }, 403],
    ['another port', '/api/models', { origin: 'http://127.0.0.1:1' }, 403],
    ['no origin at all', '/api/models', { origin: 'null' }, 403],
    ['another origin that writes it in capitals', '/API/models', { origin: 'https://evil.example' }, 403],
    ['a link from elsewhere', '/api/dataset/export.zip', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a link from elsewhere to the page', '/', { 'sec-fetch-site': 'cross-site' }, 200],
  ] as const)('%s', async ([, path, headers, status]) => {
    const app = await startApp()
    expect(await ask(app, path, headers)).toBe(status)
  })

  test('its own page may', async () => {
    const app = await startApp()
    expect(await ask(app, '/api/samples', { origin: 'https://evil.example' }, 'POST')).toBe(403)
    expect(await ask(app, '/api/models', { origin: app.url, 'sec-fetch-site': 'same-origin' })).toBe(200)
  })

  test('errors are JSON', async () => {
    const app = await startApp()
    const response = await fetch(`${app.url}/api/none`)
    expect(await errorOf(response)).toEqual({ code: 'not_found', message: 'There is no GET /api/none' })
  })
})
