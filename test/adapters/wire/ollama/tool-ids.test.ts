import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toolCallsOf, toolResultsOf } from '../../../../src/core/message.ts'
import { ollama } from '../../../../src/adapters/wire/ollama/index.ts'

type Call = { readonly id?: string; readonly function: { readonly name: string; readonly arguments: object } }

const names = fc.constantFrom('weather', 'time', 'search')

/** What the model calls in each step, and an order in which their results come. */
const steps = fc.array(
  fc.array(fc.record({ name: names, hasId: fc.boolean() }), { minLength: 1, maxLength: 4 }).chain((calls) =>
    fc.record({
      calls: fc.constant(calls),
      order: fc.shuffledSubarray([...calls.keys()], { minLength: calls.length }),
    }),
  ),
  { minLength: 1, maxLength: 4 },
)

test('in any tool loop, calls keep their ids from the answer on, and each result has that of its call', () => {
  fc.assert(
    fc.property(steps, (loop) => {
      const messages: object[] = [{ role: 'user', content: 'Go!' }]
      for (const [step, { calls, order }] of loop.entries()) {
        const made = calls.map(({ name, hasId }, index): Call => {
          const called = { function: { name, arguments: { step, index } } }
          return hasId ? { id: `id-${step}-${index}`, ...called } : called
        })
        const message = { role: 'assistant', content: '', tool_calls: made }
        const exchange = ollama.exchange({ model: 'm', messages: [...messages] })
        exchange.request()
        const [answer] = exchange.outcome({ model: 'm', message, done: true }).response?.messages ?? []
        messages.push(message, ...inOrder(made, order))
        const history = ollama.exchange({ model: 'm', messages }).request().messages
        const results = history.slice(-made.length).flatMap(toolResultsOf)
        const ids = answer === undefined ? [] : toolCallsOf(answer).map(({ id }) => id)

        expect(history.at(-made.length - 1)).toEqual(answer)
        expect(new Set(ids).size).toBe(made.length)
        for (const { id, result } of results) expect(result).toBe(`result of ${ids.indexOf(id)}`)
      }
    }),
  )
})

/** Results as apps send them: by id where there is one, else by name, those of one tool in the order of its calls. */
function inOrder(made: readonly Call[], order: readonly number[]): readonly object[] {
  const withoutId = new Map<string, number[]>()
  for (const [index, call] of made.entries()) {
    if (call.id === undefined) withoutId.set(call.function.name, [...(withoutId.get(call.function.name) ?? []), index])
  }
  // What has an id first: only then nothing without one can be taken for it.
  const sorted = [...order].sort(
    (one, other) => Number(made[one]?.id === undefined) - Number(made[other]?.id === undefined),
  )
  return sorted.map((index) => {
    const call = made[index]
    if (call?.id !== undefined) return { role: 'tool', tool_call_id: call.id, content: `result of ${index}` }
    const name = call?.function.name ?? ''
    return { role: 'tool', tool_name: name, content: `result of ${withoutId.get(name)?.shift()}` }
  })
}
