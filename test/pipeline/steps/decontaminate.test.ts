import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { textMessage } from '../../../src/core/message.ts'
import { remarksOf } from '../../../src/pipeline/steps/remarks.ts'
import { defaultSteps } from '../../../src/pipeline/steps/default-steps.ts'
import { decontaminate, type DecontaminateOptions } from '../../../src/pipeline/steps/decontaminate.ts'
import { exampleOf, runStep, testStep, type Saying } from '../../../src/testing/index.ts'
import { seededRandom, textOfWords, wordSource } from '../similarity/seeded-texts.ts'

const directory = mkdtempSync(join(tmpdir(), 'finetap-decontaminate-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function fileOf(name: string, content: string | Uint8Array): string {
  const file = join(directory, name)
  writeFileSync(file, content)
  return file
}

const jsonLines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

const random = seededRandom(5)
const word = wordSource(random)
const words = (count: number): string => textOfWords(word, count)
const PROBLEM = words(40)
const CHINESE = '蜜蜂是一种会飞行的昆虫以其在授粉中的作用和酿造蜂蜜而闻名于世它们生活在有组织的蜂群中'

const questions = fileOf('questions.jsonl', jsonLines([{ question: words(30) }, { question: PROBLEM, answer: 'Nine' }]))

testStep(decontaminate({ files: [questions] }), { describe, test }, { examples: [exampleOf([PROBLEM, 'Nine'])] })

async function dropOf(
  sayings: readonly Saying[],
  files: string | readonly string[],
  options?: Partial<DecontaminateOptions>,
) {
  const step = decontaminate({ files: typeof files === 'string' ? [files] : files, ...options })
  const { dropped } = await runStep(step, [exampleOf(sayings)])
  return dropped[0]
}

describe('what gives an evaluation away', () => {
  test('a question that is asked, with its place', async () => {
    expect(await dropOf([PROBLEM, 'Eight'], questions)).toEqual({
      id: 'example-1',
      reason: 'contaminated',
      detail: { file: questions, line: 2, overlap: 1 },
    })
  })

  test('a run of 13 words in the midst of an answer, but not of 12', async () => {
    const run = PROBLEM.split(' ').slice(7, 20)
    const answer = (part: readonly string[]): string => `${words(50)}, ${part.join(' ').toUpperCase()}! ${words(50)}`
    expect((await dropOf(['Tell me', answer(run)], questions))?.detail).toMatchObject({ line: 2, overlap: 0.036 })
    expect(await dropOf(['Tell me', answer(run.slice(1))], questions)).toBeUndefined()
  })

  test('26 characters of a Chinese text, but not 25', async () => {
    const file = fileOf('chinese.jsonl', jsonLines([{ prompt: CHINESE }]))
    const part = (count: number): string => `请问：“${CHINESE.slice(5, 5 + count)}”是什么意思？`
    expect((await dropOf([part(26), '不知道'], file))?.reason).toBe('contaminated')
    expect(await dropOf([part(25), '不知道'], file)).toBeUndefined()
  })

  test('a short question that opens a conversation word for word', async () => {
    const file = fileOf(
      'short.jsonl',
      jsonLines([{ question: 'What is the capital of France?' }, { question: 'And why?' }]),
    )
    expect((await dropOf(['what is the capital of france', 'Paris'], file))?.detail).toMatchObject({ line: 1 })
    expect(await dropOf(['What is the capital of France and of Spain?', 'Paris'], file)).toBeUndefined()
    expect(await dropOf(['Hello', 'Hi', 'What is the capital of France?', 'Paris'], file)).toBeUndefined()
    expect(await dropOf(['And why?', 'So.'], file)).toBeUndefined()
  })

  test('the evaluation text with the largest overlap is named', async () => {
    const other = fileOf(
      'other.jsonl',
      jsonLines([{ text: `${PROBLEM.split(' ').slice(0, 15).join(' ')} ${words(90)}` }]),
    )
    for (const files of [
      [other, questions],
      [questions, other],
    ]) {
      expect((await dropOf([PROBLEM, 'Nine'], files))?.detail).toMatchObject({ file: questions, line: 2 })
    }
  })
})

test('with a threshold, that share of the evaluation text must be met', async () => {
  const half = PROBLEM.split(' ').slice(0, 26).join(' ')
  expect(await dropOf([half, 'Nine'], questions, { threshold: 0.6 })).toBeUndefined()
  expect((await dropOf([half, 'Nine'], questions, { threshold: 0.5 }))?.detail).toMatchObject({ overlap: 0.5 })
})

test('system prompts and tool results are not looked at', async () => {
  const tool = { role: 'tool', parts: [{ type: 'tool_result', id: 'call-1', result: PROBLEM }] } as const
  expect(await dropOf([textMessage('system', PROBLEM), 'Hi', 'Hello', tool], questions)).toBeUndefined()
})

test('system prompts of evaluation files count for nothing', async () => {
  const messages = [
    { role: 'system', content: PROBLEM },
    { role: 'user', content: 'What is the capital of France, please?' },
  ]
  expect(await dropOf([PROBLEM, 'Nine'], fileOf('system.jsonl', jsonLines([{ messages }])))).toBeUndefined()
})

test('a template that many evaluation texts share counts for none of them', async () => {
  const template = words(30)
  const own = Array.from({ length: 20 }, () => words(20))
  const file = fileOf('template.jsonl', jsonLines(own.map((text) => ({ prompt: `${template} ${text}` }))))
  expect(await dropOf([`${template} ${words(20)}`, 'Yes'], file)).toBeUndefined()
  expect((await dropOf([`${template} ${own[4]}`, 'Yes'], file))?.detail).toMatchObject({ line: 5, overlap: 1 })
})

test('an evaluation of many equal texts is guarded all the same', async () => {
  const file = fileOf('equal.jsonl', jsonLines(Array.from({ length: 20 }, () => ({ prompt: PROBLEM }))))
  expect((await dropOf([PROBLEM, 'Yes'], file))?.detail).toMatchObject({ overlap: 1 })
})

describe('files', () => {
  const rows = [{ question: words(20) }, { question: PROBLEM }]
  test.for<[string, string | Uint8Array, number]>([
    ['rows.json', JSON.stringify(rows), 2],
    ['rows.jsonl.gz', gzipSync(jsonLines(rows)), 2],
    ['windows.ndjson', `\ufeff${jsonLines(rows).replaceAll('\n', '\r\n')}`, 2],
    ['strings.json', JSON.stringify([words(20), PROBLEM]), 2],
    ['paragraphs.txt', `${words(20)}\n\n\n${PROBLEM.replaceAll(' ', '\n')}\n`, 4],
    [
      'chats.jsonl',
      jsonLines([
        {
          messages: [
            { role: 'system', content: words(9) },
            { role: 'user', content: PROBLEM },
          ],
        },
      ]),
      1,
    ],
    ['parts.jsonl', jsonLines([{ messages: [{ role: 'user', content: [{ type: 'text', text: PROBLEM }] }] }]), 1],
    ['sharegpt.jsonl', jsonLines([{ conversations: [{ from: 'human', value: PROBLEM }] }]), 1],
    [
      'preference.jsonl',
      jsonLines([{ prompt: [{ role: 'user', content: 'Hi' }], chosen: [{ role: 'assistant', content: PROBLEM }] }]),
      1,
    ],
    ['answers.jsonl', jsonLines([{ question: 'Why?', answers: ['No', PROBLEM] }]), 1],
  ])('%s', async ([name, content, line]) => {
    const file = fileOf(name, content)
    expect((await dropOf([PROBLEM, 'Nine'], file))?.detail).toMatchObject({ file, line })
  })

  test.for<[string, string, RegExp]>([
    ['broken.jsonl', '{"prompt":"Hi"}\n\n{"prompt": secret}\n', /broken\.jsonl:3 .*no JSON/],
    ['strange.jsonl', '{"prompt":"Hi"}\n{"score":1}\n', /strange\.jsonl:2 .*no text under/],
    ['number.json', '[1]', /number\.json:1 .*no text/],
    ['object.json', '{"rows":[]}', /object\.json .*array of rows/],
    ['empty.jsonl', '\n', /empty\.jsonl .*no rows/],
    ['empty.txt', '\n', /empty\.txt .*holds no text/],
    ['words.jsonl', '{"answer":"Nine"}\n{"question":"Why?"}', /words\.jsonl .*all of its 2 texts are shorter/],
    ['table.csv', 'question\nWhy?\n', /table\.csv .*\.jsonl/],
    ['broken.jsonl.gz', 'no gzip', /broken\.jsonl\.gz .*header/],
  ])('%s is refused with its place', async ([name, content, message]) => {
    const refusal = dropOf(['Hi', 'Hello'], fileOf(name, content))
    await expect(refusal).rejects.toThrow(expect.objectContaining({ code: 'source_unreadable' }))
    await expect(refusal).rejects.toThrow(message)
    await expect(refusal).rejects.not.toThrow(/secret/)
  })

  test('one that is not there is refused', async () => {
    await expect(dropOf(['Hi', 'Hello'], join(directory, 'none.jsonl'))).rejects.toThrow(/none\.jsonl .*ENOENT/)
  })
})

test('rows too short to be looked for are told', () => {
  const file = fileOf('some.jsonl', jsonLines([{ prompt: PROBLEM }, { answer: 'Nine' }]))
  const step = decontaminate({ files: [file] })
  const [remark, ...others] = remarksOf([step], { models: [] })
  expect(others).toEqual([])
  expect(remark).toMatchObject({
    code: 'evaluation_short',
    message: expect.stringContaining(`not looked for: 1 of 2 texts of ${file}`),
  })
  expect(
    remarksOf([decontaminate({ files: [fileOf('whole.jsonl', jsonLines([{ prompt: PROBLEM }]))] })], { models: [] }),
  ).toEqual([])
})

test('options that make no sense are refused', () => {
  const odd = (options: unknown) => () => decontaminate(options as Parameters<typeof decontaminate>[0])
  expect(odd({})).toThrow("files of decontaminate is undefined. Fix: pass a list of paths: files: ['questions.jsonl']")
  expect(odd({ file: 'eval.jsonl' })).toThrow('did you mean files?')
  expect(odd({ files: 'eval.jsonl' })).toThrow('files of decontaminate is of type string')
  expect(() => defaultSteps({ rules: { contamination: 'drop' as never } })).toThrow('such as contamination: { files: [')

  expect(() => decontaminate({ files: [] })).toThrow('is empty')
  for (const ngram of [0, 4, 2.5, 101]) expect(() => decontaminate({ files: ['a.jsonl'], ngram })).toThrow(/ngram/)
  for (const threshold of [-1, 2, Number.NaN]) {
    expect(() => decontaminate({ files: ['a.jsonl'], threshold })).toThrow(/threshold/)
  }
})
