import { field } from '../../core/field.ts'
import { transparentProxy } from '../../middleware/transparent-proxy.ts'
import { isWrapped } from '../../middleware/unwrap.ts'
import { createCaptures } from '../api-client/captures.ts'
import { clientMethods } from '../api-client/client-methods.ts'
import { noClient } from '../api-client/no-client.ts'
import { wrapResource } from '../api-client/resource.ts'
import { requireObject, requireOptions, type CaptureOptions } from '../capture-options.ts'
import { anthropicMessages } from '../wire/anthropic-messages/index.ts'

/** What finetap needs of a client of `@anthropic-ai/sdk`. */
export type AnthropicLike = {
  readonly messages: { create(body: never, options?: never): unknown }
}

const WANTED = { door: 'wrapAnthropic', className: 'Anthropic', method: 'messages.create' }
const SOURCE = { adapter: 'anthropic', framework: '@anthropic-ai/sdk' } as const
/** Methods that ask by way of `create`. Tool runners and threads take it from the client that they are given. */
const HELPERS = ['parse', 'stream', 'toolRunner', 'thread', '_toolRunnerThread']

/**
 * Captures every message of an Anthropic client, also those of `.stream()`, `.parse()`, `beta.messages`, tool runners,
 * threads and clients made by `withOptions()`; of subclasses and servers that speak like Anthropic too. Returns a stand-in
 * with the client's class, fields and methods; calls return the client's own `APIPromise`s and streams. Token counts and
 * batches are left alone. Wrapping twice is wrapping once, and `unwrap` gives the client back. An answer that `.stream()`
 * itself cannot make sense of, and stops reading, ends as `aborted`.
 *
 * @param options labels for all calls, and the recorder (default: the recorder of the process)
 * @throws FinetapError `bad_option` when it is given no client of `@anthropic-ai/sdk`
 * @example
 * const anthropic = wrapAnthropic(new Anthropic())
 * const message = await anthropic.messages.create({ model: 'claude-haiku-5-5', max_tokens: 1024, messages })
 */
export function wrapAnthropic<Client extends AnthropicLike>(client: Client, options: CaptureOptions = {}): Client {
  requireObject(client, 'wrapAnthropic', 'the client itself, such as wrapAnthropic(new Anthropic())')
  requireOptions(options, 'wrapAnthropic')
  if (isWrapped(client)) return client
  if (!isClient(client)) throw noClient(client, WANTED)
  const captures = createCaptures({ client, source: SOURCE, options, protocols: [anthropicMessages] })
  const create = captures.creating(anthropicMessages)

  const messages = (own: object): object => wrapResource(own, { client: self, create, helpers: HELPERS })
  const beta = (own: object): object => wrapResource(own, { client: self, members: { messages } })

  const methods = clientMethods(client, captures, (child) => (isClient(child) ? wrapAnthropic(child, options) : child))
  const wrapped = transparentProxy(client, methods, { messages, beta })
  const self = (): object => wrapped
  return wrapped
}

function isClient(value: unknown): value is AnthropicLike {
  return typeof field(field(value, 'messages'), 'create') === 'function'
}
