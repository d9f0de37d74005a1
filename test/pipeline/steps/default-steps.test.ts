import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Example } from '../../../src/core/example.ts'
import { textMessage } from '../../../src/core/message.ts'
import { defaultSteps } from '../../../src/pipeline/steps/index.ts'
import { exampleOf, runStep } from '../../../src/testing/index.ts'
import { repository } from '../../support/repository.ts'

/** How many examples each step drops, and what is left. */
async function runAll(
  examples: readonly Example[],
): Promise<{ kept: readonly Example[]; dropped: Record<string, number> }> {
  let kept = examples
  const dropped: Record<string, number> = {}
  for (const step of defaultSteps()) {
    const run = await runStep(step, kept)
    kept = run.kept
    for (const { reason } of run.dropped) dropped[reason] = (dropped[reason] ?? 0) + 1
  }
  return { kept, dropped }
}

test('they clean, then judge, then compare', () => {
  expect(defaultSteps().map((step) => step.name)).toEqual([
    'filter-feedback',
    'normalize-whitespace',
    'redact-personal-data',
    'check-dissatisfaction',
    'drop-unfinished',
    'check-error-reply',
    'drop-empty',
    'repair-structure',
    'check-template-leak',
    'check-tail-loop',
    'drop-short',
    'require-content',
    'check-tools',
    'check-repetition',
    'check-refusal',
    'check-identity',
    'check-system-leak',
    'check-language',
    'check-trivial',
    'dedupe-exact',
    'dedupe-near',
    'check-bursts',
  ])
  expect(defaultSteps({ redaction: false }).map((step) => step.name)).not.toContain('redact-personal-data')
})

test('an address hidden by invisible characters is found', async () => {
  const { kept } = await runAll([exampleOf(['Write to ada\u200b@exam\u200bple.com', 'Noted.'])])
  expect(kept[0]?.messages[0]?.message).toEqual(textMessage('user', 'Write to [EMAIL]'))
})

test('the answer that a user waited for in vain costs neither the conversation nor the order of its roles', async () => {
  const { kept } = await runAll([exampleOf(['Hi', textMessage('assistant', ''), 'Hello?', 'Yes?'])])
  expect(kept[0]?.messages.map((entry) => entry.message)).toEqual([
    textMessage('user', 'Hi\n\nHello?'),
    textMessage('assistant', 'Yes?'),
  ])
  expect(kept[0]?.excluded).toEqual([{ generationId: 'generation-1', reason: 'empty_answer' }])
})

const DATA = resolve(repository, '../shared/data')
const isThere = existsSync(DATA)

describe.skipIf(!isThere)(`real conversations${isThere ? '' : ' (skipped: ../shared/data is not there)'}`, () => {
  test.for([
    ['arena-hard', { tail_loop: 2, exact_duplicate: 1, near_duplicate: 3 }],
    // Many of its short chats are planted copies.
    ['fastchat-dummy', { near_duplicate: 36 }],
  ] as const)('of %s hardly any is dropped', async ([name, dropped]) => {
    const lines = gunzipSync(readFileSync(resolve(DATA, `${name}.jsonl.gz`)))
      .toString()
      .trim()
      .split('\n')
    const examples = lines.map((line) => {
      const row = JSON.parse(line) as { id: string; messages: { role: 'user' | 'assistant'; content: string }[] }
      return exampleOf(
        row.messages.map(({ role, content }) => textMessage(role, content)),
        { id: row.id },
      )
    })
    expect((await runAll(examples)).dropped).toEqual(dropped)
  })
})
