import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { textMessage } from '../../../src/core/message.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sampleConversation, sampleFeedback, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { runs } from '../../support/runs.ts'
import { bytesOf, lineOf, newPath, onlySegment, readout, rewrite } from './folder.ts'

/** Every so many bytes are tried; all of them in the long run. */
const STEP = runs(7, 1)

describe('a damaged log', () => {
  test('cut anywhere in its last records, it keeps every whole line and tells of the torn one', async () => {
    const dir = await newPath()
    const turns = sampleConversation('a', 5)
    const bytes = await bytesOf(jsonlStore(dir), dir, turns)
    const path = await onlySegment(dir)
    const ends = endsOfLines(bytes)
    for (let length = (ends[1] ?? 0) + 1; length <= bytes.length; length += STEP) {
      await writeFile(path, bytes.subarray(0, length))
      const whole = ends.filter((end) => end <= length).length
      const torn = { reason: 'torn', place: path, line: whole + 1, offset: ends[whole - 1] }
      const { events, damages } = await readout(jsonlStore(dir))
      expect(events).toEqual(turns.slice(0, whole))
      expect(damages).toMatchObject(ends.includes(length) ? [] : [torn])
    }
  })

  test('a changed byte is told with its place, and what builds on the line is told, never guessed', async () => {
    const dir = await newPath()
    const turns = sampleConversation('a', 3, { conversationId: 'a' })
    const events = [...turns.slice(0, 2), sampleGeneration('b', { conversationId: 'b' }), ...turns.slice(2)]
    const bytes = await bytesOf(jsonlStore(dir), dir, events)
    const path = await onlySegment(dir)
    const [first = 0, second = 0, third = 0] = endsOfLines(bytes)
    for (let index = first; index < second - 1; index += STEP) {
      const damaged = Buffer.from(bytes)
      damaged[index] = (damaged[index] ?? 0) ^ 0x01
      // A byte that becomes a line feed makes two lines of one.
      if (damaged[index] === 0x0a) continue
      await writeFile(path, damaged)
      const found = await readout(jsonlStore(dir))
      expect(found.events, `byte ${index}`).toEqual([events[0], events[2]])
      expect(found.damages).toMatchObject([
        { place: path, line: 2, offset: first },
        { reason: 'missing_base', place: path, line: 4, offset: third },
      ])
      expect(['checksum', 'not_json']).toContain(found.damages[0]?.reason)
    }
  })

  test('lines that are no events are told, and reading goes on', async () => {
    const dir = await newPath()
    await mkdir(dir)
    const lines = [
      'not json',
      '[]',
      '{"v":1}',
      '{"v":1,"type":"generation","id":"g"}',
      JSON.stringify(sampleGeneration('g1')),
    ]
    await writeFile(join(dir, 'own.jsonl'), `${lines.join('\n')}\n`)
    const { events, damages } = await readout(jsonlStore(dir))
    expect(events).toEqual([sampleGeneration('g1')])
    expect(damages.map(({ reason, line }) => [reason, line])).toEqual([
      ['not_json', 1],
      ['not_an_event', 2],
      ['not_an_event', 3],
      ['not_an_event', 4],
    ])
  })

  test('a record of a later version is skipped and told', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    await store.append([sampleGeneration('g1')])
    await store.close()
    const request = { base: { id: 'zip', count: 1 }, messages: [] }
    const later = { v: 99, type: 'generation', id: 'g9', request, response: { messages: [] } }
    await appendFile(await onlySegment(dir), Buffer.concat([lineOf(later), lineOf(sampleFeedback('f1', 'g1'))]))
    const { events, damages } = await readout(jsonlStore(dir))
    expect(events.map(({ id }) => id)).toEqual(['g1', 'f1'])
    expect(damages).toMatchObject([{ reason: 'newer_version', line: 2 }])
  })

  test('a log written by hand is read: no checksums, blank lines, Windows line ends, no last line feed', async () => {
    const dir = await newPath()
    await mkdir(dir)
    const [first, second, third] = ['a', 'b', 'c'].map((id) => sampleGeneration(id))
    const text = `\n${JSON.stringify(first)}\r\n  \n${JSON.stringify(second, undefined, 0).replaceAll('":', '": ')}\n\n${JSON.stringify(third)}`
    await writeFile(join(dir, 'by-hand.jsonl'), text)
    expect(await readout(jsonlStore(dir))).toEqual({ events: [first, second, third], damages: [] })
  })

  test('damage in one segment does not touch the others', async () => {
    const dir = await newPath()
    const [one, two] = [jsonlStore(dir), jsonlStore(dir)]
    await one.append([sampleGeneration('g1')])
    await one.close()
    await rewrite(await onlySegment(dir), (bytes) => bytes.subarray(0, -20))
    await two.append([sampleGeneration('g2')])
    await two.close()
    const { events, damages } = await readout(two)
    expect(events).toEqual([sampleGeneration('g2')])
    expect(damages).toMatchObject([{ reason: 'torn', line: 1, offset: 0 }])
  })

  test('an erasure is found behind damage', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    await store.append([sampleGeneration('g1', { userId: 'u1' }), sampleGeneration('g2', { userId: 'u2' })])
    await store.erase({ userId: 'u1' })
    await store.close()
    const path = await onlySegment(dir)
    const lines = (await readFile(path, 'utf8')).split('\n')
    await writeFile(path, [lines[0], '{"torn', lines[1], lines[2], ''].join('\n'))
    const { events, damages } = await readout(jsonlStore(dir))
    expect(events.map(({ type, id }) => (type === 'generation' ? id : type))).toEqual(['g2', 'erasure'])
    expect(damages.map(({ reason }) => reason)).toEqual(['not_json'])
  })

  test('a line of many megabytes is written and read', { timeout: 60_000 }, async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    const answer = textMessage('assistant', 'A long answer. 東京 '.repeat(runs(460_000, 2_300_000)))
    await store.append([sampleGeneration('g1', { answer }), sampleGeneration('g2')])
    await store.close()
    const { events } = await readout(jsonlStore(dir))
    expect(events.map(({ id }) => id)).toEqual(['g1', 'g2'])
    expect(JSON.stringify(events[0]) === JSON.stringify(sampleGeneration('g1', { answer }))).toBe(true)
  })

  test('place names the file, so that a person finds it', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    await store.append([sampleGeneration('g1')])
    await store.close()
    const path = await onlySegment(dir)
    await appendFile(path, 'garbage\n')
    const { damages } = await readout(store)
    expect(damages.map(({ place }) => basename(place))).toEqual([basename(path)])
  })
})

function endsOfLines(bytes: Buffer): readonly number[] {
  return [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([index]) => index + 1)
}
