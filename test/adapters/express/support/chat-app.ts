import express, { type Express } from 'express'
import { serve, type Served } from './apps.ts'

/** An app with a parser of JSON and these routes, served until the end of the block. */
export async function startApp(build: (app: Express) => void): Promise<Served & AsyncDisposable> {
  const app = express()
  app.use(express.json({ limit: '100mb' }))
  build(app)
  // What goes wrong on purpose is not to be printed.
  app.set('env', 'test')
  const served = await serve(app)
  return { ...served, [Symbol.asyncDispose]: served.close }
}

export function post(url: string, body: object, headers: { readonly [name: string]: string } = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}
