import fc from 'fast-check'
import { chunk, completion } from './support.ts'

export type Call = { readonly id: string; readonly name: string; readonly args: string }

export type RandomChoice = {
  readonly reasoning: string
  readonly content: string
  readonly refusal: string
  readonly calls: readonly Call[]
  readonly sources: readonly string[]
  readonly reason: string
}

const text = fc.string({ unit: 'grapheme', maxLength: 30 })

const args = fc.oneof(
  fc
    .dictionary(fc.string({ minLength: 1, maxLength: 5 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 })
    .map((value) => JSON.stringify(value)),
  // Models write such arguments, too.
  fc.string({ maxLength: 12 }),
)

const calls = fc
  .array(fc.record({ name: fc.constantFrom('weather', 'now'), args }), { maxLength: 3 })
  .map((list) => list.map((call, index) => ({ ...call, id: `c${index}` })))

const choice: fc.Arbitrary<RandomChoice> = fc.record({
  reasoning: text,
  content: text,
  refusal: text,
  calls,
  sources: fc.array(fc.webUrl(), { maxLength: 2 }),
  reason: fc.constantFrom('stop', 'length', 'tool_calls', 'content_filter', 'odd'),
})

export const answers: fc.Arbitrary<readonly RandomChoice[]> = fc.array(choice, { minLength: 1, maxLength: 3 })

/** Where texts are cut, and which lane goes on next. */
export const dice: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 40 })

const USAGE = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 }

export function wholeOf(choices: readonly RandomChoice[]): object {
  return completion({}, null, {
    usage: USAGE,
    choices: choices.map((one, index) => ({ index, finish_reason: one.reason, message: messageOf(one) })),
  })
}

export function messageOf({ reasoning, content, refusal, calls: made, sources }: RandomChoice): object {
  return {
    role: 'assistant',
    content,
    reasoning_content: reasoning,
    refusal,
    tool_calls: made.map(({ id, name, args: written }) => ({ id, function: { name, arguments: written } })),
    annotations: sources.map(annotation),
  }
}

/** A chunk, and what of the answer it carries. */
export type Sent = { readonly chunk: object; readonly carries: Carried }

type Carried = Partial<RandomChoice>
type Delta = { readonly delta: object; readonly carries: Carried }

/** The chunks of such an answer: what belongs together in order, the rest mixed. */
export function chunksOf(choices: readonly RandomChoice[], rolls: readonly number[]): readonly Sent[] {
  let roll = 0
  const next = (limit: number): number => (rolls[(roll += 1) % rolls.length] ?? 0) % limit
  const begun = { role: 'assistant', content: '' }
  const chunks: Sent[] = choices.map((_, index) => ({ chunk: chunk(begun, null, index), carries: {} }))
  const open = choices.map((one, index) => ({ index, reason: one.reason, lanes: lanesOf(one, next) }))
  while (open.length > 0) {
    const place = next(open.length)
    const one = open[place]
    if (one === undefined) break
    const { index, lanes, reason } = one
    const lane = lanes[next(Math.max(1, lanes.length))]
    const said = lane?.shift()
    if (lane?.length === 0) lanes.splice(lanes.indexOf(lane), 1)
    if (said === undefined) open.splice(place, 1)
    if (said === undefined) chunks.push({ chunk: chunk({}, reason, index), carries: { reason } })
    else chunks.push({ chunk: chunk(said.delta, null, index), carries: said.carries })
  }
  return [...chunks, { chunk: { ...chunk({}), choices: [], usage: USAGE }, carries: {} }]
}

/** What a single choice has come to by some of its chunks. */
export function joined(sent: readonly Sent[]): RandomChoice {
  const all = sent.map(({ carries }) => carries)
  const pieces = all.flatMap(({ calls: made = [] }) => made)
  return {
    reasoning: all.map(({ reasoning = '' }) => reasoning).join(''),
    content: all.map(({ content = '' }) => content).join(''),
    refusal: all.map(({ refusal = '' }) => refusal).join(''),
    sources: all.flatMap(({ sources = [] }) => sources),
    calls: [...new Set(pieces.map(({ id }) => id))].toSorted().map((id) => {
      const ofCall = pieces.filter((piece) => piece.id === id)
      return { id, name: ofCall[0]?.name ?? '', args: ofCall.map(({ args: piece }) => piece).join('') }
    }),
    reason: all.findLast(({ reason }) => reason !== undefined)?.reason ?? '',
  }
}

type Next = (limit: number) => number

function lanesOf({ reasoning, content, refusal, calls: made, sources }: RandomChoice, next: Next): Delta[][] {
  const lanes: Delta[][] = [
    cutUp(reasoning, next).map((piece) => ({
      delta: { content: null, reasoning_content: piece },
      carries: { reasoning: piece },
    })),
    cutUp(content, next).map((piece) => ({ delta: { content: piece }, carries: { content: piece } })),
    cutUp(refusal, next).map((piece) => ({ delta: { refusal: piece }, carries: { refusal: piece } })),
    sources.map((url) => ({ delta: { annotations: [annotation(url)] }, carries: { sources: [url] } })),
    ...made.map((call, index) => callDeltas(call, index, next)),
  ]
  return lanes.filter((lane) => lane.length > 0)
}

function callDeltas({ id, name, args: written }: Call, index: number, next: Next): Delta[] {
  const begun = { index, id, type: 'function', function: { name, arguments: '' } }
  return [
    { delta: { tool_calls: [begun] }, carries: { calls: [{ id, name, args: '' }] } },
    ...cutUp(written, next).map((piece) => ({
      delta: { tool_calls: [{ index, function: { arguments: piece } }] },
      carries: { calls: [{ id, name, args: piece }] },
    })),
  ]
}

/** A text in pieces. */
export function cutUp(whole: string, next: Next): string[] {
  const result: string[] = []
  for (let start = 0; start < whole.length;) {
    const end = Math.min(whole.length, start + 1 + next(9))
    result.push(whole.slice(start, end))
    start = end
  }
  return result
}

function annotation(url: string): object {
  return { type: 'url_citation', url_citation: { url, title: 'A' } }
}
