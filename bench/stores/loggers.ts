import { EventEmitter, once } from 'node:events'
import { field } from '../../src/core/field.ts'
import { call, create, load, objectOf } from '../support/packages.ts'

/** A logger that writes lines of JSON to a file. */
export type Logger = { readonly log: (record: object) => void; readonly written: () => Promise<void> }

/** Without waiting for the disk, which its documentation advises where speed matters. */
export async function openPino(file: string): Promise<Logger> {
  const pino = objectOf(field(await load('pino'), 'default'), 'pino')
  const destination = objectOf(call(pino, 'destination', { dest: file, sync: false }), 'the destination')
  const logger = objectOf(Reflect.apply(functionOf(pino), undefined, [{}, destination]), 'the logger')
  return {
    log: (record) => void call(logger, 'info', record),
    written: () =>
      new Promise((resolve, reject) => {
        call(destination, 'flush', (error: unknown) => (error instanceof Error ? reject(error) : resolve()))
      }),
  }
}

export async function openWinston(file: string): Promise<Logger> {
  const winston = objectOf(field(await load('winston'), 'default'), 'winston')
  const transport = create(objectOf(field(winston, 'transports'), 'transports'), 'File', { filename: file })
  const format = call(objectOf(field(winston, 'format'), 'format'), 'json')
  const logger = objectOf(call(winston, 'createLogger', { transports: [transport], format }), 'the logger')
  if (!(transport instanceof EventEmitter)) throw new TypeError('the transport says nothing')
  const lines = { expected: 0, logged: 0 }
  transport.on('logged', () => void (lines.logged += 1))
  return {
    log(record) {
      lines.expected += 1
      call(logger, 'info', 'turn', record)
    },
    // It has no flush, but says of each line when it is on its way to the file.
    async written() {
      while (lines.logged < lines.expected) await once(transport, 'logged')
    },
  }
}

function functionOf(value: object): Function {
  if (typeof value === 'function') return value
  throw new TypeError('this is no function')
}
