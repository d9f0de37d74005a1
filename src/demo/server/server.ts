import { createServer, type Server } from 'node:http'
import { FinetapError } from '../../core/errors.ts'
import { createResponder } from '../answering/responder.ts'
import { FAQ } from '../faq/faq.ts'
import { DEMO_MODEL_NAME } from '../model-card.ts'
import { createResidency } from './keep-alive.ts'
import { dispatch } from './router.ts'
import { demoRoutes } from './routes.ts'
import { createVariants } from './variants.ts'
import { createWork, type Work } from './work.ts'

export type DemoModelOptions = {
  /** Default 0: any free port. */
  readonly port?: number
  /** Milliseconds before each token, default 0. About 25 looks like a model that types. */
  readonly tokenDelayMs?: number
  /** Larger requests get 413. Default 50 MiB. */
  readonly maxBodyBytes?: number
}

export type DemoModel = {
  /** Where it listens, such as `http://127.0.0.1:49152`: the `host` of an Ollama client. */
  readonly url: string
  readonly port: number
  /** The name of its one model. */
  readonly model: string
  /** Resolves when no request is being worked on. */
  idle(): Promise<void>
  /** Stops listening and ends open answers at once. Resolves when all connections are gone. */
  close(): Promise<void>
}

const HOST = '127.0.0.1'
const MAX_BODY_BYTES = 50 * 1024 * 1024

/**
 * Starts the demo model: a server on 127.0.0.1 that speaks Ollama's HTTP API and answers from the bundled FAQ of a shop
 * that does not exist. There is no language model, no network and no key.
 *
 * Answers `GET /`, `/api/version`, `/api/tags`, `/api/ps` and `POST /api/show`, `/api/chat`, `/api/generate`; for clients of
 * OpenAI and Anthropic, as Ollama does, `/v1/models`, `/v1/chat/completions`, `/v1/responses`, `/v1/messages`. In a fresh
 * server the same requests in the same order get the same answers; asking the same thing again gives another wording,
 * unless `options.seed` or temperature 0 fixes it. `think` shows how the answer was found, `format` gives JSON, and an
 * offered `get_order` is called when the user names an order (see `getOrder`). Unlike Ollama it does not think unless
 * asked to, counts tokens by estimate, and gives no logprobs.
 *
 * Slash commands in the user's text plant flaws: `/pii`, `/short`, `/long`, `/slow`, `/error` (500), `/error-mid` (an
 * error line in mid-stream), `/cut` (the connection is torn in mid-answer).
 *
 * @throws FinetapError `bad_option` for a pace or a limit that is no number from 0 up, `demo_failed` when the port cannot be used.
 * @example
 * const demo = await startDemoModel({ tokenDelayMs: 25 })
 * const ollama = new Ollama({ host: demo.url })
 * await ollama.chat({ model: demo.model, messages: [{ role: 'user', content: 'How long does delivery take?' }] })
 * await demo.close()
 */
export async function startDemoModel(options: DemoModelOptions = {}): Promise<DemoModel> {
  const { port = 0, tokenDelayMs = 0, maxBodyBytes = MAX_BODY_BYTES } = options
  checkNumber('tokenDelayMs', tokenDelayMs)
  checkNumber('maxBodyBytes', maxBodyBytes)
  const residency = createResidency()
  const respond = createResponder(FAQ)
  const routes = demoRoutes({ respond, residency, chooseVariant: createVariants(), tokenDelayMs })
  const work = createWork()
  const server = createServer((request, response) => {
    work.start(response, (exchange) => dispatch(request, exchange, { routes, maxBodyBytes }))
  })
  const listening = await listen(server, port)
  let closing: Promise<void> | undefined
  return {
    url: `http://${HOST}:${listening}`,
    port: listening,
    model: DEMO_MODEL_NAME,
    idle: () => work.idle(),
    close: () => (closing ??= closeServer(server, work)),
  }
}

function checkNumber(name: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return
  throw new FinetapError('bad_option', { what: `${name} is ${value}`, fix: `give ${name} a number from 0 up` })
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, HOST, resolve)
    })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new FinetapError('demo_failed', {
      what: `The demo model cannot listen on ${HOST}:${port}`,
      why,
      fix: 'leave the port out, so that a free one is taken, or name another',
      cause,
    })
  }
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

async function closeServer(server: Server, work: Work): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
  await work.idle()
}
