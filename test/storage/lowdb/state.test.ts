import { readFile, truncate, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { openState, type StateOptions } from '../../../src/storage/lowdb/index.ts'
import { safeName } from '../../../src/storage/safe-name.ts'
import { beside, newFile } from './document.ts'

type Settings = { readonly theme: string; readonly count: number }

const SETTINGS: StateOptions<Settings> = { default: { theme: 'dark', count: 0 }, version: 1 }

test('a state is its default until it is updated, and then what it was updated to', async () => {
  const file = await newFile('settings.json')
  const state = openState(file, SETTINGS)
  expect(state.get()).toEqual({ theme: 'dark', count: 0 })
  expect(await state.update((value) => ({ ...value, theme: 'light' }))).toEqual({ theme: 'light', count: 0 })
  expect(openState(file, SETTINGS).get()).toEqual({ theme: 'light', count: 0 })
  expect(await readFile(file, 'utf8')).toBe(
    '{\n  "finetap": { "kind": "state", "version": 1 },\n  "state": { "theme": "light", "count": 0 }\n}\n',
  )
  expect(await beside(file)).toEqual([])
})

test('updates through several handles follow each other', async () => {
  const file = await newFile('settings.json')
  const handles = [1, 2, 3].map(() => openState(file, SETTINGS))
  for (const handle of handles)
    for (let turn = 0; turn < 5; turn += 1) void handle.update((value) => ({ ...value, count: value.count + 1 }))
  await Promise.all(handles.map((handle) => handle.flush()))
  expect(handles.map((handle) => handle.get().count)).toEqual([15, 15, 15])
})

test('an update that throws changes nothing, and the next one goes on', async () => {
  const state = openState(await newFile('settings.json'), SETTINGS)
  const failing = state.update(() => {
    throw new RangeError('no')
  })
  await expect(failing).rejects.toThrow(RangeError)
  expect(await state.update((value) => ({ ...value, count: 7 }))).toEqual({ theme: 'dark', count: 7 })
})

test('a damaged state is taken from its backup, then from the default, and the reason is told', async () => {
  const file = await newFile('settings.json')
  const warnings: string[] = []
  const options = { ...SETTINGS, onWarning: (what: string) => warnings.push(what) }
  const state = openState(file, options)
  await state.update((value) => ({ ...value, count: 1 }))
  await state.update((value) => ({ ...value, count: 2 }))
  await truncate(file, 40)
  expect(openState(file, options).get().count).toBe(1)
  await truncate(`${file}.bak`, 40)
  expect(openState(file, options).get().count).toBe(0)
  expect(warnings).toEqual([`${file} is not JSON: its backup was taken`, `${file} is not JSON: the default was taken`])
  await openState(file, options).update((value) => ({ ...value, count: 9 }))
  expect(openState(file, options).get().count).toBe(9)
  expect((await beside(file)).some((name) => name.startsWith('.damaged-'))).toBe(true)
})

test('a state of another version or form is replaced by the default, a file of another kind is left alone', async () => {
  const file = await newFile('settings.json')
  await openState(file, { default: ['list'], version: 1 }).update((value) => value)
  const warnings: string[] = []
  const onWarning = (what: string) => warnings.push(what)
  expect(openState(file, { ...SETTINGS, version: 2, onWarning }).get()).toEqual(SETTINGS.default)
  const is = (value: unknown): value is Settings => typeof value === 'object' && value !== null && 'theme' in value
  expect(openState(file, { ...SETTINGS, is, onWarning }).get()).toEqual(SETTINGS.default)
  expect(warnings.length).toBe(2)
  await writeFile(file, '{"name":"my-package"}')
  expect(() => openState(file, SETTINGS).get()).toThrow(expect.objectContaining({ code: 'source_unreadable' }))
  await expect(openState(file, SETTINGS).update((value) => value)).rejects.toMatchObject({ code: 'source_unreadable' })
  expect(await readFile(file, 'utf8')).toBe('{"name":"my-package"}')
})

test.each(['support', 'a', '2026-01', 'v1.2_final', 'x'.repeat(64), 'console'])('%s may name a file', (name) => {
  expect(safeName(name)).toBe(name)
})

test.each([
  '',
  '.',
  '..',
  '.hidden',
  'dot.',
  'a/b',
  'a\\b',
  'Upper',
  'con',
  'nul.json',
  'com1',
  'ü',
  'a b',
  'x'.repeat(65),
  'a\n',
])('%j may not', (name) => {
  expect(() => safeName(name)).toThrow(expect.objectContaining({ code: 'bad_option' }))
})
