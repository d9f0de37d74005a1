import { asksForStream, type Wire } from '../wire.ts'
import type { OpenExchange } from './exchange.ts'
import type { Piece, Script, ScriptStep } from './script.ts'

// Nothing of these may reach a record; clients that retry wait no longer than this asks for.
const HEADERS = { 'set-cookie': 'session=finetap-conformance-cookie', 'retry-after-ms': '1' }

/** A secret that the upstream sends in a header. */
export const COOKIE = 'finetap-conformance-cookie'

/** Answers a request as the script says. */
export async function play(exchange: OpenExchange, script: Script, wire: Wire): Promise<void> {
  const isStream = asksForStream(wire, exchange)
  const pieces: Piece[] = []
  for (const step of script) {
    if (exchange.isOver()) return
    if (step.type === 'kill') return exchange.kill()
    if (step.type === 'status') return refuse(exchange, step, wire)
    if (step.type === 'pause') await Promise.race([step.until(), exchange.fate])
    else {
      const index = pieces.push(step.type === 'bytewise' ? step.piece : step) - 1
      if (isStream) await send(exchange, step, wire, pieces.slice(0, index))
    }
  }
  if (exchange.isOver()) return
  if (!isStream) return answer(exchange, 200, wire.whole(pieces))
  begin(exchange, wire)
  exchange.response.end()
}

function refuse({ response }: OpenExchange, step: ScriptStep & { readonly type: 'status' }, wire: Wire): void {
  // A status line of the server's own, because clients put it into their messages.
  response.statusMessage = 'Refused'
  const body = wire.error(step.message)
  response.writeHead(step.status, { ...HEADERS, 'content-type': 'application/json' }).end(body)
}

function answer({ response }: OpenExchange, status: number, body: string): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'application/json' }).end(body)
}

type Sendable = Piece | (ScriptStep & { readonly type: 'bytewise' })

function begin({ response }: OpenExchange, wire: Wire): void {
  if (!response.headersSent) response.writeHead(200, { ...HEADERS, 'content-type': wire.contentType }).flushHeaders()
}

async function send(exchange: OpenExchange, step: Sendable, wire: Wire, before: readonly Piece[]): Promise<void> {
  begin(exchange, wire)
  const isBytewise = step.type === 'bytewise'
  const bytes = Buffer.from(wire.piece(isBytewise ? step.piece : step, before.length, before) ?? '')
  const size = isBytewise ? 1 : bytes.length
  for (let start = 0; start < bytes.length && !exchange.isOver(); start += size) {
    await written(exchange, bytes.subarray(start, start + size))
  }
}

/** A chunk of its own: the bytes are with the system before the next are written. */
function written({ response, fate }: OpenExchange, bytes: Buffer): Promise<unknown> {
  const done = new Promise<void>((resolve) => response.write(bytes, () => resolve()))
  return Promise.race([done, fate])
}
