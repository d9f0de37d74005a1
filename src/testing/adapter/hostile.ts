import assert from 'node:assert/strict'
import type { AdapterCases, Bench } from './bench.ts'
import { addEverywhere, replaceText } from './spoil.ts'
import { assertUnnoticed } from './unnoticed.ts'
import { FINISH, text } from './upstream/script.ts'

const QUESTION = { text: 'Can you take this?' }
const DEPTH = 500
const ODD = [() => 1, Symbol('odd'), new Map([[{}, new Set([1])]])]

/** Values that break what was written for JSON, each made anew. */
const HOSTILE: { readonly [name: string]: () => PropertyDescriptor } = {
  'a circular object': () => ({ value: circular() }),
  'a BigInt': () => ({ value: 12_345_678_901_234_567_890n }),
  'a typed array': () => ({ value: new Float64Array([1, Number.NaN]) }),
  'a throwing getter': () => ({
    get() {
      throw new Error('a getter of the app threw')
    },
  }),
  'a function, a symbol and a Map': () => ({ value: ODD }),
  'a deep object': () => ({ value: deep() }),
  'a proxy that answers nothing': () => ({ value: revoked() }),
  'a toJSON that throws': () => ({ value: { toJSON: () => assert.fail('toJSON of the app threw') } }),
  'half of a character': () => ({ value: 'lone \ud800 surrogate' }),
  nothing: () => ({ value: undefined }),
}

export const hostileCases: AdapterCases = Object.fromEntries(
  Object.entries(HOSTILE).map(([name, make]) => [`${name} within a request`, (bench) => stands(bench, make)]),
)

/** Answer and error are those of the raw client, whether the value stands beside the question or in its place. */
async function stands(bench: Bench, make: () => PropertyDescriptor): Promise<void> {
  bench.upstream.answer([text('It seems so.'), FINISH])
  await assertUnnoticed(bench, QUESTION, { before: (request) => addEverywhere(request, 'probe', make()) })
  await assertUnnoticed(bench, QUESTION, { before: (request) => replaceText(request, QUESTION.text, make()) })
}

function circular(): object {
  const value: { self?: object; list: object[] } = { list: [] }
  value.self = value
  value.list.push(value)
  return value
}

function deep(): object {
  let value: object = {}
  for (let depth = 0; depth < DEPTH; depth += 1) value = { value }
  return value
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
