import { describe, expect, test } from 'vitest'
import { buildDataset, defaultSteps, redactPersonalData } from '../../src/datasets.ts'
import { presidioDetector } from '../../src/redaction/index.ts'
import { filesIn, plain, rowsIn, temporaryFolder } from './support/building.ts'
import { chats } from './support/generations.ts'

// What apps in plain JavaScript may pass: nothing of it may end a build far from where it was written.

type Options = Partial<Parameters<typeof buildDataset>[0]>

const build = (options: unknown) => {
  const base: Options = { from: chats(12), formats: [plain], steps: [], split: {} }
  return buildDataset({ ...base, to: temporaryFolder(), ...(options as Options) } as Parameters<typeof buildDataset>[0])
}

const keeping = (change: (example: { messages: { message: object }[] }) => object) => ({
  name: 'odd-step',
  version: 1,
  apply: (example: never) => ({ kind: 'keep', example: { ...(example as object), ...change(example) } }),
})

describe('a step that gives back', () => {
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  test.for<[string, object]>([
    ['a part that is none', keeping(() => ({ messages: [{ weight: 1, message: { role: 'user', parts: [null] } }] }))],
    [
      'a text without text',
      keeping(() => ({ messages: [{ weight: 1, message: { role: 'user', parts: [{ type: 'text' }] } }] })),
    ],
    ['nothing, for want of a return', { name: 'odd-step', version: 1, apply: () => undefined }],
    ['an unknown role', keeping(() => ({ messages: [{ weight: 1, message: { role: 'martian', parts: [] } }] }))],
    ['another weight', keeping(({ messages }) => ({ messages: messages.map((entry) => ({ ...entry, weight: 7 })) }))],
    ['a number without end', keeping(() => ({ extra: 10n }))],
    ['a circle', keeping(() => ({ extra: circle }))],
    ['flags that are sentences', keeping(() => ({ flags: ['My name is Ada'] }))],
    ['no answers, without saying so', keeping(({ messages }) => ({ messages: messages.slice(0, 1) }))],
    [
      'a reason that is a sentence',
      {
        name: 'odd-step',
        version: 1,
        apply: (example: never) => ({ kind: 'drop', example, reason: 'My name is Ada' }),
      },
    ],
    [
      'verdicts that are promises',
      {
        name: 'odd-step',
        version: 1,
        note: () => new Uint8Array(),
        decide: () => () => Promise.reject(new Error('Ada')),
      },
    ],
    ['verdicts that are none', { name: 'odd-step', version: 1, note: () => new Uint8Array(), decide: () => () => 5 }],
    [
      'drops without a reason',
      { name: 'odd-step', version: 1, note: () => new Uint8Array(), decide: () => () => ({ kind: 'drop' }) },
    ],
  ])('%s has failed on each example, and is counted', async ([, step]) => {
    const to = temporaryFolder()
    const { report } = await build({ steps: [step], to, allowEmpty: true })
    expect(report.examples).toMatchObject({ folded: 12, kept: 0 })
    expect(report.examples.dropped).toMatchObject([{ step: 'odd-step', reason: 'step_failed', count: 12 }])
    expect(report.warnings).toContainEqual(expect.objectContaining({ code: 'step_failed' }))
    expect(JSON.stringify(await filesIn(to))).not.toContain('Ada')
  })

  test('no verdicts at all ends the build, and is named', async () => {
    const step = { name: 'odd-step', version: 1, note: () => new Uint8Array(), decide: () => 5 }
    await expect(build({ steps: [step] })).rejects.toMatchObject({
      code: 'step_failed',
      message: expect.stringContaining('odd-step'),
    })
  })
})

test('a format whose rows no file can hold has refused them, and others keep theirs', async () => {
  const to = temporaryFolder()
  const odd = { ...plain, name: 'odd', rows: () => ({ rows: [{ big: 10n }], refused: [] }) }
  const late = { ...plain, name: 'late', rows: () => Promise.reject(new Error('later')) }
  const { report } = await build({ formats: [odd, late, plain], to })
  expect(report.formats.map(({ rows, refused }) => [rows.train, refused])).toEqual([
    [0, { format_failed: 12 }],
    [0, { format_failed: 12 }],
    [12, {}],
  ])
  expect(rowsIn((await filesIn(to))['plain/train.jsonl'])).toHaveLength(12)
})

test('what is asynchronous and nobody waits for ends no process', async () => {
  const fails = () => Promise.reject(new Error('later'))
  const rejections: unknown[] = []
  const note = (reason: unknown) => rejections.push(reason)
  process.on('unhandledRejection', note)
  await build({ onProgress: fails, split: { test: 0.5, stratify: fails } })
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', note)
  expect(rejections).toEqual([])
})

describe('a build that is given up', () => {
  const never = () => new Promise(() => {})
  test.for<[string, object]>([
    ['an example', { name: 'slow', version: 1, apply: never }],
    ['a decision', { name: 'slow', version: 1, note: () => new Uint8Array(), decide: never }],
    [
      'a preparation',
      { name: 'slow', version: 1, prepare: never, apply: (example: never) => ({ kind: 'keep', example }) },
    ],
  ])('while a step waits over %s ends at once', async ([, step]) => {
    const abort = new AbortController()
    const built = build({ steps: [step], signal: abort.signal })
    setTimeout(() => abort.abort(new Error('enough')), 50)
    await expect(built).rejects.toThrow('enough')
  })
})

test.for<[string, object]>([
  ['an unknown option', { form: 'chatml' }],
  ['a format that is no list', { formats: 'chatml' }],
  ['a format without a container', { formats: [{ ...plain, container: undefined }] }],
  ['a format of an unknown container', { formats: [{ ...plain, container: { kind: 'parquet' } }] }],
  ['steps that are no list', { steps: 'none' }],
  ['no step among the steps', { steps: [null] }],
  ['a factory in place of its step', { steps: [() => {}] }],
  ['a step that does nothing', { steps: [{ name: 'idle', version: 1 }] }],
  ['a step without a note', { steps: [{ name: 'idle', version: 1, decide: () => () => undefined }] }],
  ['progress that is no function', { onProgress: 5 }],
  ['a signal that is none', { signal: {} }],
  ['threads that are none', { threads: 0 }],
  ['an unknown rule', { steps: undefined, rules: { refusal: 'drop' } }],
  ['an unknown consent', { consent: 'yes' }],
  ['a cache that is no folder', { cache: true }],
  ['models that are no list', { steps: undefined, rules: { models: { exclude: null } } }],
])('%s is refused before anything is read', async ([, options]) => {
  const from = {
    read: () => {
      throw new Error('it was read')
    },
  }
  await expect(build({ from, ...options })).rejects.toMatchObject({ code: 'bad_option' })
})

test.for<[string, object | string | boolean]>([
  ['a misspelt one', { keepHost: ['docs.example.com'] }],
  ['a known name that is no list', { known: 'Ada Lovelace' }],
  ['hosts that are no list', { keepHosts: 'docs.example.com' }],
  ['a host that is none', { keepHosts: ['https://'] }],
  ['a known name that is none', { known: [null] }],
  ['a short secret', { mode: 'surrogate', secret: 'a' }],
  ['detectors by name', { detectors: ['email'] }],
  ['a preset in place of options', 'secrets'],
  ['true', true],
])('options of masking are refused: %s', async ([, redact]) => {
  await expect(build({ steps: undefined, redact })).rejects.toMatchObject({ code: 'bad_option' })
})

test('a detector that throws costs the examples it cannot look at, and the report still tells', async () => {
  const find = (): never => {
    throw new Error('Ada is in here')
  }
  const detector = { name: 'odd', tag: 'ODD', version: 1, find }
  const { report } = await build({ steps: undefined, redact: { detectors: [detector] }, allowEmpty: true })
  expect(report.examples.dropped).toMatchObject([{ reason: 'step_failed' }])
  expect(JSON.stringify(report)).not.toContain('Ada')
})

const finding = (find: unknown) => ({ detectors: [{ name: 'odd', tag: 'ODD', version: 1, find }] })

test.for<[string, object]>([
  ['a detector that does not answer at once', finding(() => Promise.reject(new Error('no')))],
  ['a detector that gives texts', finding((text: string) => text.match(/\w+/g))],
  ['a detector that gives nothing', finding(() => undefined)],
  ['a text for the names of an example', { known: () => 'Ada Lovelace' }],
  ['names that come later', { known: async () => ['Ada Lovelace'] }],
])('%s ends the build: the value would stay in the rows', async ([, redact]) => {
  await expect(build({ steps: undefined, redact })).rejects.toMatchObject({ code: 'bad_option' })
})

const down = (): Promise<never> => Promise.reject(new Error('ECONNREFUSED for Ada'))
const [place, person] = ['places', 'names'].map((name) => ({ name, tag: 'PERSON', detect: down }))

test.for<[string, object, object]>([
  [
    'its examples go',
    { detectors: [person] },
    {
      code: 'step_failed',
      message: expect.stringContaining('which are dropped: its detector names gave no answer (Error)'),
      fix: expect.stringMatching(
        /^see that the detector names runs .*onStepError: 'throw' shows why; with onDetectorError: 'flag'/,
      ),
    },
  ],
  [
    'its examples stay',
    { onDetectorError: 'flag', detectors: [person] },
    { code: 'detector_failed', message: expect.stringContaining('The detector names gave no answer for 12 examples') },
  ],
  [
    'one of several',
    { onDetectorError: 'flag', detectors: [person, place] },
    { code: 'detector_failed', message: expect.stringContaining('One of the detectors names and places gave no') },
  ],
  [
    'the address answers nothing',
    { detectors: [presidioDetector({ url: 'http://127.0.0.1:9' })] },
    { code: 'step_failed', message: expect.stringContaining('its detector presidio gave no answer (detector_failed)') },
  ],
])('a detector that is down is named, and what to do: %s', async ([, redact, told]) => {
  const { report } = await build({ steps: undefined, redact, allowEmpty: true })
  expect(report.warnings).toContainEqual(expect.objectContaining(told))
  expect(JSON.stringify(report)).not.toContain('Ada')
})

test('a detector that is down has left nothing: the error says which one, and what to do', async () => {
  const refused = build({ steps: undefined, redact: { detectors: [person] } })
  await expect(refused).rejects.toThrow(/its detector names gave no answer .*Fix: see that the detector names runs/)
})

test('what is no generation is counted as damage, and the others make a dataset', async () => {
  const odd = {
    v: 1,
    type: 'generation',
    id: 'odd',
    request: { messages: [{ role: 'user' }] },
    response: { messages: [] },
  }
  const { report } = await build({ from: [...chats(3), odd] })
  expect(report.examples.kept).toBe(3)
  expect(report.events.damaged).toEqual({ not_an_event: 1 })
})

describe('steps that mask nothing', () => {
  const odd = keeping(() => ({}))
  const codes = async (options: object): Promise<readonly string[]> => {
    const { report } = await build(options)
    return report.warnings.map(({ code }) => code)
  }

  test('are told of', async () => {
    expect(await codes({ steps: [odd] })).toContain('not_masked')
  })

  test.for<[string, object]>([
    ['they mask', { steps: [odd, redactPersonalData()] }],
    ['it is said to be meant', { steps: [odd], redact: false }],
    ['it was said to the default steps', { steps: [...defaultSteps({ redaction: false }), odd] }],
    ['it was said to the build', { steps: undefined, redact: false }],
    ['nothing was said', { steps: undefined }],
  ])('are not told of where %s', async ([, options]) => {
    expect(await codes(options)).not.toContain('not_masked')
  })
})

describe('a step that changes what it is given', () => {
  type Changed = { messages: { message: { parts: { text: string }[] } }[] }
  const change = ({ messages }: Changed): void => {
    for (const { message } of messages) for (const part of message.parts) part.text += '!'
  }
  const step = (apply: (example: Changed) => unknown, scope?: 'train') => ({
    name: 'shout',
    version: 1,
    apply,
    ...(scope === undefined ? {} : { scope }),
  })
  const shouting = (example: Changed) => {
    change(example)
    return { kind: 'keep', example }
  }
  const told = async (...steps: readonly object[]): Promise<readonly string[]> => {
    const { report } = await build({ steps, redact: false })
    return report.warnings.flatMap(({ code, message }) => (code === 'step_changes_input' ? [message] : []))
  }

  test.for<[string, object]>([
    ['and keeps it', step(shouting)],
    ['later', step(async (example) => shouting(await Promise.resolve(example)))],
    ['and drops it', step((example) => ({ ...shouting(example), kind: 'drop', reason: 'loud' }))],
    ['behind the split', step(shouting, 'train')],
    ['from a closure', { name: 'shout', version: 1, begin: () => shouting }],
  ])('is told of by its name: %s', async ([, changing]) => {
    const rest = { name: 'calm', version: 1, apply: (example: object) => ({ kind: 'keep', example }) }
    const own = { ...rest, name: 'keep-one', apply: (example: object) => ({ kind: 'keep', example }) }
    const found = await build({ steps: [rest, changing, own], redact: false, allowEmpty: true })
    const [warning, ...others] = found.report.warnings.filter(({ code }) => code === 'step_changes_input')
    expect(others).toEqual([])
    expect(warning?.message).toContain('The step shout changes the example that it is given')
    expect(warning?.fix).toContain('keep({ ...example')
  })

  test('is told of also where it threw on its way', async () => {
    const broken = step((example) => {
      change(example)
      throw new Error('no')
    })
    const { report } = await build({ steps: [broken], redact: false, allowEmpty: true })
    expect(report.warnings.map(({ code }) => code)).toContain('step_changes_input')
  })

  test('none of the default steps is, nor one that gives back another example', async () => {
    const calm = keeping(({ messages }) => ({ messages: messages.map((entry) => ({ ...entry })) }))
    expect(await told(...defaultSteps({ redaction: false }), calm)).toEqual([])
  })
})
