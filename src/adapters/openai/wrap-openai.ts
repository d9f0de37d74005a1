import { field, textField } from '../../core/field.ts'
import { transparentProxy } from '../../middleware/transparent-proxy.ts'
import { isWrapped } from '../../middleware/unwrap.ts'
import { createCaptures } from '../api-client/captures.ts'
import { clientMethods } from '../api-client/client-methods.ts'
import { noClient } from '../api-client/no-client.ts'
import { wrapResource } from '../api-client/resource.ts'
import { requireObject, requireOptions, type CaptureOptions } from '../capture-options.ts'
import { openaiChat } from '../wire/openai-chat/index.ts'
import { openaiResponses } from '../wire/openai-responses/index.ts'
import { providerOf } from '../wire/provider.ts'

/** What finetap needs of a client of the `openai` package. */
export type OpenAILike = {
  readonly chat: { readonly completions: { create(body: never, options?: never): unknown } }
}

const WANTED = { door: 'wrapOpenAI', className: 'OpenAI', method: 'chat.completions.create' }
const SOURCE = { adapter: 'openai', framework: 'openai' } as const
/** Methods that ask by way of `create`, which they take from the client that they are given. */
const COMPLETIONS_HELPERS = ['parse', 'stream', 'runTools']
const RESPONSES_HELPERS = ['parse', 'stream']

/**
 * Captures every chat completion and every response of an OpenAI client, also those of `.stream()`, `.parse()`, `runTools()`
 * and of clients made by `withOptions()`; of `AzureOpenAI`, subclasses and servers that speak like OpenAI too. Returns a
 * stand-in with the client's class, fields and methods; calls return the client's own `APIPromise`s and `Stream`s. Wrapping
 * twice is wrapping once, and `unwrap` gives the client back.
 *
 * Requests are copied as they are when the call is made. openai 7 reads them a moment later: what an app changes right
 * behind the call is sent, and not recorded. An answer that `.stream()` itself cannot make sense of, and stops reading,
 * ends as `aborted`.
 *
 * @param options labels for all calls, and the recorder (default: the recorder of the process)
 * @throws FinetapError `bad_option` when it is given no client of the `openai` package
 * @example
 * const openai = wrapOpenAI(new OpenAI())
 * const completion = await openai.chat.completions.create({ model: 'gpt-5-mini', messages })
 */
export function wrapOpenAI<Client extends OpenAILike>(client: Client, options: CaptureOptions = {}): Client {
  requireObject(client, 'wrapOpenAI', 'the client itself, such as wrapOpenAI(new OpenAI())')
  requireOptions(options, 'wrapOpenAI')
  if (isWrapped(client)) return client
  if (!isClient(client)) throw noClient(client, WANTED)
  const provider = createProvider(client)
  const protocols = [openaiChat, openaiResponses]
  const captures = createCaptures({ client, source: SOURCE, options, protocols, provider })
  const createChat = captures.creating(openaiChat)
  const createResponse = captures.creating(openaiResponses)

  const chat = (own: object): object => wrapResource(own, { client: self, members: { completions } })
  const completions = (own: object): object =>
    wrapResource(own, { client: self, create: createChat, helpers: COMPLETIONS_HELPERS })
  const texts = (own: object): object => wrapResource(own, { client: self, create: createChat })
  const responses = (own: object): object =>
    wrapResource(own, { client: self, create: createResponse, helpers: RESPONSES_HELPERS })
  const beta = (own: object): object => wrapResource(own, { client: self, members: { chat, responses } })

  const methods = clientMethods(client, captures, (child) => (isClient(child) ? wrapOpenAI(child, options) : child))
  const wrapped = transparentProxy(client, methods, { chat, responses, beta, completions: texts })
  const self = (): object => wrapped
  return wrapped
}

/** Asked with each call, because an app may send its client elsewhere. */
function createProvider(client: object): () => string | undefined {
  let last = { baseURL: '', provider: providerOf('') }
  return () => {
    const baseURL = textField(client, 'baseURL') ?? ''
    if (baseURL !== last.baseURL) last = { baseURL, provider: providerOf(baseURL) }
    return last.provider
  }
}

function isClient(value: unknown): value is OpenAILike {
  return typeof field(field(field(value, 'chat'), 'completions'), 'create') === 'function'
}
