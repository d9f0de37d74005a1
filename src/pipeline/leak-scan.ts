import type { Example } from '../core/example.ts'
import type { Message } from '../core/message.ts'
import type { Redactor, RedactionScope } from '../redaction/index.ts'
import { maskExample } from './mask-example.ts'
import { knownOf, type KnownOfExample } from './steps/known-of-example.ts'

/** One place where a value was left. */
export type LeakPlace = {
  readonly exampleId: string
  /** In `example.messages`; absent for tools, ids and what people said about an answer. */
  readonly messageIndex?: number
  /** What stands around it, masked. */
  readonly excerpt: string
}

/** What one detector found in finished examples. */
export type LeakFinding = {
  readonly detector: string
  readonly count: number
  /** The first ones. */
  readonly places: readonly LeakPlace[]
}

/** A last look at examples as they will be written. */
export type LeakScan = {
  readonly scan: (example: Example) => void
  /** By the name of the detector; empty when nothing was left. */
  readonly finish: () => readonly LeakFinding[]
}

export type LeakScanOptions = {
  /** As of `redactPersonalData`. */
  readonly known?: KnownOfExample
}

const MOST_PLACES = 10
/** In UTF-16 code units. */
const MOST_REMEMBERED = 4_000_000
/** UTF-16 code units of an excerpt on either side. */
const AROUND = 30

/**
 * Searches finished examples for what the redactor would still mask. Tags and made-up values of an earlier run are none.
 * Findings never hold the value itself.
 *
 * @example
 * const leaks = createLeakScan(createRedactor({ mode: 'numbered' }))
 * for (const example of examples) leaks.scan(example)
 * if (leaks.finish().length > 0) …
 */
export function createLeakScan(redactor: Redactor, { known }: LeakScanOptions = {}): LeakScan {
  const found = new Map<string, { count: number; readonly places: LeakPlace[] }>()

  function add(detector: string, count: number, place: LeakPlace): void {
    const finding = found.get(detector) ?? { count: 0, places: [] }
    found.set(detector, finding)
    finding.count += count
    if (finding.places.length < MOST_PLACES) finding.places.push(place)
  }

  const [cleanTools, cleanTexts] = [createCleanValues(), createCleanValues()]
  /** Instructions and tools are the same in thousands of examples. */
  function unlessClean<Value>(clean: CleanValues, source: string, value: Value, run: () => Value): Value {
    if (clean.has(source)) return value
    const masked = run()
    if (masked === value) clean.add(source)
    return masked
  }

  function scan(example: Example): void {
    const values = knownOf(example, known)
    const scope = redactor.begin({ known: values })
    let counted: RedactionScope['counts'] = {}
    const look = <Value extends string | object>(
      value: Value,
      mask: (value: Value) => Value,
      messageIndex?: number,
    ) => {
      const masked = mask(value)
      if (masked === value) return masked
      const excerpt = excerptOf(JSON.stringify(value), JSON.stringify(masked))
      const place = { exampleId: example.id, ...(messageIndex === undefined ? {} : { messageIndex }), excerpt }
      for (const [detector, count] of more(counted, scope.counts)) add(detector, count, place)
      counted = { ...scope.counts }
      return masked
    }
    maskExample(example, {
      mayMask: scope.mayMask,
      text: (text) => look(text, scope.text),
      message: (message, index) => {
        const run = () => look(message, scope.message, index)
        const instruction = values.length === 0 ? instructionOf(message) : undefined
        return instruction === undefined ? run() : unlessClean(cleanTexts, instruction, message, run)
      },
      tool(tool) {
        const run = () => look(tool, scope.tool)
        return values.length === 0 ? unlessClean(cleanTools, JSON.stringify(tool), tool, run) : run()
      },
    })
  }

  return {
    scan,
    finish: () =>
      Array.from(found, ([detector, { count, places }]) => ({ detector, count, places })).sort((a, b) =>
        a.detector < b.detector ? -1 : 1,
      ),
  }
}

/** The text of instructions that hold nothing else to look at. */
function instructionOf({ role, name, parts }: Message): string | undefined {
  if ((role !== 'system' && role !== 'developer') || name !== undefined || parts.length !== 1) return undefined
  const [part] = parts
  return part?.type === 'text' ? part.text : undefined
}

type CleanValues = { readonly has: (source: string) => boolean; readonly add: (source: string) => void }

/** Remembers what was found clean, by all of its text; so much of it and no more. */
function createCleanValues(): CleanValues {
  const known = new Set<string>()
  let size = 0
  return {
    has: (source) => known.has(source),
    add(source) {
      size += source.length
      if (size <= MOST_REMEMBERED) known.add(source)
    },
  }
}

function more(before: RedactionScope['counts'], after: RedactionScope['counts']): readonly [string, number][] {
  return Object.entries(after)
    .map(([detector, count]): [string, number] => [detector, count - (before[detector] ?? 0)])
    .filter(([, count]) => count > 0)
}

/** Of the masked text, around the place where it begins to differ. */
function excerptOf(before: string, masked: string): string {
  let place = 0
  while (place < masked.length && masked.charAt(place) === before.charAt(place)) place += 1
  const start = Math.max(0, place - AROUND)
  const end = Math.min(masked.length, place + AROUND)
  return `${start > 0 ? '…' : ''}${masked.slice(start, end)}${end < masked.length ? '…' : ''}`
}
