import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { alpaca, buildDataset, type BuildOptions } from '../../../src/datasets.ts'
import { generationsElsewhere } from '../../../src/pipeline/forget/generations-elsewhere.ts'
import { rebuildOptionsOf } from '../../../src/pipeline/forget/rebuild-options.ts'
import { eventSourceOf } from '../../../src/pipeline/event-source.ts'
import { filesIn, plain, temporaryFolder } from '../support/building.ts'
import { edit } from '../support/datasets.ts'
import { assistant, chats, generation, second, user } from '../support/generations.ts'

const REFUSAL = "I'm sorry, but I can't assist with that request."

/** Chats with a refusal and one without consent among them. */
const EVENTS = [
  ...chats(30).map((one) => ({ ...one, consent: true })),
  generation({
    id: 'refused',
    consent: true,
    startedAt: second(100),
    conversationId: 'refused',
    request: [user('How do I open the door of my neighbour?')],
    answer: [assistant(REFUSAL)],
  }),
  generation({
    id: 'silent',
    startedAt: second(101),
    conversationId: 'silent',
    request: [user('What is the weather like in the hills today?')],
    answer: [assistant('Sunny, with some wind in the afternoon.')],
  }),
]

async function built(options: Partial<BuildOptions>): Promise<string> {
  const to = temporaryFolder()
  await buildDataset({ from: EVENTS, to, allowEmpty: true, ...options })
  return to
}

describe('a dataset', () => {
  test.for<[string, Partial<BuildOptions>]>([
    ['by default', {}],
    ['with formats, shares, salt and name', { formats: ['csv', 'json'], split: { test: 0.3 }, salt: 's', name: 'n' }],
    ['by time', { split: { validation: 0.1, test: 0.1, by: 'time' } }],
    ['by tenants', { split: { test: 0.2, groupBy: ['tenant', 'user'] } }],
    ['by a quota', { split: { test: 0.2, quota: true } }],
    ['unmasked', { redact: false }],
    ['with rules off', { rules: { refusals: false, nearDuplicates: false, short: false, feedback: false } }],
    ['with a rule that dropped', { rules: { refusals: 'drop' } }],
    ['with consent', { consent: 'required' }],
    ['with rules that hit nothing', { rules: { identity: 'drop', tailLoops: 'flag', errorReplies: 'drop' } }],
  ])('built %s is built anew byte by byte', async ([, options]) => {
    const to = await built(options)
    const before = await filesIn(to)
    const rebuild = await rebuildOptionsOf(to)
    if (rebuild.kind === 'unknown') throw new Error(rebuild.why)
    const again = temporaryFolder()
    await buildDataset({ ...rebuild.options, from: EVENTS, to: again })
    expect(await filesIn(again)).toEqual(before)
  })

  test('keeps its rules and its consent also where they have hit nothing so far', async () => {
    const options = { rules: { identity: 'drop', tailLoops: 'flag' }, consent: 'required' } as const
    const to = temporaryFolder()
    await buildDataset({ from: EVENTS.slice(0, 30), to, ...options })
    expect(await rebuildOptionsOf(to)).toMatchObject({ kind: 'known', options })
  })

  test('whose settings stand nowhere is not built by guess', async () => {
    const whyOf = async (options: Partial<BuildOptions>, given = {}): Promise<string | undefined> => {
      const rebuild = await rebuildOptionsOf(await built(options), given)
      return rebuild.kind === 'unknown' ? rebuild.why : undefined
    }
    expect(await whyOf({ formats: [plain] })).toContain('its format plain')
    const inOneField = { formats: [alpaca({ history: 'omit' })] }
    expect(await whyOf(inOneField)).toContain('the options formats')
    expect(await whyOf(inOneField, inOneField)).toBeUndefined()
    expect(
      await whyOf({ steps: [{ name: 'own', version: 1, apply: (example) => ({ kind: 'keep', example }) }] }),
    ).toContain('how its step own was set')
    const capped = { rules: { userCap: { rows: 5 } } }
    expect(await whyOf(capped)).toContain('how its step cap-users was set')
    expect(await whyOf(capped, capped)).toBeUndefined()
    expect(await whyOf({ rules: { feedback: { only: 'judged' } } })).toContain('how it chose by feedback')
    const damaged = await built({})
    await edit(damaged, 'manifest.json', (text) => text.replace('dataset', 'datasex'))
    expect(await rebuildOptionsOf(damaged)).toEqual({ kind: 'unknown', why: 'its manifest is damaged' })
    expect(await rebuildOptionsOf(join(damaged, 'no'))).toEqual({ kind: 'unknown', why: 'its manifest is missing' })
  })

  test('says all that has to be given again at once', async () => {
    const rules = { userCap: { rows: 5 }, length: { characters: 900 } }
    const to = await built({ rules, redact: { known: ['Ada'] } })
    const missing = { steps: ['limit-length', 'cap-users'], options: ['redact', 'rules'] }
    expect(await rebuildOptionsOf(to)).toMatchObject({ kind: 'unknown', missing })
    expect(await rebuildOptionsOf(to, { rules })).toMatchObject({ missing: { steps: [], options: ['redact'] } })
  })

  test('says how many of its generations another log does not hold', async () => {
    const to = await built({})
    const look = (events: readonly (typeof EVENTS)[number][], forgotten: readonly string[] = []) =>
      generationsElsewhere(to, eventSourceOf(events), new Set(forgotten))
    expect(await look(EVENTS)).toEqual({ asked: 32, missing: 0 })
    expect(await look(EVENTS.slice(1))).toEqual({ asked: 32, missing: 1 })
    expect(await look(EVENTS.slice(1), ['g00000'])).toEqual({ asked: 31, missing: 0 })
  })
})
