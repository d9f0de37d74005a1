import { open, readdir, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { textOf, type Message } from '../../core/message.ts'
import { renderReport, type BuiltDataset } from '../../datasets.ts'
import type { Generation, Recorder } from '../../index.ts'
import { plainText } from '../plain-text.ts'
import type { Replayed } from './replay.ts'

const SHOWN_ROWS = 2
const WIDEST = 360

/** Prints each captured call on a line: when, how it ended, question and answer. */
export async function printCaptured(recorder: Recorder, log: string): Promise<void> {
  console.log('Captured:')
  for await (const generation of recorder.store.read({ types: ['generation'] })) {
    console.log(`  ${lineOf(generation)}`)
  }
  const { captured, written } = recorder.stats()
  console.log(`\n${captured} calls captured, ${written} written to ${await segmentsOf(log)}\n`)
}

function lineOf({ conversationId = '', status, request, response }: Generation): string {
  const [last] = request.messages.slice(-1)
  const question = last === undefined ? '' : describe(last)
  const answer = response.messages.map(describe).join(' ')
  return `${clip(conversationId, 38).padEnd(8)} ${status.padEnd(8)} ${clip(question, 38).padEnd(38)} → ${clip(answer, 50)}`
}

function describe(message: Message): string {
  const calls = message.parts.map((part) => {
    if (part.type === 'tool_call') return `calls ${part.name}(${JSON.stringify(part.arguments)})`
    return part.type === 'tool_result' ? `result ${JSON.stringify(part.result)}` : ''
  })
  return [textOf(message), ...calls].filter((text) => text !== '').join(' ')
}

function clip(text: string, width: number): string {
  const line = plainText(text).replaceAll(/\s+/g, ' ').trim()
  return line.length > width ? `${line.slice(0, width - 1)}…` : line
}

/** Prints what a replay sent, and how the log compares with the conversations and with calls stored whole. */
export async function printReplay(replayed: Replayed, recorder: Recorder, log: string): Promise<void> {
  const { conversations, calls, unanswered, transcriptBytes } = replayed
  const { captured, written, dropped } = recorder.stats()
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0)
  let wholeBytes = 0
  for await (const event of recorder.store.read()) wholeBytes += Buffer.byteLength(JSON.stringify(event)) + 1
  const logBytes = await bytesIn(log)
  console.log(
    `${conversations} conversations, ${calls} calls; ${unanswered} end with a question that the file does not answer.`,
  )
  console.log(`Captured ${captured}, written ${written}, dropped ${lost}.`)
  console.log(
    `Transcripts ${megabytes(transcriptBytes)}, log ${megabytes(logBytes)} (${ratio(logBytes, transcriptBytes)} × the transcripts),`,
  )
  console.log(`the same calls stored whole ${megabytes(wholeBytes)} (${ratio(wholeBytes, logBytes)} × the log).\n`)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`
}

function ratio(a: number, b: number): string {
  return (a / Math.max(b, 1)).toFixed(2)
}

async function segmentNames(log: string): Promise<readonly string[]> {
  return (await readdir(log)).filter((name) => name.endsWith('.jsonl')).toSorted()
}

async function segmentsOf(log: string): Promise<string> {
  return (await segmentNames(log)).map((name) => join(log, name)).join(', ')
}

async function bytesIn(log: string): Promise<number> {
  const sizes = await Promise.all((await segmentNames(log)).map(async (name) => (await stat(join(log, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Prints what became of the log, where the files lie, and how their first rows look. */
export async function printDataset({ report, files }: BuiltDataset, to: string): Promise<void> {
  console.log(plainText(renderReport(report)))
  console.log(`\nFiles in ${to}`)
  for (const file of files) console.log(`  ${relative(to, file)}`)
  console.log('\nFirst rows of chatml/train.jsonl')
  for (const row of await firstLines(join(to, 'chatml/train.jsonl'))) console.log(`  ${clip(row, WIDEST)}`)
}

async function firstLines(file: string): Promise<readonly string[]> {
  const lines: string[] = []
  const handle = await open(file).catch(() => undefined)
  if (handle === undefined) return ['none: the split has no rows']
  for await (const line of handle.readLines()) {
    lines.push(line)
    if (lines.length === SHOWN_ROWS) break
  }
  return lines
}
