import { expect, test } from 'vitest'
import { checkRefusal, defaultSteps, type DefaultStepsOptions } from '../../../src/pipeline/steps/index.ts'

/** As JavaScript may give them. */
function stepsFor(rules: unknown): () => unknown {
  return () => defaultSteps({ rules: rules as NonNullable<DefaultStepsOptions['rules']> })
}

test.for([
  [{ refusals: { action: 'dropp' } }, 'action of the rule refusals'],
  [{ repetition: { act: 'drop' } }, 'the rule repetition has no option act'],
  [{ tailLoops: { action: 3 } }, 'The option action of the rule tailLoops'],
  [{ templateLeaks: { allow: '</s>' } }, 'allow of the rule templateLeaks'],
  [{ systemLeaks: { words: 0 } }, 'the rule systemLeaks is not above 0'],
  [{ short: { answer: 5 } }, 'answer of the rule short'],
  [{ short: { answer: { letters: 5 } } }, 'answer of the rule short'],
  [{ trivial: { user: { letters: 5, cjk: -1 } } }, 'user of the rule trivial'],
  [{ identity: { own: 5 } }, 'own of the rule identity'],
  [{ identity: { providers: ['Acme', undefined] } }, 'providers of the rule identity'],
  [{ errorReplies: { texts: 'Oops' } }, 'texts of the rule errorReplies'],
  [{ nearDuplicates: { level: 'x' } }, 'level of the rule nearDuplicates'],
  [{ nearDuplicates: { treshold: 0.9 } }, 'the rule nearDuplicates has no option treshold'],
  [{ language: { action: 'dorp' } }, 'action of the rule language'],
  [{ length: {} }, 'the rule length has no limit'],
  [{ promptCap: { row: 1 } }, 'the rule promptCap has no option row'],
] as const)('a rule with a bad option is refused in the words of the user: %o', ([rules, words]) => {
  expect(stepsFor(rules)).toThrow(
    expect.objectContaining({ code: 'bad_option', message: expect.stringContaining(words) }),
  )
})

test('a step that is made by hand is named as it was called', () => {
  const options = { action: 'dropp' } as unknown as { action: 'drop' }
  expect(() => checkRefusal(options)).toThrow('action of checkRefusal is none of its choices')
})

test('options of all kinds are taken', () => {
  const rules = {
    errorReplies: { texts: ['Oops', /^Try again/g] },
    identity: { own: 'Aria', providers: ['Acme'] },
    short: { answer: { letters: 40, cjk: 15 }, user: undefined },
    nearDuplicates: { level: 'prompt', action: 'flag' },
    templateLeaks: { action: 'trim', allow: ['</s>'] },
  }
  expect(stepsFor(rules)).not.toThrow()
})
