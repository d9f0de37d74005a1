import type { Json, JsonObject } from '../../../core/json.ts'
import { idFor, type AskedBody } from '../endpoint.ts'
import type { Frame } from '../script.ts'
import { joined } from '../wire.ts'

export type CallItem = JsonObject & { readonly id: string; readonly arguments: string }

/** The parts of a response: what a text or a thought is called, as an item, as its part, and in its events. */
export type ItemKind = {
  readonly prefix: string
  readonly item: (id: string, parts: readonly Json[]) => JsonObject
  readonly part: (text: string) => JsonObject
  readonly partEvent: string
  readonly textEvent: string
  readonly index: JsonObject
}

export const TEXT_ITEM: ItemKind = {
  prefix: 'msg',
  item: (id, content) => ({ id, type: 'message', role: 'assistant', status: 'completed', content }),
  part: (text) => ({ type: 'output_text', text, annotations: [] }),
  partEvent: 'response.content_part',
  textEvent: 'response.output_text',
  index: { content_index: 0 },
}

export const THOUGHT_ITEM: ItemKind = {
  prefix: 'rs',
  item: (id, summary) => ({ id, type: 'reasoning', summary }),
  part: (text) => ({ type: 'summary_text', text }),
  partEvent: 'response.reasoning_summary_part',
  textEvent: 'response.reasoning_summary_text',
  index: { summary_index: 0 },
}

/** The whole output of an answer. */
export function outputOf(frames: readonly Frame[], asked: AskedBody): readonly JsonObject[] {
  const { thinking, text } = joined(frames)
  return [
    ...(thinking === '' ? [] : [whole(THOUGHT_ITEM, thinking, asked)]),
    ...(text === '' ? [] : [whole(TEXT_ITEM, text, asked)]),
    ...callItems(frames, asked),
  ]
}

function whole({ prefix, item, part }: ItemKind, text: string, asked: AskedBody): JsonObject {
  return item(`${prefix}_${idFor(asked, 0)}`, [part(text)])
}

export function callItems(frames: readonly Frame[], asked: AskedBody): readonly CallItem[] {
  return joined(frames).toolCalls.map(({ name, arguments: input }, index) => ({
    id: `fc_${idFor(asked, index)}`,
    type: 'function_call',
    status: 'completed',
    call_id: `call_${idFor(asked, index)}`,
    name,
    arguments: JSON.stringify(input),
  }))
}
