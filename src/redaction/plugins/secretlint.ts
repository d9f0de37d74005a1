import type { Span } from '../detector.ts'
import type { PiiDetector } from '../pii-detector.ts'
import { exportOf, loadPeer, oddPeer } from './load-peer.ts'

/** What is used of `@secretlint/core`. */
export type SecretlintCore = {
  readonly lintSource: (question: {
    readonly source: {
      readonly filePath: string
      readonly content: string
      readonly ext: string
      readonly contentType: 'text'
    }
    readonly options: {
      readonly config: { readonly rules: readonly { readonly id: string; readonly rule: unknown }[] }
      readonly noPhysicFilePath: true
    }
  }) => Promise<{ readonly messages: readonly { readonly range: readonly [number, number] }[] }>
}

export type SecretlintOptions = {
  /** Default: `@secretlint/core`, when it is first needed. */
  readonly module?: SecretlintCore
  /** Rules by their id, as packages of secretlint export them as `creator`. Default: the recommended preset. */
  readonly rules?: readonly { readonly id: string; readonly rule: unknown }[]
}

const CORE = '@secretlint/core'
const PRESET = '@secretlint/secretlint-rule-preset-recommend'
const OWNER = 'secretlintDetector'
/** Ends every kind of token, and blank lines end a key in PEM form. */
const SEPARATOR = '\n\n\n'
/** UTF-16 code units that are searched at a time: secretlint has a price per call, ten times that of a short text. */
const BATCH = 200_000

/**
 * Finds keys and tokens with the rules of secretlint, tag `[SECRET]`, besides finetap's own `secretDetector`. Needs the
 * packages `@secretlint/core` and `@secretlint/secretlint-rule-preset-recommend`.
 *
 * @throws FinetapError `peer_missing` at the first text, when they are not installed.
 * @example redactPersonalData({ preset: 'all', detectors: [secretlintDetector()] })
 */
export function secretlintDetector(options: SecretlintOptions = {}): PiiDetector {
  let loading: Promise<(content: string) => Promise<readonly Span[]>> | undefined

  async function detectAll(texts: readonly string[]): Promise<readonly (readonly Span[])[]> {
    loading ??= loadSearch(options)
    const search = await loading
    const found: Span[][] = texts.map(() => [])
    for (const batch of batchesOf(texts)) {
      const content = batch.map(({ text }) => text).join(SEPARATOR)
      for (const span of await search(content)) assign(span, batch, found)
    }
    return found
  }

  return {
    name: 'secretlint',
    tag: 'SECRET',
    detect: async (text) => (await detectAll([text]))[0] ?? [],
    detectAll,
  }
}

/** A text within a batch: which one it is, and where it starts there. */
type Piece = { readonly text: string; readonly index: number; readonly start: number }

function batchesOf(texts: readonly string[]): readonly (readonly Piece[])[] {
  const batches: Piece[][] = []
  let batch: Piece[] = []
  let start = 0
  for (const [index, text] of texts.entries()) {
    if (batch.length > 0 && start + text.length > BATCH) {
      batches.push(batch)
      batch = []
      start = 0
    }
    batch.push({ text, index, start })
    start += text.length + SEPARATOR.length
  }
  return batch.length === 0 ? batches : [...batches, batch]
}

/** Gives each text its share of a span; both are in order, but a span may reach over several texts. */
function assign({ start, end }: Span, batch: readonly Piece[], found: readonly Span[][]): void {
  for (let at = pieceAt(batch, start); at < batch.length; at += 1) {
    const piece = batch[at]
    if (piece === undefined || piece.start >= end) return
    const from = Math.max(0, start - piece.start)
    const to = Math.min(piece.text.length, end - piece.start)
    if (from < to) found[piece.index]?.push({ start: from, end: to })
  }
}

/** The last piece that starts at or before a place. */
function pieceAt(batch: readonly Piece[], place: number): number {
  let [low, high] = [0, batch.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((batch[middle]?.start ?? 0) <= place) low = middle
    else high = middle - 1
  }
  return low
}

async function loadSearch({ module, rules }: SecretlintOptions) {
  const core = module ?? (await loadCore())
  const config = { rules: rules ?? [await loadPreset()] }
  return async (content: string): Promise<readonly Span[]> => {
    const source = { filePath: 'chat.txt', content, ext: '.txt', contentType: 'text' } as const
    const { messages } = await core.lintSource({ source, options: { config, noPhysicFilePath: true } })
    return messages.map(({ range: [start, end] }) => ({ start, end }))
  }
}

async function loadCore(): Promise<SecretlintCore> {
  const lintSource = exportOf(await loadPeer(CORE, OWNER, `${CORE} ${PRESET}`), 'lintSource')
  if (!isLintSource(lintSource)) throw oddPeer(CORE, OWNER)
  return { lintSource }
}

function isLintSource(value: unknown): value is SecretlintCore['lintSource'] {
  return typeof value === 'function'
}

async function loadPreset(): Promise<{ readonly id: string; readonly rule: unknown }> {
  const rule = exportOf(await loadPeer(PRESET, OWNER, `${CORE} ${PRESET}`), 'creator')
  if (rule === undefined) throw oddPeer(PRESET, OWNER)
  return { id: PRESET, rule }
}
