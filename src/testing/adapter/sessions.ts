import assert from 'node:assert/strict'
import type { Generation } from '../../core/generation.ts'
import type { AdapterCases, Bench } from './bench.ts'
import type { Door } from './door.ts'
import { mentions } from './mentions.ts'
import { askFor, readAll, type Ending, type Seen } from './reading.ts'
import { answerText, questionText } from './recorded.ts'
import { createBarrier, FINISH, text, type Script } from './upstream/script.ts'

const SESSIONS = 100

export const sessionCases: AdapterCases = {
  'a hundred sessions at once do not mix': async (bench) => {
    const { upstream, play, recording } = bench
    const [first, second] = [createBarrier(SESSIONS), createBarrier(SESSIONS)]
    upstream.answer(({ body }): Script => {
      const name = /<session-\d+>/.exec(body)?.[0] ?? ''
      return [first, text(`The answer `), second, text(`to ${name}.`), FINISH]
    })
    const answers = await play('wrapped', (door) => Promise.all(Array.from({ length: SESSIONS }, session(bench, door))))
    for (const [index, answer] of answers.entries()) {
      assert.ok(mentions(answer, nameOf(index)), `session ${index} must get the answer to its own question`)
    }
    const generations = await recording.generations()
    assert.equal(generations.length, SESSIONS, 'every session must leave one record')
    for (const generation of generations) assertUnmixed(generation, bench.cannot('context'))
    assert.equal(new Set(generations.map(questionText)).size, SESSIONS)
  },

  'retries are attempts of one turn': async (bench) => {
    if (bench.cannot('retries')) return
    bench.sameAnswer(await failingFirst(bench, (door) => askFor(door.answer({ text: 'Again?' }), { retries: 2 })))
    await assertOneTurn(bench)
  },

  'retries of a stream are attempts of one turn': async (bench) => {
    if (bench.cannot('retries')) return
    bench.sameStream(await failingFirst(bench, (door) => readAll(door.stream({ text: 'Again?' }), { retries: 2 })))
    await assertOneTurn(bench)
  },

  'two questions are two turns': async ({ upstream, play, recording }) => {
    upstream.answer([text('Yes.'), FINISH])
    await play('wrapped', (door) =>
      recording.recorder.withContext({ conversationId: 'one' }, async () => {
        await askFor(door.answer({ text: 'First?' }))
        await askFor(door.answer({ text: 'Second?' }))
      }),
    )
    const turns = (await recording.generations()).map(({ turnId }) => turnId)
    assert.equal(new Set(turns).size, 2, 'questions that follow each other must not be steps of one turn')
  },
}

function nameOf(index: number): string {
  return `<session-${index}>`
}

/** Every second session reads a stream. */
function session({ recording }: Bench, door: Door) {
  return (_: unknown, index: number): Promise<Ending | Seen> =>
    recording.recorder.withContext({ conversationId: nameOf(index) }, () => {
      const question = { text: `What is ${nameOf(index)}?` }
      return index % 2 === 0 ? askFor(door.answer(question)) : readAll(door.stream(question))
    })
}

function assertUnmixed(generation: Generation, isWithoutContext: boolean): void {
  const name = /<session-\d+>/.exec(questionText(generation))?.[0] ?? 'none'
  const answer = answerText(generation)
  assert.equal(answer, `The answer to ${name}.`, `the record of ${name} holds another session’s answer`)
  if (isWithoutContext) return
  const found = generation.conversationId
  assert.equal(found, name, `the record of ${name} has the conversation id ${found}: take the context at call time`)
}

/** Within a context, because a framework may pass nothing down by which a retry could be told. */
function failingFirst<Result>({ upstream, both, recording }: Bench, call: (door: Door) => Promise<Result>) {
  return both((door) => {
    const before = upstream.exchanges.length
    upstream.answer((_, index): Script => {
      if (index === before) return [{ type: 'status', status: 503, message: 'try again' }]
      return [text('Now.'), FINISH]
    })
    return recording.recorder.withContext({ conversationId: 'one' }, () => call(door))
  })
}

/** One record of all attempts, or one for each. */
async function assertOneTurn({ recording, expectOutcomes }: Bench): Promise<void> {
  const generations = await recording.generations()
  expectOutcomes({ least: generations.length, most: 2 })
  const last = generations.at(-1)
  assert.equal(last?.status, 'ok', 'the attempt that worked must be recorded as ok')
  assert.equal(last === undefined ? '' : answerText(last), 'Now.')
  if (generations.length < 2) return
  assert.equal(
    new Set(generations.map(({ turnId }) => turnId)).size,
    1,
    'retries must have the turn id of the first try',
  )
  const attempts = generations.map(({ attempt, status }) => [attempt, status])
  assert.deepEqual(
    attempts,
    [
      [0, 'error'],
      [1, 'ok'],
    ],
    'retries must count up `attempt` from 0',
  )
}
