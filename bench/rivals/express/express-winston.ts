import { EventEmitter, once } from 'node:events'
import { field } from '../../../src/core/field.ts'
import { requireHandler } from '../../express/way.ts'
import { call, create, load, objectOf } from '../../support/packages.ts'
import type { ExpressRival } from './rival.ts'

/** With the bodies of requests, and of answers that are sent in one piece: it looks at the last piece alone. */
export const expressWinston: ExpressRival = {
  name: 'express-winston',
  async open(file) {
    const winston = objectOf(field(await load('winston'), 'default'), 'winston')
    const middleware = objectOf(field(await load('express-winston'), 'default'), 'express-winston')
    const transport = create(objectOf(field(winston, 'transports'), 'transports'), 'File', { filename: file })
    const options = {
      transports: [transport],
      format: call(objectOf(field(winston, 'format'), 'format'), 'json'),
      requestWhitelist: ['url', 'headers', 'method', 'httpVersion', 'originalUrl', 'query', 'body'],
      responseWhitelist: ['statusCode', 'responseTime', 'body'],
    }
    const handler = requireHandler(call(middleware, 'logger', options))
    const lines = countLines(transport)
    return {
      handlers: [(...values) => (lines.expect(), handler(...values))],
      flush: lines.written,
    }
  },
}

/** The transport has no flush, but says of each line when it is on its way to the file. */
function countLines(transport: object): { readonly expect: () => void; readonly written: () => Promise<void> } {
  if (!(transport instanceof EventEmitter)) throw new TypeError('the transport says nothing')
  const lines = { expected: 0, logged: 0 }
  transport.on('logged', () => void (lines.logged += 1))
  return {
    expect: () => void (lines.expected += 1),
    async written() {
      while (lines.logged < lines.expected) await once(transport, 'logged')
    },
  }
}
