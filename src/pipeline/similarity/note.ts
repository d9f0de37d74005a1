import type { Example, ExampleMessage } from '../../core/example.ts'
import { sortedJson } from '../../core/json.ts'
import { textOf, type Message, type Part, type Role } from '../../core/message.ts'
import { qualityOf, QUALITY_BYTES, writeQuality } from './quality.ts'
import { createShingler, type Shingler, type Shingles } from './shingles.ts'

/**
 * What of an example is compared. `conversation`: all that is said, by whom, and tool calls and results; not the system
 * prompt, which whole applications share. `exchange`: the last question and its answer. `prompt`: what the user says first.
 */
export type SimilarityLevel = 'conversation' | 'exchange' | 'prompt'

const SPEAKERS: Readonly<Record<Role, number>> = {
  system: 0x3c6ef372,
  developer: 0x3c6ef372,
  user: 0x510e527e,
  assistant: 0x1f83d9aa,
  tool: 0x5be0cd18,
}

const shared: Shingler = createShingler()

// A step and the split ask for the same note, one behind the other.
let latest: { readonly example: Example; readonly level: SimilarityLevel; readonly note: Uint8Array } | undefined

/** Bytes by which `clustersOf` compares an example: its quality, and its shingles. Not to be changed. */
export function similarityNote(example: Example, level: SimilarityLevel): Uint8Array {
  if (latest?.example === example && latest.level === level) return latest.note
  const note = noteOf(example, level)
  latest = { example, level, note }
  return note
}

function noteOf(example: Example, level: SimilarityLevel): Uint8Array {
  const shingler = shared
  shingler.reset()
  for (const entry of messagesAt(example, level)) addMessage(shingler, entry, level)
  const size = shingler.finish()
  const note = new Uint8Array(QUALITY_BYTES + size * Uint32Array.BYTES_PER_ELEMENT)
  writeQuality(qualityOf(example), note)
  shingler.copy(new Uint32Array(note.buffer, QUALITY_BYTES, size))
  return note
}

/** The shingles of a note, in memory of their own. */
export function shinglesOf(note: Uint8Array): Shingles {
  // Not with slice: a Buffer would give a view, which need not be aligned and may be written again.
  const bytes = new Uint8Array(note.length - QUALITY_BYTES)
  bytes.set(note.subarray(QUALITY_BYTES))
  return new Uint32Array(bytes.buffer)
}

function messagesAt({ messages }: Example, level: SimilarityLevel): readonly ExampleMessage[] {
  if (level === 'conversation') return messages.filter(({ message }) => !isInstruction(message))
  if (level === 'prompt') return messages.filter(({ message }) => message.role === 'user').slice(0, 1)
  const trained = messages.findLastIndex(({ message, weight }) => message.role === 'assistant' && weight === 1)
  const answer = trained === -1 ? messages.findLastIndex(({ message }) => message.role === 'assistant') : trained
  const question = messages.slice(0, Math.max(answer, 0)).findLastIndex(({ message }) => message.role === 'user')
  return messages.filter((_, index) => index === question || index === answer)
}

function isInstruction({ role }: Message): boolean {
  return role === 'system' || role === 'developer'
}

function addMessage(shingler: Shingler, { message, weight }: ExampleMessage, level: SimilarityLevel): void {
  const trained = weight === 1 && message.role === 'assistant'
  // A prompt has one speaker, and short ones should not be alike because of that.
  shingler.open(level === 'prompt' ? 0 : SPEAKERS[message.role], trained)
  shingler.add(textOf(message))
  if (message.parts.length === 1 && message.parts[0]?.type === 'text') return
  for (const part of message.parts) {
    const said = saidBy(part)
    if (said !== undefined) shingler.add(said)
  }
}

function saidBy(part: Part): string | undefined {
  if (part.type === 'tool_call') return `${part.name} ${part.argumentsRaw ?? sortedJson(part.arguments)}`
  if (part.type === 'tool_result') return typeof part.result === 'string' ? part.result : sortedJson(part.result)
  if (part.type === 'file') return part.sha256 ?? part.fileId ?? part.uri ?? part.filename
  return part.type === 'other' ? sortedJson(part.value) : undefined
}
