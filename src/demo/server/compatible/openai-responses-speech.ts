import type { Json, JsonObject } from '../../../core/json.ts'
import { idFor, type AskedBody } from '../endpoint.ts'
import type { Script } from '../script.ts'
import type { Speech, Tally } from '../speech.ts'
import { joined } from '../wire.ts'
import { ResponseEvents } from './response-events.ts'
import { callItems, outputOf, TEXT_ITEM, THOUGHT_ITEM } from './response-items.ts'

/**
 * Answers of `/v1/responses`.
 *
 * @param keep takes the text of the answer, so that a client can go on from it
 */
export function responseSpeech(asked: AskedBody, id: string, keep: (text: string) => void): Speech {
  const created_at = Math.floor(Date.now() / 1_000)
  const previous_response_id = asked.body['previous_response_id'] ?? null
  const head = { id, object: 'response', created_at, model: asked.model, previous_response_id }
  const events = new ResponseEvents()

  function ended(tally: Tally, output: readonly Json[]): JsonObject {
    keep(joined(tally.script.frames).text)
    const reason = tally.script.doneReason === 'length' ? { reason: 'max_output_tokens' } : null
    const end = { status: statusOf(tally.script), incomplete_details: reason, error: null, usage: usageOf(tally) }
    return { ...head, ...end, output }
  }

  return {
    contentType: 'text/event-stream',
    opening: () => events.event('response.created', { response: { ...head, status: 'in_progress', output: [] } }),
    frame(frame) {
      if (frame.kind === 'tool_calls') {
        const calls = callItems([frame], asked)
        return calls.map((call) => events.call(call)).join('')
      }
      const kind = frame.kind === 'content' ? TEXT_ITEM : THOUGHT_ITEM
      return events.piece(kind, `${kind.prefix}_${idFor(asked, 0)}`, frame.text)
    },
    failure: (message) => events.event('error', { code: 'server_error', message, param: null }),
    closing(tally) {
      const closed = events.close()
      return closed + events.event(`response.${statusOf(tally.script)}`, { response: ended(tally, events.done) })
    },
    whole: (tally) => ended(tally, outputOf(tally.script.frames, asked)),
  }
}

function statusOf({ doneReason }: Script): 'completed' | 'incomplete' {
  return doneReason === 'length' ? 'incomplete' : 'completed'
}

function usageOf({ script, promptTokens }: Tally): JsonObject {
  const { evalCount } = script
  return { input_tokens: promptTokens, output_tokens: evalCount, total_tokens: promptTokens + evalCount }
}
