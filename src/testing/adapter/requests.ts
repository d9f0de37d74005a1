import assert from 'node:assert/strict'
import { frozen } from '../frozen.ts'
import type { AdapterCases } from './bench.ts'
import { assertSame } from './compare.ts'
import { mentions } from './mentions.ts'
import { API_KEY } from './players.ts'
import { askFor, readAll } from './reading.ts'
import { questionText } from './recorded.ts'
import { replaceText } from './spoil.ts'
import type { Exchange } from './upstream/exchange.ts'
import { assertUnnoticed } from './unnoticed.ts'
import { COOKIE } from './upstream/play.ts'
import { createGate, FINISH, text } from './upstream/script.ts'

const BEFORE = 'What I asked.'
const AFTER = 'What I never asked.'
const SCRIPT = [text('I see.'), FINISH]
const UUID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/gi

export const requestCases: AdapterCases = {
  'the upstream gets the same request, byte for byte': async ({ upstream, both, recording }) => {
    upstream.answer(SCRIPT)
    const labels = { conversationId: 'c1', userId: 'u1', tenantId: 't1', metadata: { plan: 'free' } }
    const sent = await both((door) =>
      recording.recorder.withContext(labels, async () => {
        const before = upstream.exchanges.length
        await askFor(door.answer({ text: BEFORE }))
        await readAll(door.stream({ text: BEFORE }))
        return upstream.exchanges.slice(before).map(onTheWire)
      }),
    )
    assertSame(sent, 'nothing may be added to what the client sends, neither headers nor fields')
  },

  'the app’s request is left as it would be without the adapter': async ({ upstream, both }) => {
    upstream.answer(SCRIPT)
    const left = await both(async (door) => {
      const [asked, streamed] = [door.answer({ text: BEFORE }), door.stream({ text: BEFORE })]
      await askFor(asked)
      await readAll(streamed)
      return [asked.request, streamed.request]
    })
    assertSame(left, 'the request must not be changed, not even by adding to it')
  },

  'a frozen request works as it does without the adapter': async (bench) => {
    bench.upstream.answer(SCRIPT)
    await assertUnnoticed(bench, { text: BEFORE }, { before: frozen })
  },

  'what the app changes after the call is not recorded': async (bench) => {
    for (const isStream of [false, true]) {
      await bench.play('wrapped', async (door) => {
        const gate = createGate()
        bench.upstream.answer([gate.step, ...SCRIPT])
        const index = bench.upstream.exchanges.length
        const [asked, streamed] = [door.answer({ text: BEFORE }), door.stream({ text: BEFORE })]
        const calling = isStream ? readAll(streamed) : askFor(asked)
        await bench.upstream.arrival(index)
        replaceText([asked.request, streamed.request], BEFORE, { value: AFTER, writable: true })
        gate.open()
        await calling
      })
    }
    const questions = (await bench.recording.generations()).map(questionText)
    assert.deepEqual(
      questions,
      [BEFORE, BEFORE],
      'copy the request before the call: the app changed it while it waited',
    )
  },

  'what the app changes right behind the call is not recorded, unless it was sent': async (bench) => {
    bench.upstream.answer(SCRIPT)
    await bench.play('wrapped', async (door) => {
      const prepared = door.answer({ text: BEFORE })
      const calling = askFor(prepared)
      replaceText(prepared.request, BEFORE, { value: AFTER, writable: true })
      await calling
    })
    const wasSent = bench.upstream.exchanges[0]?.body.includes(AFTER) === true
    const recorded = questionText(await bench.recording.generation())
    assert.ok(recorded === BEFORE || wasSent, 'copy the request at once: the app changed it, and it was sent before')
  },

  'no credential reaches a record': async (bench) => {
    const failures = [SCRIPT, [{ type: 'status', status: 401, message: 'who are you?' } as const]]
    for (const script of failures) {
      bench.upstream.answer(script)
      await bench.play('wrapped', (door) => askFor(door.answer({ text: BEFORE })))
      await bench.play('wrapped', (door) => readAll(door.stream({ text: BEFORE })))
    }
    for (const record of await bench.recording.generations()) {
      assert.ok(!mentions(record, API_KEY), 'the client’s key stands in a record')
      assert.ok(!mentions(record, COOKIE), 'a header of the upstream stands in a record')
    }
  },
}

/** Random ids of the client's own are not compared. */
function onTheWire({ method, path, headers, body }: Exchange): object {
  return { method, path, headers: headers.map((header) => header.replaceAll(UUID, '<uuid>')), body }
}
