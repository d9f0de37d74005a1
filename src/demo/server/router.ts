import type { IncomingMessage } from 'node:http'
import type { JsonObject } from '../../core/json.ts'
import { readBody } from './request-body.ts'
import { sendError, type Exchange } from './respond.ts'

export type Route =
  | { readonly method: 'GET'; readonly answersHead: boolean; readonly handle: (exchange: Exchange) => void }
  | { readonly method: 'POST'; readonly handle: (exchange: Exchange, body: JsonObject) => void | Promise<void> }

/** One route for each path. */
export type Routes = ReadonlyMap<string, Route>

/** Finds the route of a request and hands it over: 404, 405 and what is wrong with a body are answered here. */
export async function dispatch(
  request: IncomingMessage,
  exchange: Exchange,
  { routes, maxBodyBytes }: { readonly routes: Routes; readonly maxBodyBytes: number },
): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/'
  const route = routes.get(path)
  if (route === undefined) {
    const known = [...routes.keys()].join(', ')
    sendError(exchange, 404, `page not found: the finetap demo model answers ${known}`)
    return
  }
  const method = request.method ?? 'GET'
  const allowed: readonly string[] = route.method === 'GET' && route.answersHead ? ['GET', 'HEAD'] : [route.method]
  if (!allowed.includes(method)) {
    exchange.response.setHeader('allow', allowed.join(', '))
    sendError(exchange, 405, `method ${method} not allowed, use ${allowed.join(' or ')}`)
    return
  }
  if (route.method === 'GET') {
    route.handle(exchange)
    return
  }
  const read = await readBody(request, maxBodyBytes)
  if (read.kind === 'ok') await route.handle(exchange, read.body)
  else if (read.kind === 'refused') sendError(exchange, read.status, read.error)
}
