import { field } from '../../../src/core/field.ts'
import { requireHandler } from '../../express/way.ts'
import { call, load, objectOf } from '../../support/packages.ts'
import type { ExpressRival } from './rival.ts'

/** As it comes: no bodies. Writes without waiting, which its documentation advises where speed matters. */
export const pinoHttp: ExpressRival = { name: 'pino-http', open: (file) => open(file, {}) }

/** With the body of the request; of the answer it has none. */
export const pinoHttpWithBodies: ExpressRival = {
  name: 'pino-http-bodies',
  open: (file) => open(file, { serializers: { req: withBody } }),
}

async function open(file: string, options: object): ReturnType<ExpressRival['open']> {
  const pino = objectOf(field(await load('pino'), 'default'), 'pino')
  const destination = objectOf(call(pino, 'destination', { dest: file, sync: false }), 'the destination')
  const handler = requireHandler(call(await load('pino-http'), 'pinoHttp', options, destination))
  const flush = (): Promise<void> =>
    new Promise((resolve, reject) => {
      call(destination, 'flush', (error: unknown) => (error instanceof Error ? reject(error) : resolve()))
    })
  return { handlers: [handler], flush }
}

/** As its documentation says. */
function withBody(request: { body?: unknown; readonly raw: unknown }): unknown {
  request.body = field(request.raw, 'body')
  return request
}
