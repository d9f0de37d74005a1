import type { Example, ExampleMessage } from '../../core/example.ts'
import type { Message, Role } from '../../core/message.ts'
import { onceEach } from './once-each.ts'
import { qualityOf, QUALITY_BYTES, writeQuality } from './quality.ts'
import { saidBy } from './said.ts'
import { createShingler, shinglesAmong, type Runs, type Shingler, type Shingles } from './shingles.ts'

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

/** What is kept for the next notes. */
const KEPT_BYTES = 64 * 1024

const shared: Shingler = createShingler()

const noteAt: Readonly<Record<SimilarityLevel, (example: Example) => Uint8Array>> = {
  conversation: onceEach((example) => noteOf(example, 'conversation')),
  exchange: onceEach((example) => noteOf(example, 'exchange')),
  prompt: onceEach((example) => noteOf(example, 'prompt')),
}

/**
 * Bytes by which `clustersOf` compares an example: its quality, and its runs of words. Not to be changed. The runs are no
 * set yet: most examples are compared with none, and to sort takes longer than to sign.
 */
export function similarityNote(example: Example, level: SimilarityLevel): Uint8Array {
  return noteAt[level](example)
}

function noteOf(example: Example, level: SimilarityLevel): Uint8Array {
  const shingler = shared
  shingler.reset()
  addMessages(shingler, example, level)
  const size = shingler.finish()
  const note = new Uint8Array(QUALITY_BYTES + size * Uint32Array.BYTES_PER_ELEMENT)
  writeQuality(qualityOf(example), note)
  shingler.copy(new Uint32Array(note.buffer, QUALITY_BYTES, size))
  return note
}

function addMessages(shingler: Shingler, example: Example, level: SimilarityLevel): void {
  const isCompared = messagesAt(example, level)
  const { text, pieces } = saidBy(example)
  let opened = -1
  for (const piece of pieces) {
    const { message: place, use } = piece
    const entry = example.messages[place]
    if (use === 'identity' || entry === undefined || !isCompared(entry, place)) continue
    if (place !== opened) open(shingler, entry, level)
    opened = place
    shingler.add(text, piece)
  }
}

function open(shingler: Shingler, { message: { role }, weight }: ExampleMessage, level: SimilarityLevel): void {
  const trained = weight === 1 && role === 'assistant'
  // A prompt has one speaker, and short ones should not be alike because of that.
  shingler.open(level === 'prompt' ? 0 : SPEAKERS[role], trained)
}

/** Reads the runs of one note after the other; they are valid until the next call. */
export function createRunReader(): (note: Uint8Array) => Runs {
  let bytes = new Uint8Array(KEPT_BYTES)
  let runs = new Uint32Array(bytes.buffer)
  return (note) => {
    const size = note.length - QUALITY_BYTES
    if (bytes.length < size || bytes.length > KEPT_BYTES) {
      bytes = new Uint8Array(Math.max(size, KEPT_BYTES))
      runs = new Uint32Array(bytes.buffer)
    }
    bytes.set(note.subarray(QUALITY_BYTES))
    return runs.subarray(0, size / Uint32Array.BYTES_PER_ELEMENT)
  }
}

/** The shingles of a note, in memory of their own. */
export function shinglesOf(note: Uint8Array): Shingles {
  return shinglesAmong(readAlone(note)).slice()
}

const readAlone = createRunReader()

/** Whether a message belongs to what is compared. */
function messagesAt({ messages }: Example, level: SimilarityLevel): (entry: ExampleMessage, place: number) => boolean {
  if (level === 'conversation') return ({ message }) => !isInstruction(message)
  if (level === 'prompt') {
    const first = messages.findIndex(({ message }) => message.role === 'user')
    return (_, place) => place === first
  }
  const trained = messages.findLastIndex(({ message, weight }) => message.role === 'assistant' && weight === 1)
  const answer = trained === -1 ? messages.findLastIndex(({ message }) => message.role === 'assistant') : trained
  const question = messages.slice(0, Math.max(answer, 0)).findLastIndex(({ message }) => message.role === 'user')
  return (_, place) => place === question || place === answer
}

function isInstruction({ role }: Message): boolean {
  return role === 'system' || role === 'developer'
}
