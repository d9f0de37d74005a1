import fc from 'fast-check'
import { cutUp } from '../openai-chat/random-answers.ts'

/** An item, and how it comes: the texts in it, each with the event that brings its pieces. */
export type RandomItem = {
  readonly type: string
  readonly texts: readonly string[]
}

const text = fc.string({ unit: 'grapheme', maxLength: 30 })

const anyItem: fc.Arbitrary<RandomItem> = fc.record({
  type: fc.constantFrom(
    'message',
    'refusal',
    'summary',
    'thought',
    'function_call',
    'custom_tool_call',
    'web_search_call',
  ),
  texts: fc.array(text, { minLength: 1, maxLength: 2 }),
})

export const answers: fc.Arbitrary<readonly RandomItem[]> = fc.array(anyItem, { maxLength: 4 })

/** An event, and how its item stands behind it. */
export type Sent = { readonly event: object; readonly index: number; readonly item: object }

type Next = (limit: number) => number

/** An item of an answer with as much of its texts. */
export function itemOf({ type, texts }: RandomItem, isDone: boolean): object {
  const [first = ''] = texts
  switch (type) {
    case 'message':
      return { type, role: 'assistant', content: texts.map((one) => ({ type: 'output_text', text: one })) }
    case 'refusal':
      return { type: 'message', role: 'assistant', content: texts.map((refusal) => ({ type, refusal })) }
    case 'summary':
      return {
        type: 'reasoning',
        summary: texts.map((one) => ({ type: 'summary_text', text: one })),
        ...sealed(isDone),
      }
    case 'thought':
      return {
        type: 'reasoning',
        content: texts.map((one) => ({ type: 'reasoning_text', text: one })),
        ...sealed(isDone),
      }
    case 'function_call':
      return { type, call_id: 'c1', name: 'weather', arguments: first }
    case 'custom_tool_call':
      return { type, call_id: 'c1', name: 'query', input: first }
    default:
      return { type, status: isDone ? 'completed' : 'in_progress' }
  }
}

function sealed(isDone: boolean): object {
  return isDone ? { encrypted_content: 'sealed' } : {}
}

const DELTAS: { readonly [type: string]: readonly [event: string, index: string] } = {
  message: ['output_text', 'content_index'],
  refusal: ['refusal', 'content_index'],
  summary: ['reasoning_summary_text', 'summary_index'],
  thought: ['reasoning_text', 'content_index'],
  function_call: ['function_call_arguments', 'item_id'],
  custom_tool_call: ['custom_tool_call_input', 'item_id'],
}

/** The events of such an answer: those of an item in order, the items mixed. */
export function eventsOf(items: readonly RandomItem[], rolls: readonly number[]): readonly Sent[] {
  let roll = 0
  const next: Next = (limit) => (rolls[(roll += 1) % rolls.length] ?? 0) % limit
  const lanes = items.map((one, index) => itemEvents(one, index, next))
  const mixed: Sent[] = []
  while (lanes.length > 0) {
    const place = next(lanes.length)
    const sent = lanes[place]?.shift()
    if (sent === undefined) lanes.splice(place, 1)
    else mixed.push(sent)
  }
  return mixed
}

function itemEvents(whole: RandomItem, index: number, next: Next): Sent[] {
  const seen = whole.texts.map(() => '')
  const sent = (type: string, rest: object, isDone = false): Sent => {
    const item = itemOf({ ...whole, texts: isDone ? whole.texts : [...seen] }, isDone)
    return { event: { type: `response.${type}`, output_index: index, ...rest }, index, item }
  }
  const nothing = itemOf({ ...whole, texts: [] }, false)
  const events = [sent('output_item.added', { item: nothing })]
  const [name, indexName = ''] = DELTAS[whole.type] ?? []
  const isCall = indexName === 'item_id'
  for (const [place, one] of isCall ? [[0, whole.texts[0] ?? ''] as const] : whole.texts.entries()) {
    if (name === undefined) break
    for (const delta of cutUp(one, next)) {
      seen[place] += delta
      events.push(sent(`${name}.delta`, { [indexName]: isCall ? `item_${index}` : place, delta }))
    }
    events.push(sent(`${name}.done`, { [indexName]: isCall ? `item_${index}` : place, text: one }))
  }
  return [...events, sent('output_item.done', { item: itemOf(whole, true) }, true)]
}
